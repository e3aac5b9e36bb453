/** A program of this computer that has not been allowed yet: its whole command, and the question. */
import { useText } from "../../i18n/text";
import { commands, type ServerView } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { visible, visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";

export function Consent({ server }: { server: ServerView }) {
  const t = useText();
  const { busy, error, run } = useTask();
  if (server.state.type !== "consent_required") {
    return null;
  }
  const { command, environment } = server.state;
  return (
    <div data-testid="consent" className="mt-3 ml-5 rounded-lg border border-warn px-4 py-3">
      <p className="font-medium">{t.tools.consent}</p>
      <p
        data-testid="consent-command"
        className="my-2 rounded-md border border-line bg-raised px-3 py-2 font-mono text-sm break-all whitespace-pre-wrap"
      >
        {visible(command)}
      </p>
      <p className="text-sm text-soft">{t.tools.consentLead}</p>
      {environment.length > 0 ? (
        <p className="mt-1 text-sm text-soft">
          {t.tools.consentEnvironment}
          {t.colon}
          <bdi>{visibleLine(environment.join(", "))}</bdi>
        </p>
      ) : null}
      <div className="mt-3">
        <Button
          data-testid="consent-allow"
          busy={busy}
          onClick={() => void run(() => commands.allowLocalServer(server.id))}
        >
          {t.tools.consentAllow}
        </Button>
      </div>
      {error ? <ErrorNote error={error} className="mt-3" /> : null}
    </div>
  );
}
