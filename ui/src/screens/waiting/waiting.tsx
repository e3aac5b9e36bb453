/** A sign-in in front: what is awaited, every other way on, and how it ended. */
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type SignInView } from "../../ipc";
import { Button } from "../../parts/button";
import { DetailsFold } from "../../parts/details-fold";
import { ErrorNote } from "../../parts/error-note";
import { Named } from "../../parts/named";
import { Spinner } from "../../parts/spinner";
import { visible, visibleLine } from "../../parts/visible";
import { leaveSignIn, showOptions } from "../../state/place";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";
import { Done } from "./done";
import { InBrowser } from "./in-browser";

export function Waiting({ signIn }: { signIn: SignInView }) {
  const { state } = signIn;
  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto">
      <div
        data-testid="waiting"
        data-state={state.type}
        data-server={signIn.server_id}
        data-way={signIn.way}
        className="mx-auto flex min-h-full max-w-[480px] flex-col justify-center px-6 py-10"
      >
        <div aria-live="polite">
          <Body signIn={signIn} />
        </div>
      </div>
    </div>
  );
}

function Body({ signIn }: { signIn: SignInView }) {
  const t = useText();
  const say = useSay();
  const { state } = signIn;
  const name = visibleLine(signIn.server_name);
  switch (state.type) {
    case "preparing":
      return (
        <>
          <Title busy>{t.waiting.preparing(name)}</Title>
          <p className="mt-2 text-soft">{t.waiting.preparingLead}</p>
          <Cancel id={signIn.id} />
        </>
      );
    case "waiting":
      return (
        <>
          <Title>{t.waiting.title}</Title>
          <ServerName signIn={signIn} />
          <p className="mt-3 text-soft">{signIn.way === "paste" ? t.waiting.leadPaste : t.waiting.lead}</p>
          <InBrowser signIn={signIn} />
        </>
      );
    case "finishing":
      return (
        <>
          <Title busy>{t.waiting.finishing}</Title>
          <ServerName signIn={signIn} />
          <p className="mt-3 text-soft">{t.waiting.finishingLead}</p>
          <Cancel id={signIn.id} />
        </>
      );
    case "done":
      return <Done signIn={signIn} account={state.account} />;
    case "denied":
      return (
        <>
          <Title>{t.waiting.denied}</Title>
          <ServerName signIn={signIn} />
          <p data-testid="error-message" className="mt-3">
            {visible(say(state.message)) || t.waiting.deniedNothing}
          </p>
          <DetailsFold details={null} message={state.message} trace={signIn.trace} />
          <Again signIn={signIn} />
        </>
      );
    case "failed":
      return (
        <>
          <Title>{t.waiting.failed}</Title>
          <ServerName signIn={signIn} />
          <ErrorNote error={state.error} trace={signIn.trace} className="mt-4" />
          <Again signIn={signIn} needsClientId={state.error.code === "needs_client_id"} />
        </>
      );
    case "cancelled":
      return (
        <>
          <Title>{t.waiting.cancelled}</Title>
          <ServerName signIn={signIn} />
          <p className="mt-3 text-soft">{t.waiting.cancelledLead}</p>
          <Again signIn={signIn} />
        </>
      );
  }
}

export function Title({ children, busy = false }: { children: string; busy?: boolean }) {
  return (
    <h1 className="flex items-center gap-3 text-xl font-semibold">
      {busy ? <Spinner size={20} /> : null}
      {children}
    </h1>
  );
}

export function ServerName({ signIn }: { signIn: SignInView }) {
  const t = useText();
  const demo = useCore((state) => state.profile === "demo");
  return (
    <p className="mt-1 text-soft">
      <Named>{signIn.server_name}</Named>
      {demo ? ` · ${t.demo.label}` : null}
    </p>
  );
}

export function Cancel({ id }: { id: string }) {
  const t = useText();
  const { busy, error, run } = useTask();
  return (
    <div className="mt-6">
      <Button data-testid="waiting-cancel" busy={busy} onClick={() => void run(() => commands.signInCancel(id))}>
        {t.cancel}
      </Button>
      {error ? <ErrorNote error={error} className="mt-3" /> : null}
    </div>
  );
}

function Again({ signIn, needsClientId = false }: { signIn: SignInView; needsClientId?: boolean }) {
  const t = useText();
  const { busy, error, run } = useTask();
  // The company's are the company's to mend.
  const own = useCore((state) => state.servers.some((s) => s.id === signIn.server_id && s.source !== "policy"));
  const mend = own && signIn.state.type === "failed";
  return (
    <div className="mt-6 space-y-3">
      <div className="flex flex-wrap gap-2">
        {mend && needsClientId ? (
          <Button kind="primary" data-testid="waiting-options" onClick={() => showOptions(signIn.server_id)}>
            {t.waiting.enterClientId}
          </Button>
        ) : null}
        <Button
          kind={mend && needsClientId ? "secondary" : "primary"}
          data-testid="waiting-again"
          busy={busy}
          onClick={() => void run(() => commands.signIn(signIn.server_id))}
        >
          {t.tryAgain}
        </Button>
        {mend && !needsClientId ? (
          <Button data-testid="waiting-options" onClick={() => showOptions(signIn.server_id)}>
            {t.waiting.options}
          </Button>
        ) : null}
        <Button data-testid="waiting-close" onClick={leaveSignIn}>
          {t.close}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  );
}
