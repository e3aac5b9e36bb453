/** "Check": what is wrong with the bundled server's set-up, each with its mend. */
import { Check as Fine, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type Finding } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { visible } from "../../parts/visible";
import { useTask } from "../../state/problems";

const icons = {
  ok: <Fine size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-ok" />,
  warning: <TriangleAlert size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />,
  problem: <X size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-danger" />,
};

export function Check() {
  const t = useText();
  const say = useSay();
  const [findings, setFindings] = useState<Finding[] | null>(null);
  const { busy, error, run } = useTask();
  return (
    <div>
      <Button
        data-testid="local-server-check"
        busy={busy}
        onClick={() => void run(async () => setFindings(await commands.localServerCheck()))}
      >
        {busy ? t.settings.checking : t.settings.check}
      </Button>
      {error ? <ErrorNote error={error} className="mt-3" /> : null}
      <div aria-live="polite">
        {findings !== null && error === null ? (
          findings.length === 0 ? (
            <p className="mt-2 text-soft">{t.settings.noFindings}</p>
          ) : (
            <ul className="mt-2 space-y-1.5">
              {findings.map((finding) => (
                <li
                  key={say(finding.message)}
                  data-testid="finding"
                  data-severity={finding.severity}
                  className="flex gap-2"
                >
                  {icons[finding.severity]}
                  <span>
                    <span className="sr-only">
                      {t.settings.severity[finding.severity]}
                      {t.colon}
                    </span>
                    {visible(say(finding.message))}
                  </span>
                </li>
              ))}
            </ul>
          )
        ) : null}
      </div>
    </div>
  );
}
