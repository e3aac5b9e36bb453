/** How well words fit what was typed: 0 for not at all, more for better. Pure. */

/** Folded for comparison: case, width and accents do not matter. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** `typed` and `text` are folded already. Every word that was typed has to be found. */
export function score(typed: string, text: string): number {
  const words = typed.split(/\s+/).filter((word) => word !== "");
  let sum = 0;
  for (const word of words) {
    const found = one(word, text);
    if (found === 0) {
      return 0;
    }
    sum += found;
  }
  return words.length === 0 ? 1 : sum / words.length;
}

function one(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at === 0) {
    return 100 - Math.min(text.length - word.length, 20);
  }
  if (at > 0) {
    return /[\s\p{P}]/u.test(text[at - 1] ?? "") ? 70 : 50;
  }
  return word.length < 2 ? 0 : scattered(word, text);
}

/** Letters in order with gaps, as "nwc" in "new conversation": the fewer gaps the better. */
function scattered(word: string, text: string): number {
  let at = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) {
      return 0;
    }
    // Letters that begin words stand for them; elsewhere a gap is a guess.
    if (next !== at + 1 && !(next === 0 || /[\s\p{P}]/u.test(text[next - 1] ?? ""))) {
      gaps += 1;
    }
    at = next;
  }
  return gaps > word.length / 2 ? 0 : 30 - gaps * 4;
}
