/** A message that one wants to see: found by a search, shown by whoever draws its conversation. */
import { create } from "zustand";

interface Goal {
  conversation: string | null;
  message: string | null;
}

const none: Goal = { conversation: null, message: null };

export const useGoal = create<Goal>(() => none);

export function seek(conversation: string, message: string): void {
  useGoal.setState({ conversation, message });
}

export function reached(): void {
  useGoal.setState(none);
}

/** How long a message that was looked for is marked, in milliseconds. */
const MARKED = 2500;

/** The look of a message, marked and not. */
export const articleClass =
  "rounded-lg outline-none transition-[background-color,box-shadow] duration-150 data-marked:bg-tint data-marked:shadow-[0_0_0_8px_var(--tint)] data-marked:forced-colors:outline-2";

/** Brings a message to the middle of what is seen, and marks it for a moment. */
export function show(element: HTMLElement): void {
  element.scrollIntoView?.({ block: "center" });
  // After the field for messages, which takes the focus when its conversation opens.
  requestAnimationFrame(() => element.focus({ preventScroll: true }));
  element.dataset.marked = "";
  setTimeout(() => delete element.dataset.marked, MARKED);
}
