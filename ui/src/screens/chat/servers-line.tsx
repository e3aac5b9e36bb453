/** Above the composer: servers that can't be reached, or want a sign-in, in one line; the rest goes on. */
import { type ReactNode, useId, useState } from "react";
import { useText } from "../../i18n/text";
import { type ApiError, commands, type ServerState } from "../../ipc";
import { DetailsPanel, DetailsToggle, hasDetails } from "../../parts/details-fold";
import { StateDot } from "../../parts/server-state";
import { visibleLine } from "../../parts/visible";
import { go } from "../../state/place";
import { attempt } from "../../state/problems";
import { useCore } from "../../state/store";

export function ServersLine() {
  const t = useText();
  const servers = useCore((state) => state.servers);
  const away = servers.filter((server) => server.state.type === "waiting");
  const signedOut = servers.filter((server) => server.state.type === "sign_in_required");
  const gone = away[0];
  const out = signedOut[0];

  return (
    <div className="mb-1 text-sm empty:hidden">
      {gone?.state.type === "waiting" ? (
        <Line
          testId="servers-away"
          state={gone.state}
          words={away.length === 1 ? t.chat.offline(visibleLine(gone.name)) : t.chat.offlineSeveral(away.length)}
          error={away.length === 1 ? gone.state.error : null}
        >
          <LineButton
            onClick={() => (away.length === 1 ? attempt(commands.retryServer(gone.id)) : go({ screen: "tools" }))}
          >
            {away.length === 1 ? t.tryAgain : t.tools.show}
          </LineButton>
        </Line>
      ) : null}
      {out ? (
        <Line
          testId="servers-signed-out"
          state={out.state}
          words={
            signedOut.length === 1
              ? t.chat.signInAgain(visibleLine(out.name))
              : t.chat.signInAgainSeveral(signedOut.length)
          }
          error={null}
        >
          <LineButton
            onClick={() => (signedOut.length === 1 ? attempt(commands.signIn(out.id)) : go({ screen: "tools" }))}
          >
            {signedOut.length === 1 ? t.tools.signIn : t.tools.show}
          </LineButton>
        </Line>
      ) : null}
    </div>
  );
}

interface LineProps {
  testId: string;
  state: ServerState;
  words: string;
  error: ApiError | null;
  children: ReactNode;
}

function Line({ testId, state, words, error, children }: LineProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const details = error === null ? null : { details: error.details, message: error.message, code: error.code };
  return (
    <div role="status" data-testid={testId}>
      <div className="flex flex-wrap items-center justify-end gap-x-2">
        <p className="flex min-w-60 flex-1 items-baseline gap-2 py-1.5 pl-0.5">
          <StateDot state={state} />
          {words}
        </p>
        <span className="flex items-center">
          {details !== null && hasDetails(details) ? <DetailsToggle id={id} open={open} onChange={setOpen} /> : null}
          {children}
        </span>
      </div>
      {open && details !== null ? <DetailsPanel id={id} {...details} /> : null}
    </div>
  );
}

function LineButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-8 shrink-0 rounded-md px-2 font-medium text-accent hover:bg-hover"
    >
      {children}
    </button>
  );
}
