/** Whatever a text is made of, each of its words is to be seen, while it comes and when it is there. */
import { render } from "@testing-library/react";
import type { Token } from "marked";
import { describe, expect, it } from "vitest";
import Markdown from "../markdown";
import { Blocks } from "./blocks";
import { parse } from "./parse";

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Each `w` becomes a word of its own. */
const lines = [
  "w w",
  "**w** _w_ `w`",
  "| w | w |",
  "| w | w",
  "w | w",
  "|w",
  "|",
  "| - | - |",
  "|---|:-:|",
  "|-|",
  "-|-",
  "|\t-\t|\t-\t|",
  "| -\t| - |",
  "| |",
  "<details>",
  "<details><summary>w</summary>",
  "</details>",
  "<!-- w -->",
  "<!-- w",
  "<w>",
  "<b>w</b>",
  "<script>w",
  "    w",
  "     w | w",
  "\tw",
  " \t| w |",
  " # w",
  "   ## w",
  "# w",
  "#w",
  "- w",
  "2. w",
  "1. w",
  " * w",
  "> w",
  ">| w | w |",
  "  > w",
  "***",
  "---",
  "===",
  "```",
  "~~~",
  "   ```",
  "$$ w",
  "w\\",
  "",
  "",
  "  ",
];

function textFrom(seed: number, from: readonly string[] = lines): { text: string; words: string[] } {
  const roll = dice(seed);
  const words: string[] = [];
  const text = Array.from({ length: 2 + roll(12) }, () =>
    (from[roll(from.length)] ?? "").replace(/\bw/g, () => {
      words.push(`word${words.length}x`);
      return words.at(-1) ?? "";
    }),
  ).join("\n");
  return { text, words };
}

function missing(container: HTMLElement, words: readonly string[]): string[] {
  return words.filter((word) => !container.textContent.includes(word));
}

/** A table, and what comes right after it. */
function afterTable(line: string): { text: string; words: string[] } {
  return { text: `| head0 | head1 |\n| - | - |\n| cell0 | cell1 |\n${line}`, words: ["head0", "cell1", "after0"] };
}

describe("No word is lost", () => {
  it.each([
    "<details>after0",
    "<!-- after0 -->",
    "    after0",
    "\tafter0",
    " # after0",
    "   ### after0",
    "</p> after0",
  ])("after a table: %j", (line) => {
    const { text, words } = afterTable(line);
    const { container } = render(<Markdown text={text} streaming={false} />);
    expect(missing(container, words)).toEqual([]);
    expect(container.querySelector("table")).not.toHaveTextContent("after0");
  });

  it.each([
    "a0 | b0\n|\nrow0 | row1",
    "| a0 | b0 |\n|\t-\t|\t-\t|\n| row0 | row1 |",
    "|a0\n|\n|row0",
    "    | a0 |\n| - |\nrow0",
  ])("of what only looks like a table: %j", (text) => {
    const { container } = render(<Markdown text={text} streaming={false} />);
    expect(missing(container, ["a0", "row0"])).toEqual([]);
  });

  it("in any text", () => {
    for (let seed = 1; seed <= 250; seed += 1) {
      const { text, words } = textFrom(seed);
      const roll = dice(seed * 7);
      const streamed = render(<Markdown text="" streaming />);
      for (let at = 0; at < text.length; at += 1 + roll(60)) {
        streamed.rerender(<Markdown text={text.slice(0, at)} streaming />);
      }
      streamed.rerender(<Markdown text={text} streaming />);
      expect(missing(streamed.container, words), JSON.stringify(text)).toEqual([]);
      streamed.rerender(<Markdown text={text} streaming={false} />);
      expect(missing(streamed.container, words), JSON.stringify(text)).toEqual([]);
      streamed.unmount();
      const whole = render(<Markdown text={text} streaming={false} />);
      expect(missing(whole.container, words), JSON.stringify(text)).toEqual([]);
      whole.unmount();
    }
  }, 30_000);
});

describe("Tables and what is around them", () => {
  const shape = (tokens: readonly Token[] | null) =>
    (tokens ?? []).filter(({ type }) => type !== "space").map(({ type }) => type);

  /** Texts where cutting line by line must find what reading all at once finds. */
  const plain = lines.filter((line) => !/^\s*(?:[-*>]|\d\.|```|~~~|=|\$\$)|^ *\t|^ {4,}/.test(line));

  it("are those of the text read at once", () => {
    for (let seed = 1; seed <= 4000; seed += 1) {
      const { text } = textFrom(seed, plain);
      const cut = (new Blocks().read(text, true) ?? []).flatMap((block) =>
        block.kind === "text" ? shape(parse(block.source)) : [block.kind],
      );
      expect(cut, JSON.stringify(text)).toEqual(shape(parse(text)));
    }
  });
});
