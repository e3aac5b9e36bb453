/** The app's own commands behind a slash in the field for messages. Pure. */
import type { Command } from "./command";
import { wordsOf } from "./found";
import { fold } from "./fuzzy";

/** So many before anything was typed, where others have something behind the slash as well. */
const FEW = 6;

export interface Slash {
  commands: Command[];
  /** As many more are found by typing. */
  more: number;
}

export const noSlash: Slash = { commands: [], more: 0 };

/**
 * Those that fit what was typed behind the slash, which has no spaces: "export-json" is two words. Words fit by how they
 * begin, and letters in order are no match: "/etc" is a message, and Enter sends it.
 */
export function slashCommands(filter: string, all: readonly Command[], alone: boolean): Slash {
  const wanted = fold(filter)
    .split(/[-_]+/)
    .filter((word) => word !== "");
  const listed = all.filter((command) => command.slash);
  if (wanted.length === 0 && filter === "") {
    const commands = alone ? listed : listed.slice(0, FEW);
    return { commands, more: listed.length - commands.length };
  }
  const fits = (command: Command) =>
    wanted.length > 0 && wordsOf(command).some((text) => wanted.every((word) => begins(word, text)));
  // What begins with it stands first; sorting keeps the order of equals.
  const first = (command: Command) => wordsOf(command).some((text) => text.startsWith(wanted[0] ?? ""));
  const commands = listed.filter(fits).sort((a, b) => Number(first(b)) - Number(first(a)));
  return { commands, more: 0 };
}

/** Chinese has no spaces between its words: there a match may begin anywhere. */
function begins(word: string, text: string): boolean {
  return /\p{Script=Han}/u.test(word)
    ? text.includes(word)
    : text.split(/[\s\p{P}]+/u).some((one) => one.startsWith(word));
}
