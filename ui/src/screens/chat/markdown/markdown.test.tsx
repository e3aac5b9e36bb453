/** A text that was streamed looks like one that was loaded, and the cutter never looks twice at what has settled. */
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import Markdown from "../markdown";
import { Blocks } from "./blocks";
import { TABLE } from "./limits";

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const pieces = [
  "A line of **bold** and _soft_ words with `code` in it.",
  "half a ** mark [and a](https://a.example/x",
  "a formula \\(a_b*c*d\\), money $5 and $6, and $$x^2$$",
  "\\[\na\n+ b\n\\]",
  "$$\n\\frac{1}{2}\n$$",
  "$$ no formula",
  "# Head",
  "## Other\ntext right after",
  "Setext\n---",
  "- one\n- two\n  - inner\n\n  more of two\n- three",
  "* star\n\n* loose",
  "1. first\n2. second\n\n   ```js\n   let x;\n\n   let y;\n   ```\n3. third",
  "7) seven\n8) eight",
  "- [x] done\n- [ ] open",
  "```ts\nconst a = 1;\n\n# no head\n```",
  "~~~\ntilde\n```\n~~~",
  "````md\n```js\ninner\n```\n````",
  "```\nunclosed",
  "   ```\n   indented fence\n   ```",
  "    indented code\n\n    more",
  "> quote\n> more\nlazy\n\n> other",
  "> ```\n> in a quote\n> ```",
  "| a | b |\n| --- | :-: |\n| 1 | `x|y` |\n| 2 |\n| 3 | 4 | 5 |",
  "text before\n| a | b |\n|---|---|\n| 1 | 2 |",
  "| not | a |\n| table |",
  "|a|\n|-|\n- list after",
  "a [link][ref], a ![picture](https://p.example/a.png) and [^1]",
  "[ref]: https://ref.example/there",
  "[^1]: The note",
  "<div>\n\n<b>html</b> **bold**<br>next\n\n</div>",
  "a\u202eb \u200d c & &amp; &#x202e;",
  "\r\nwindows\r\nlines\r\n",
  "***",
  "",
  "   ",
  "\tTab",
  "😀👩‍💻",
  "http://plain.example https://bare.example/x?y=z.",
];

function textFrom(seed: number): string {
  const roll = dice(seed);
  return Array.from(
    { length: 1 + roll(9) },
    () => `${pieces[roll(pieces.length)]}${["\n\n", "\n", "", "\n\n\n"][roll(4)]}`,
  ).join("");
}

describe("A streamed text", () => {
  it("is cut into the blocks of the whole, wherever it was cut", () => {
    for (let seed = 1; seed <= 1500; seed += 1) {
      const text = textFrom(seed);
      const roll = dice(seed * 7);
      const streamed = new Blocks();
      for (let at = 0; at < text.length; at += 1 + roll(9)) {
        expect(streamed.read(text.slice(0, at), false)).not.toBeNull();
      }
      expect(streamed.read(text, true), JSON.stringify(text)).toEqual(new Blocks().read(text, true));
    }
  });

  it("is drawn as the whole is", async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const text = textFrom(seed);
      const roll = dice(seed * 13);
      const streamed = render(<Markdown text="" streaming />);
      for (let at = 0; at < text.length; at += 1 + roll(40)) {
        streamed.rerender(<Markdown text={text.slice(0, at)} streaming />);
      }
      streamed.rerender(<Markdown text={text} streaming={false} />);
      const whole = render(<Markdown text={text} streaming={false} />);
      // Colours and formulas come in their own time.
      await waitFor(() => expect(bare(streamed.container), JSON.stringify(text)).toBe(bare(whole.container)));
      streamed.unmount();
      whole.unmount();
    }
  });

  it("costs what is added: a settled block is the same object to the end", () => {
    const cutter = new Blocks();
    let text = "";
    const seen: unknown[] = [];
    for (let part = 0; part < 400; part += 1) {
      text += `Paragraph ${part} with **words**.\n\n- item\n- item\n\n`;
      const blocks = cutter.read(text, false) ?? [];
      seen.forEach((block, index) => {
        expect(blocks[index] === block).toBe(true);
      });
      seen.splice(0, seen.length, ...blocks.slice(0, -1));
    }
    expect(seen.length).toBeGreaterThan(700);
  });

  it("keeps the rows that are drawn already while a table grows, and goes on in another", () => {
    const cutter = new Blocks();
    let text = "| a | b |\n| - | - |\n";
    let before: string[] = [];
    for (let row = 0; row < TABLE + 50; row += 1) {
      text += `| ${row} | x |\n`;
      const [table] = cutter.read(text, false) ?? [];
      expect(table?.pieces.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
      before = [...(table?.pieces ?? [])];
    }
    const tables = cutter.read(text, true) ?? [];
    expect(tables.map(({ kind, continues }) => [kind, continues])).toEqual([
      ["table", false],
      ["table", true],
    ]);
  });

  it("goes on counting where a long list was cut", async () => {
    const text = Array.from({ length: 900 }, (_, index) => `${index + 1}. An item of the list`).join("\n");
    const { container } = render(<Markdown text={text} streaming={false} />);
    await waitFor(() => expect(container.querySelectorAll("li")).toHaveLength(900));
    const lists = [...container.querySelectorAll("ol")];
    expect(lists.length).toBeGreaterThan(2);
    let next = 1;
    for (const list of lists) {
      expect(list.start).toBe(next);
      next += list.querySelectorAll("li").length;
    }
    expect(next).toBe(901);
  });

  it("begins anew when it is another text", () => {
    const { container, rerender } = render(<Markdown text={"one\n\ntwo"} streaming />);
    rerender(<Markdown text={"three"} streaming />);
    expect(container.textContent).toBe("three");
    rerender(<Markdown text={"three and more"} streaming={false} />);
    rerender(<Markdown text={"other"} streaming={false} />);
    expect(container.textContent).toBe("other");
  });

  it("draws a very long text in several goes, and what is beyond a limit when asked", () => {
    const text = Array.from({ length: 9_000 }, (_, index) => `Paragraph ${index} of a long text.`).join("\n\n");
    vi.useFakeTimers();
    try {
      const { container } = render(<Markdown text={text} streaming={false} />);
      const drawn = () => container.querySelectorAll("p").length;
      const all = () => {
        for (let go = 0; go < 60; go += 1) {
          act(() => vi.runOnlyPendingTimers());
        }
      };
      expect(drawn()).toBeLessThan(1_500);
      all();
      expect(drawn()).toBeGreaterThan(4_000);
      expect(drawn()).toBeLessThan(7_000);
      fireEvent.click(screen.getByTestId("draw-more"));
      all();
      expect(drawn()).toBe(9_000);
      expect(screen.queryByTestId("draw-more")).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});

/** What is seen, without what is still being coloured. */
function bare(container: HTMLElement): string {
  const copy = container.cloneNode(true) as HTMLElement;
  for (const span of copy.querySelectorAll("pre span")) {
    span.replaceWith(...span.childNodes);
  }
  copy.normalize();
  return new XMLSerializer().serializeToString(copy);
}
