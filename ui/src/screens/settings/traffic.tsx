/** What was said between Lanyard and one server lately; it can be searched. Secrets were blackened by the core. */
import { useEffect, useState } from "react";
import { absolute, clock, useLanguage, useText } from "../../i18n/text";
import { type ApiError, commands, type TrafficLine, toError } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, Select, TextInput } from "../../parts/field";
import { LongText } from "../../parts/long-text";
import { visibleLine } from "../../parts/visible";
import { useCore } from "../../state/store";

const signs = { sent: "→", received: "←", printed: "·" } as const;

export function Traffic() {
  const t = useText();
  const language = useLanguage();
  const servers = useCore((state) => state.servers);
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? servers[0]?.id ?? null;
  const [lines, setLines] = useState<readonly TrafficLine[]>([]);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [filter, setFilter] = useState("");
  const load = () => {
    if (id !== null) {
      commands.traffic(id).then(
        (all) => {
          setFailure(null);
          setLines(all);
        },
        (thrown: unknown) => setFailure(toError(thrown)),
      );
    }
  };
  useEffect(load, [id]);
  const wanted = filter.trim().toLowerCase();
  const shown = lines.filter((line) => wanted === "" || `${line.about} ${line.text}`.toLowerCase().includes(wanted));
  if (id === null) {
    return <p className="text-soft">{t.tools.empty}</p>;
  }
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t.diagnostics.server}>
          {(field) => (
            <Select
              id={field}
              data-testid="traffic-server"
              value={id}
              onChange={(event) => setChosen(event.target.value)}
              className="max-w-64"
            >
              {servers.map((server) => (
                <option key={server.id} value={server.id}>
                  {visibleLine(server.name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t.diagnostics.search}>
          {(field) => (
            <TextInput
              id={field}
              type="search"
              data-testid="traffic-search"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              className="max-w-64"
            />
          )}
        </Field>
        <Button data-testid="traffic-reload" onClick={load}>
          {t.diagnostics.reload}
        </Button>
      </div>
      {failure === null ? null : <ErrorNote error={failure} />}
      {shown.length === 0 ? <p className="text-soft">{t.diagnostics.noTraffic}</p> : null}
      <ol data-testid="traffic" className="max-h-96 overflow-auto text-sm">
        {shown.map((line) => (
          <li key={line.number} data-testid="traffic-line" className="border-t border-line py-1.5">
            <p className="flex gap-3 text-soft">
              <time dateTime={line.at} title={absolute(line.at, language)} className="tabular-nums">
                {clock(line.at, language)}
              </time>
              <span>
                <span aria-hidden="true">{signs[line.direction]}</span>{" "}
                <span className="sr-only">{t.diagnostics.directions[line.direction]}</span>
                <span className="font-mono text-ink">{visibleLine(line.about)}</span>
              </span>
            </p>
            <LongText mono text={line.text} />
          </li>
        ))}
      </ol>
    </div>
  );
}
