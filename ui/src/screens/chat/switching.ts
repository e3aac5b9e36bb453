/** The way to another branch, and where it was asked for meanwhile: nothing moves under who asked. */
import { commands } from "../../ipc";

interface Switch {
  /** The message that will stand in the place. */
  message: string;
  by: -1 | 1;
  /** The focus was on a button there, and goes to the same one. */
  focused: boolean;
  /** Where the place was in the window. */
  top: number;
}

let under: Switch | null = null;

/** Shows another version of a message, asked for where it says which it is. */
export async function showVersion(
  conversation: string,
  to: Pick<Switch, "message" | "by" | "focused">,
  row: Element | null,
): Promise<void> {
  // A message that is not drawn has no place to keep.
  under = row === null ? null : { ...to, top: row.getBoundingClientRect().top };
  try {
    await commands.showBranch(conversation, to.message);
  } catch (thrown) {
    arrived(to.message);
    throw thrown;
  }
}

/** The same from anywhere: the focus stays where it is, unless it is there. */
export function showVersionOf(message: string, conversation: string, next: string, by: -1 | 1): Promise<void> {
  const row = document.querySelector(`[data-versions="${CSS.escape(message)}"]`);
  const focused = row?.contains(document.activeElement) ?? false;
  return showVersion(conversation, { message: next, by, focused }, row);
}

/** The switch that leads to this message, or any. */
export function heading(message?: string): Switch | null {
  return under !== null && (message === undefined || under.message === message) ? under : null;
}

export function arrived(message: string): void {
  if (under?.message === message) {
    under = null;
  }
}
