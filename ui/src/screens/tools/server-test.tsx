/** A connection tried anew, step by step: what was said, and how the server stands after it. */
import { useEffect, useState } from "react";
import { clock, useLanguage, useText } from "../../i18n/text";
import { type ApiError, commands, type ServerView, type TrafficLine, toError } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { useStateWords } from "../../parts/server-state";
import { Spinner } from "../../parts/spinner";
import { visibleLine } from "../../parts/visible";

const signs = { sent: "→", received: "←", printed: "·" } as const;

export function ServerTest({ server, onClose }: { server: ServerView; onClose: () => void }) {
  const t = useText();
  const language = useLanguage();
  const words = useStateWords(server);
  const [steps, setSteps] = useState<readonly TrafficLine[] | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  useEffect(() => {
    let here = true;
    commands.testServer(server.id).then(
      (lines) => here && setSteps(lines),
      (thrown: unknown) => here && setFailure(toError(thrown)),
    );
    return () => {
      here = false;
    };
  }, [server.id]);
  return (
    <section
      data-testid="server-test-panel"
      aria-label={t.tools.tested}
      aria-busy={steps === null && failure === null}
      className="mt-3 ml-5 rounded-lg border border-line px-4 py-3 text-sm"
    >
      {steps === null && failure === null ? (
        <p className="flex items-center gap-2 text-soft">
          <Spinner />
          {t.tools.testing}
        </p>
      ) : null}
      {failure === null ? null : <ErrorNote error={failure} />}
      {steps === null ? null : (
        <>
          <h3 className="font-medium">{t.tools.tested}</h3>
          {steps.length === 0 ? <p className="mt-1 text-soft">{t.tools.testNothing}</p> : null}
          <ol className="mt-1 max-h-64 overflow-y-auto">
            {steps.map((step) => (
              <li key={step.number} data-testid="test-step" className="flex gap-3 py-0.5">
                <span className="text-soft tabular-nums">{clock(step.at, language)}</span>
                <span className="min-w-0 font-mono break-all">
                  <span aria-hidden="true">{signs[step.direction]} </span>
                  <span className="sr-only">{t.diagnostics.directions[step.direction]} </span>
                  {visibleLine(step.about || step.text)}
                </span>
              </li>
            ))}
          </ol>
          <p className="mt-1">{words}</p>
        </>
      )}
      <div className="mt-3">
        <Button data-testid="test-close" onClick={onClose}>
          {t.close}
        </Button>
      </div>
    </section>
  );
}
