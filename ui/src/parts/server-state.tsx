/** A server's state in words, and as a sign whose shape differs as well as its colour. */
import { useSay } from "../i18n/say";
import { useText } from "../i18n/text";
import type { ServerState, ServerView } from "../ipc";
import { visibleLine } from "./visible";

export function useStateWords(server: ServerView): string {
  const t = useText();
  const say = useSay();
  const { state, account } = server;
  switch (state.type) {
    case "ready":
      return account === null ? t.tools.state.ready : t.tools.state.readyAs(visibleLine(account));
    case "waiting":
      if (state.error.code === "keychain") {
        return t.tools.state.secrets;
      }
      return state.retry_in_s > 0 ? t.tools.state.waiting(state.retry_in_s) : t.tools.state.waitingNow;
    case "sign_in_required":
      return state.reason ? visibleLine(say(state.reason)) : t.tools.state.sign_in_required;
    default:
      return t.tools.state[state.type];
  }
}

/** Full: ready. Half: something is to be done or under way. Empty: not there. */
export function StateDot({ state }: { state: ServerState }) {
  const look: Record<ServerState["type"], string> = {
    ready: "bg-ok",
    connecting: "half-dot text-soft",
    sign_in_required: "half-dot text-warn",
    consent_required: "half-dot text-warn",
    waiting: "border-[1.5px] border-warn",
    failed: "border-[1.5px] border-danger",
    off: "border-[1.5px] border-edge",
  };
  return <span aria-hidden="true" className={`inline-block size-2.5 shrink-0 rounded-full ${look[state.type]}`} />;
}
