/**
 * Everything that can be done from anywhere: its name, its keys, when there is it, and what it does. The palette, the
 * keys, what is behind a slash, and the page of shortcuts are all made of this one list, so that they can't differ.
 *
 * Its keys are nobody else's: not the webviews' (no Mod+P, Mod+R, Mod+Shift+I or J), not the input methods' (no
 * Mod+Shift+B, E, F, K or U, no Mod with a full stop or a semicolon), and not those that take pictures of the screen
 * (no Mod+Shift+A). None has Ctrl and Alt, which is AltGr on Windows.
 */
import { type Command, groups } from "./command";
import { app } from "./commands/app";
import { conversation } from "./commands/conversation";
import { go } from "./commands/go";
import { message } from "./commands/message";
import { view } from "./commands/view";
import { isMac } from "./keys";
import { openPalette } from "./layers";
import type { Now } from "./now";

const byGroup = { go, message, conversation, view, app };

export const allCommands: readonly Command[] = groups.flatMap((group) => byGroup[group]);

export function keysOf(command: Command, mac = isMac): readonly string[] {
  return (mac ? command.macKeys : undefined) ?? command.keys ?? [];
}

/** Those that can be done now. */
export function available(now: Now): Command[] {
  return allCommands.filter((command) => command.when?.(now) ?? true);
}

/** Does what its keys do; what has to be chosen or written first is asked for in the palette. */
export function perform(command: Command, now: Now): void {
  const act = command.press ?? command.run;
  if (act === undefined) {
    openPalette(command.id);
  } else {
    act(now);
  }
}
