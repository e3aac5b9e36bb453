/** What follows from the servers' states. Pure. */
import type { ServerView, SignInView } from "../ipc";
import type { State } from "./state";

/** Servers that one has signed in to (or that need no sign-in). */
export function signedIn(servers: readonly ServerView[]): ServerView[] {
  return servers.filter((server) => server.account !== null || server.state.type === "ready");
}

/** Servers that count: those that are not switched off. */
export function countable(servers: readonly ServerView[]): ServerView[] {
  return servers.filter((server) => server.state.type !== "off");
}

export function ready(servers: readonly ServerView[]): ServerView[] {
  return servers.filter((server) => server.state.type === "ready");
}

/** The first screen is for who has nothing yet: no conversation, and no server that can be used or was signed in to. */
export function isNew(state: State): boolean {
  return state.conversations.length === 0 && signedIn(state.servers).length === 0;
}

/** A sign-in that is still on its way. */
export function isOpen(signIn: SignInView): boolean {
  return ["preparing", "waiting", "finishing"].includes(signIn.state.type);
}

/** The account that stands for the person: that of the first server that names one. */
export function accounts(servers: readonly ServerView[]): string[] {
  return [...new Set(servers.map((server) => server.account).filter((account) => account !== null))];
}
