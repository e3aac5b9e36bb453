/**
 * Adds a tool server and waits until it is known what it asks for. The core answers while the server still connects;
 * the rest is told by events. What comes to nothing is removed again, unless it was there before.
 */
import { type ApiError, commands, type ServerView, toError } from "../ipc";
import { attempt } from "./problems";
import { isOpen, ready } from "./servers";
import type { State } from "./state";
import { useCore } from "./store";

/** A server that can't be reached right now. */
export interface Unreachable {
  id: string;
  error: ApiError;
  /** Removes it again; null where it was there before. */
  takeBack: (() => Promise<void>) | null;
}

/**
 * Resolves with null when nothing is left to do here: it is ready, its sign-in has begun, or the signal called it off.
 * Throws why the address can't be used.
 */
export async function addServer(url: string, signal: AbortSignal): Promise<Unreachable | null> {
  const { servers, profile } = useCore.getState();
  const answer = await commands.addServer(url);
  const before = servers.find((server) => server.id === answer.id);
  const takeBack = before === undefined ? () => remove(answer.id, profile) : null;
  const server = signal.aborted ? "aborted" : await known(answer, before, signal);
  if (server === "aborted") {
    await takeBack?.();
    return null;
  }
  const state = server?.state;
  switch (state?.type) {
    case "sign_in_required":
      // To connect is to want to use it: where it asks for a sign-in, that is the next step.
      await commands.signIn(answer.id);
      return null;
    case "failed":
      await takeBack?.();
      throw state.error;
    case "waiting":
      if (signal.aborted) {
        await takeBack?.();
        return null;
      }
      return { id: answer.id, error: state.error, takeBack };
    default:
      return null;
  }
}

/** Whether a server is ready, or one is about to sign in to it. */
export function inUse(id: string): boolean {
  const { servers, sign_ins } = useCore.getState();
  return ready(servers).some((server) => server.id === id) || sign_ins.some((s) => s.server_id === id && isOpen(s));
}

/** The server once it no longer connects; null when it is gone. What was shown before it was asked anew counts for nothing. */
function known(
  answer: ServerView,
  before: ServerView | undefined,
  signal: AbortSignal,
): Promise<ServerView | "aborted" | null> {
  if (answer.state.type !== "connecting") {
    return Promise.resolve(answer);
  }
  return new Promise((resolve) => {
    const { profile } = useCore.getState();
    let seen = before !== undefined;
    const end = (result: ServerView | "aborted" | null) => {
      stop();
      signal.removeEventListener("abort", abort);
      resolve(result);
    };
    const abort = () => end("aborted");
    const look = (state: State) => {
      const server = state.servers.find((other) => other.id === answer.id);
      if (server === undefined ? seen || state.profile !== profile : server !== before) {
        if (server?.state.type !== "connecting") {
          end(server ?? null);
        }
      }
      seen ||= server !== undefined;
    };
    const stop = useCore.subscribe(look);
    signal.addEventListener("abort", abort);
    look(useCore.getState());
  });
}

/** Removes a server of this profile; that it is gone already is as good. */
async function remove(id: string, profile: State["profile"]): Promise<void> {
  if (useCore.getState().profile === profile) {
    const work = commands.removeServer(id).catch((thrown: unknown) => {
      if (toError(thrown).code !== "not_found") {
        throw thrown;
      }
    });
    attempt(work);
    await work.catch(() => undefined);
  }
}
