/** Rules for several tools at once, by a pattern over their names. */
import { X } from "lucide-react";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type PatternRule, type Rule } from "../../ipc";
import { Button, IconButton } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, Select, TextInput } from "../../parts/field";
import { Fold } from "../../parts/fold";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";

const rules: readonly Rule[] = ["ask", "allow", "block"];

export function Patterns() {
  const t = useText();
  const servers = useCore((state) => state.servers);
  const [list, setList] = useState<readonly PatternRule[]>([]);
  const [server, setServer] = useState("");
  const [rule, setRule] = useState<Rule>("ask");
  const pattern = useRef<HTMLInputElement>(null);
  const { busy, error, run } = useTask();
  const load = useCallback(() => commands.patternRules().then(setList), []);
  useEffect(() => {
    // Without the list one can still add to it; what is wrong is said then.
    load().catch(() => undefined);
  }, [load]);
  const nameOf = (id: string | null) =>
    id === null ? t.patterns.everywhere : visibleLine(servers.find((one) => one.id === id)?.name ?? id);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const written = { server_id: server === "" ? null : server, pattern: pattern.current?.value ?? "", rule };
    void run(async () => {
      await commands.setPatternRule(written);
      await load();
      if (pattern.current !== null) {
        pattern.current.value = "";
      }
    });
  };

  return (
    <div className="mt-4">
      <Fold label={t.patterns.title} data-testid="patterns">
        <p className="max-w-[64ch] text-sm text-soft">{t.patterns.lead}</p>
        {list.length === 0 ? null : (
          <ul className="max-w-[640px] border-t border-line">
            {list.map((one) => (
              <li
                key={`${one.server_id} ${one.pattern}`}
                data-testid="pattern-rule"
                className="flex min-h-10 items-center gap-3 border-b border-line"
              >
                <code className="min-w-0 flex-1 truncate font-mono text-sm">{visibleLine(one.pattern)}</code>
                <span className="truncate text-sm text-soft">
                  <bdi>{nameOf(one.server_id)}</bdi>
                </span>
                <span className="text-sm">{t.tools.rule[one.rule]}</span>
                <IconButton
                  label={t.patterns.remove(visibleLine(one.pattern), nameOf(one.server_id))}
                  data-testid="pattern-remove"
                  onClick={() =>
                    void run(async () => {
                      await commands.removePatternRule(one.server_id, one.pattern);
                      await load();
                    })
                  }
                >
                  <X size={14} aria-hidden="true" />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        <form noValidate onSubmit={submit} className="flex max-w-[640px] flex-wrap items-end gap-3">
          <Field label={t.patterns.pattern} className="min-w-40 flex-1">
            {(id) => (
              <TextInput ref={pattern} id={id} data-testid="pattern-text" placeholder={t.patterns.patternHint} />
            )}
          </Field>
          <Field label={t.patterns.server} className="w-44">
            {(id) => (
              <Select id={id} data-testid="pattern-server" value={server} onChange={(e) => setServer(e.target.value)}>
                <option value="">{t.patterns.everywhere}</option>
                {servers.map((one) => (
                  <option key={one.id} value={one.id}>
                    {visibleLine(one.name)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t.patterns.rule} className="w-28">
            {(id) => (
              <Select
                id={id}
                data-testid="pattern-choice"
                value={rule}
                onChange={(e) => setRule(rules.find((one) => one === e.target.value) ?? "ask")}
              >
                {rules.map((one) => (
                  <option key={one} value={one}>
                    {t.tools.rule[one]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button type="submit" data-testid="pattern-add" busy={busy}>
            {t.patterns.add}
          </Button>
        </form>
        {error ? <ErrorNote error={error} /> : null}
      </Fold>
    </div>
  );
}
