/** The one store of what the core told. Screens read it by selector; only the link to the core writes it. */
import { create } from "zustand";
import type { CoreEvent } from "../ipc";
import { coalesce, reduce } from "./reduce";
import { initialState, type State } from "./state";

export const useCore = create<State>(() => initialState);

/** More than this many waiting events are applied at once, frame or no frame. */
const FULL = 1000;

let waiting: CoreEvent[] = [];
let scheduled: (() => void) | null = null;

/** Takes an event; it is applied with its neighbours in the next frame. */
export function enqueue(event: CoreEvent): void {
  waiting.push(event);
  if (waiting.length >= FULL) {
    flush();
  } else if (scheduled === null) {
    scheduled = nextFrame(flush);
  }
}

/** Applies what waits, now. */
export function flush(): void {
  scheduled?.();
  scheduled = null;
  if (waiting.length > 0) {
    const events = coalesce(waiting);
    waiting = [];
    useCore.setState((state) => events.reduce(reduce, state), true);
  }
}

/** Replaces the state; what waited belonged to the old one. */
export function replace(state: State): void {
  scheduled?.();
  scheduled = null;
  waiting = [];
  useCore.setState(state, true);
}

/** The next frame, or soon where no frame comes because the window is hidden. Returns how to call it off. */
function nextFrame(then: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(then, 50);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(then);
  return () => cancelAnimationFrame(frame);
}
