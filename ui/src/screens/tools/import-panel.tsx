/**
 * Servers of another app's configuration file: what it would add is shown first, and only what is ticked is added. The
 * file's text stays in this panel and goes to the core; the values of its secrets are never drawn.
 */
import { useRef, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type ImportView } from "../../ipc";
import { Button, buttonClass } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Named } from "../../parts/named";
import { readText } from "../../parts/read-file";
import { visible, visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";

export function ImportPanel({ onClose }: { onClose: () => void }) {
  const t = useText();
  const say = useSay();
  const text = useRef("");
  const [found, setFound] = useState<ImportView | null>(null);
  const [name, setName] = useState("");
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const { busy, error, run } = useTask();

  const look = (file: File | undefined) => {
    if (file === undefined) {
      return;
    }
    setFound(null);
    setName(file.name);
    void run(async () => {
      const read = await readText(file);
      const view = await commands.lookInto(read);
      text.current = read;
      setFound(view);
      setWanted(new Set(view.entries.filter((e) => !e.known && e.refused === null && !e.local).map((e) => e.name)));
    });
  };
  const toggle = (name: string) =>
    setWanted((before) => {
      const after = new Set(before);
      if (!after.delete(name)) {
        after.add(name);
      }
      return after;
    });

  return (
    <section data-testid="import-panel" aria-label={t.importing.title} className="mb-8 max-w-[640px] space-y-3">
      <h2 className="font-semibold">{t.importing.title}</h2>
      <p className="text-soft">{t.importing.lead}</p>
      <div className="flex flex-wrap items-center gap-3">
        <label
          className={buttonClass(
            "secondary",
            "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
          )}
        >
          {t.importing.file}
          <input
            type="file"
            accept=".json,application/json"
            data-testid="import-file"
            onChange={(event) => look(event.target.files?.[0])}
            className="sr-only"
          />
        </label>
        {name === "" ? null : <span className="truncate text-sm text-soft">{visibleLine(name)}</span>}
      </div>
      {found === null ? null : (
        <ul data-testid="import-entries" className="border-t border-line">
          {found.entries.map((entry) => {
            const locked = entry.known || entry.refused !== null;
            return (
              <li
                key={entry.name}
                data-testid="import-entry"
                data-name={entry.name}
                className="border-b border-line py-2"
              >
                <label className={`flex items-start gap-2.5 ${locked ? "opacity-60" : ""}`}>
                  <input
                    type="checkbox"
                    className="mt-1.5"
                    data-testid="import-choose"
                    disabled={locked}
                    checked={wanted.has(entry.name)}
                    onChange={() => toggle(entry.name)}
                  />
                  <span className="min-w-0">
                    <Named className="font-medium">{entry.name}</Named>
                    <span className="block font-mono text-sm break-all">{visible(entry.place)}</span>
                    {entry.local ? <span className="block text-sm text-warn">{t.importing.local}</span> : null}
                    {entry.secrets.length > 0 ? (
                      <span className="block text-sm text-soft">
                        {t.importing.secrets}
                        {t.colon}
                        <bdi>{visibleLine(entry.secrets.join(", "))}</bdi>
                      </span>
                    ) : null}
                    {entry.known ? <span className="block text-sm text-soft">{t.importing.known}</span> : null}
                    {entry.refused === null ? null : (
                      <span className="block text-sm text-soft">{visibleLine(say(entry.refused))}</span>
                    )}
                  </span>
                </label>
              </li>
            );
          })}
          {found.left_out.map((one) => (
            <li
              key={one.name}
              data-testid="import-left-out"
              className="border-b border-line py-2 pl-6 text-sm text-soft"
            >
              {t.importing.leftOut(visibleLine(one.name), visibleLine(say(one.why)))}
            </li>
          ))}
        </ul>
      )}
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        {found === null || found.entries.length === 0 ? null : (
          <Button
            kind="primary"
            data-testid="import-submit"
            busy={busy}
            disabled={wanted.size === 0}
            onClick={() =>
              void run(() => commands.importServers(text.current, [...wanted])).then((ok) => {
                if (ok) {
                  onClose();
                }
              })
            }
          >
            {t.importing.submit(wanted.size)}
          </Button>
        )}
        <Button kind="quiet" data-testid="import-cancel" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </section>
  );
}
