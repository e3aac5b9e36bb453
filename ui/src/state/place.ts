/** Where in the window one is. Kept in the address, so that a reload comes back to the same place. */
import { create } from "zustand";

export type Screen = "chat" | "tools" | "settings";

export interface Place {
  screen: Screen;
  /** The conversation shown; null is a new one, undefined not decided yet. */
  conversation: string | null | undefined;
  /** The sign-in shown in front of everything; null when none is. */
  signIn: string | null;
  /** Sign-ins that one has left or closed. */
  left: readonly string[];
  /** One wants to chat without any tool. */
  started: boolean;
  /** The sidebar over a narrow window. */
  sidebar: boolean;
  /** One wants no sidebar beside the screen, where there is room for it. */
  sidebarHidden: boolean;
  /** Details of a call at the right, where a conversation shows them. */
  details: boolean;
  /** The server whose sign-in settings are open on the page of tools. */
  options: string | null;
}

export const usePlace = create<Place>(() => ({
  ...fromHash(location.hash),
  signIn: null,
  left: [],
  started: false,
  sidebar: false,
  sidebarHidden: document.documentElement.dataset.sidebar === "hidden",
  details: false,
  options: null,
}));

/** Goes to a screen. A sign-in in front is left, and can be come back to. */
export function go(to: Partial<Pick<Place, "screen" | "conversation">>): void {
  usePlace.setState((place) => ({
    screen: to.screen ?? "chat",
    conversation: "conversation" in to ? to.conversation : place.conversation,
    signIn: null,
    left: place.signIn === null ? place.left : [...place.left, place.signIn],
    sidebar: false,
  }));
}

/** At the start one comes back to the newest conversation, unless the address says where. */
export function startAt(newest: string | null): void {
  usePlace.setState((place) =>
    place.conversation === undefined && place.screen === "chat" ? { conversation: newest } : place,
  );
}

/** Shows a sign-in in front of everything. */
export function showSignIn(id: string): void {
  usePlace.setState((place) => ({ signIn: id, left: place.left.filter((other) => other !== id), sidebar: false }));
}

/** Puts the sign-in in front away. */
export function leaveSignIn(): void {
  usePlace.setState((place) => ({
    signIn: null,
    left: place.signIn === null ? place.left : [...place.left, place.signIn],
  }));
}

/** Another profile is open: nothing of the old place is there. */
export function startOver(): void {
  usePlace.setState({
    screen: "chat",
    conversation: undefined,
    signIn: null,
    left: [],
    started: false,
    sidebar: false,
    details: false,
    options: null,
  });
}

/** Opens a server's sign-in settings, wherever one is; null closes them. */
export function showOptions(server: string | null): void {
  if (server !== null) {
    go({ screen: "tools" });
  }
  usePlace.setState({ options: server });
}

/** Webviews refuse the address more than a hundred times in half a minute: keys that repeat are quicker. */
const PACE = 400;

/**
 * Writes the place to the address when it changes: at once, but no more often than they take, and when the page is left.
 * Returns how to stop.
 */
export function followAddress(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    const hash = toHash(usePlace.getState());
    if (hash !== location.hash) {
      history.replaceState(null, "", hash);
    }
  };
  const written = () => {
    timer = undefined;
    follow();
  };
  const follow = () => {
    if (timer === undefined && toHash(usePlace.getState()) !== location.hash) {
      timer = setTimeout(written, PACE);
      write();
    }
  };
  const stop = usePlace.subscribe(follow);
  addEventListener("pagehide", write);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("pagehide", write);
  };
}

function toHash({ screen, conversation }: Pick<Place, "screen" | "conversation">): string {
  if (screen !== "chat") {
    return `#/${screen}`;
  }
  return conversation ? `#/chat/${encodeURIComponent(conversation)}` : conversation === null ? "#/new" : "#/";
}

function fromHash(hash: string): Pick<Place, "screen" | "conversation"> {
  const [, screen, id] = hash.split("/");
  if (screen === "tools" || screen === "settings") {
    return { screen, conversation: undefined };
  }
  if (screen === "new") {
    return { screen: "chat", conversation: null };
  }
  return { screen: "chat", conversation: screen === "chat" && id ? decodeURIComponent(id) : undefined };
}
