/**
 * Text from models, tools and servers, made honest: characters that reorder or hide text are shown as what they are, so
 * that a name or an argument cannot look like another. A joiner between two symbols stays: emoji and some scripts need it.
 */

// Controls but tab and line breaks; soft hyphen, zero-width, bidi, variation tags, fillers, the byte order mark.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single characters are what it looks for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

const JOINER = "\u200d";
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single characters are what it looks for.
const JOINABLE = /[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;

/** The text with each hidden character as `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character, at: number) => {
    if (character === JOINER && joins(text, at)) {
      return character;
    }
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `⟨U+${code}⟩`;
  });
}

/** One line: breaks become spaces as well. For names and titles. */
export function visibleLine(text: string): string {
  return visible(text.replace(/\s+/g, " ").trim());
}

function joins(text: string, at: number): boolean {
  const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 32);
  return JOINABLE.test(before) && /\p{L}|\p{Extended_Pictographic}/u.test(after) && !/[A-Za-z0-9]/.test(before + after);
}
