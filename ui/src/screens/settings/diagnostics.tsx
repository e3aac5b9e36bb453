/** For who helps: a report without secrets, what was called lately, and what was said to a server. */
import { useEffect, useState } from "react";
import { absolute, duration, useLanguage, useText } from "../../i18n/text";
import { type ApiError, type AuditLine, commands, toError } from "../../ipc";
import { Button } from "../../parts/button";
import { copyText } from "../../parts/clipboard";
import { ErrorNote } from "../../parts/error-note";
import { Fold } from "../../parts/fold";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";
import { Section } from "./section";
import { Traffic } from "./traffic";

export function Diagnostics() {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const { busy, error, run } = useTask();
  return (
    <Section title={t.diagnostics.title} lead={t.diagnostics.lead}>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          data-testid="copy-report"
          busy={busy}
          onClick={() =>
            void run(async () => {
              await copyText(await commands.report());
              setCopied(true);
            })
          }
        >
          {copied ? t.copied : t.diagnostics.copyReport}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
      <Fold label={t.diagnostics.calls} data-testid="diagnostics-calls">
        <Calls />
      </Fold>
      <Fold label={t.diagnostics.traffic} data-testid="diagnostics-traffic">
        <Traffic />
      </Fold>
    </Section>
  );
}

function Calls() {
  const t = useText();
  const language = useLanguage();
  const servers = useCore((state) => state.servers);
  const [lines, setLines] = useState<readonly AuditLine[] | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const load = () => {
    commands.auditLines().then(
      (all) => {
        setFailure(null);
        setLines(all);
      },
      (thrown: unknown) => setFailure(toError(thrown)),
    );
  };
  useEffect(load, []);
  const name = (id: string) => visibleLine(servers.find((server) => server.id === id)?.name ?? id);
  return (
    <div>
      <Button data-testid="calls-reload" onClick={load}>
        {t.diagnostics.reload}
      </Button>
      {failure === null ? null : <ErrorNote error={failure} className="mt-2" />}
      {lines !== null && lines.length === 0 ? <p className="mt-2 text-soft">{t.diagnostics.noCalls}</p> : null}
      {lines === null || lines.length === 0 ? null : (
        <ol data-testid="audit" className="mt-2 max-h-96 overflow-auto text-sm">
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the log has no names for its lines.
            <li key={index} data-testid="audit-line" className="border-t border-line py-1.5">
              <p className="flex flex-wrap justify-between gap-x-4">
                <span className="min-w-0 font-mono break-all">{visibleLine(line.tool)}</span>
                <span className="whitespace-nowrap">
                  {t.diagnostics.outcomes[line.outcome]}
                  <span className="text-soft tabular-nums"> · {duration(line.duration_ms, language)}</span>
                </span>
              </p>
              <p className="text-soft">
                <bdi>{name(line.server)}</bdi> · {absolute(line.at, language)} · {visibleLine(line.decided_by)}
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
