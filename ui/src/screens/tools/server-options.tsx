/**
 * How Lanyard signs in to a server of one's own. Every field is uncontrolled; secrets are read once, at submit, and
 * cleared at once. What is kept is never shown again, only that it is.
 */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type ServerOptionsView, type ServerView, toError } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, Select } from "../../parts/field";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { ClientFields } from "./client-fields";
import { HeaderFields } from "./header-fields";
import { MoreFields } from "./more-fields";
import { type How, howOf, Mistake, read, takeSecrets } from "./options-form";

const hows: readonly How[] = ["browser", "headers", "program"];

export function ServerOptionsForm({ server, onClose }: { server: ServerView; onClose: () => void }) {
  const t = useText();
  const [view, setView] = useState<ServerOptionsView | null>(null);
  const { error, run } = useTask();
  const section = useRef<HTMLElement>(null);
  // It opens below what was clicked, which may be the last line that is seen.
  useEffect(() => {
    if (view !== null) {
      section.current?.scrollIntoView?.({ block: "nearest" });
    }
  }, [view]);
  useEffect(() => {
    let there = true;
    void run(async () => {
      const answer = await commands.serverOptions(server.id);
      if (there) {
        setView(answer);
      }
    });
    return () => {
      there = false;
    };
  }, [server.id, run]);
  return (
    <section
      ref={section}
      aria-label={t.serverOptions.title(visibleLine(server.name))}
      data-testid="server-options"
      className="mt-3 ml-5 max-w-[560px] border-l-2 border-line pl-4"
    >
      <h3 className="font-medium">{t.serverOptions.title(visibleLine(server.name))}</h3>
      <p className="mb-4 text-sm text-soft">{t.serverOptions.lead}</p>
      {error ? <ErrorNote error={error} /> : null}
      {view === null ? null : <Fields id={server.id} view={view} onClose={onClose} />}
    </section>
  );
}

function Fields({ id, view, onClose }: { id: string; view: ServerOptionsView; onClose: () => void }) {
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  const [how, setHow] = useState(() => howOf(view.options));
  const [fallback, setFallback] = useState(() => view.options.credentials.slice(1).includes("sign_in"));
  const { busy, error, run } = useTask();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.current === null || busy) {
      return;
    }
    const data = new FormData(form.current);
    const secrets = takeSecrets(form.current, data, view.options);
    void run(async () => {
      try {
        await commands.setServerOptions(id, read(data, view.options, how, fallback), secrets);
      } catch (thrown) {
        throw thrown instanceof Mistake ? thrown.asError(t) : toError(thrown);
      }
    }).then((ok) => ok && onClose());
  };

  const asks = how !== "headers" || fallback;
  return (
    <form ref={form} onSubmit={submit} autoComplete="off" noValidate className="space-y-4">
      <Field label={t.serverOptions.how}>
        {(fieldId) => (
          <Select
            id={fieldId}
            data-testid="options-how"
            value={how}
            onChange={(event) => setHow(event.target.value as How)}
          >
            {hows.map((value) => (
              <option key={value} value={value}>
                {t.serverOptions.hows[value]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {how === "browser" ? null : (
        <label className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            className="accent-accent"
            checked={fallback}
            data-testid="options-fallback"
            onChange={(event) => setFallback(event.target.checked)}
          />
          {t.serverOptions.fallback}
        </label>
      )}
      {how === "headers" ? <HeaderFields kept={view.options.headers} /> : null}
      {asks ? <ClientFields view={view} /> : null}
      <MoreFields options={view.options} asks={asks} />
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={busy} data-testid="options-save">
          {t.save}
        </Button>
        <Button kind="quiet" onClick={onClose} data-testid="options-cancel">
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
