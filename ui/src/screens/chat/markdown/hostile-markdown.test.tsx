/** Texts made to hang a window: each is shown, in pieces, in a bounded time. */
import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { MockCore } from "../../../mock/core";
import { installMock } from "../../../mock/install";
import Markdown from "../markdown";
import { Blocks } from "./blocks";
import { csvOf } from "./table-text";

const many = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length);

const long: [string, string][] = [
  ["stars", many("*", 200_000)],
  ["brackets", many("[", 200_000)],
  ["brackets that close", many("[", 100_000) + many("]", 100_000)],
  ["ticks", many("`", 200_000)],
  ["ticks of every length", Array.from({ length: 600 }, (_, n) => "`".repeat(n + 1)).join(" a ")],
  ["links that do not end", many("[a](", 200_000)],
  ["images that do not end", many("![", 200_000)],
  ["marks that cross", many("*a_ ", 200_000)],
  ["strong that does not end", many("**a *b ", 200_000)],
  ["lines under words", many("_a", 200_000)],
  ["tildes", many("~~a", 200_000)],
  ["tags that do not end", many("<a ", 200_000)],
  ["comments that do not end", many("<!-- ", 200_000)],
  ["references", many("&#x26", 200_000)],
  ["escapes", many("\\", 200_000)],
  ["formulas that do not end", many("\\( ", 200_000)],
  ["dollars", many("$$a ", 200_000)],
  ["addresses", many("a.", 100_000) + many("a@", 100_000)],
  ["addresses with lines", `${many("_.", 200_000)}@`],
  ["web addresses", many("http://a(", 200_000)],
  ["quotes in quotes", ">".repeat(5_000)],
  ["quotes in quotes, line by line", many(`${"> ".repeat(40)}a\n`, 200_000)],
  ["lists in lists", many("- ", 200_000)],
  ["numbers in numbers", many("1. ", 200_000)],
  ["lists ever deeper", Array.from({ length: 600 }, (_, n) => `${"  ".repeat(n)}- a`).join("\n")],
  ["notes", many("[^1]", 200_000)],
  ["a fence that does not close", `\`\`\`ts\n${many("let x = 1;\n", 3_000_000)}`],
  ["a code on one line", `\`\`\`\n${many("x", 1_000_000)}\n\`\`\``],
  ["a million of one letter", many("x", 1_000_000)],
  ["a million of words on one line", many("some words ", 1_000_000)],
  ["a table of ten thousand rows", `| a | b |\n| - | - |\n${"| 1 | 2 |\n".repeat(10_000)}`],
  [
    "a table of two thousand columns",
    `${"| a ".repeat(2_000)}|\n${"| - ".repeat(2_000)}|\n${`${"| 1 ".repeat(2_000)}|\n`.repeat(20)}`,
  ],
  ["a row that does not end", `| a | b |\n| - | - |\n${many("| 1 ", 200_000)}`],
  ["hidden characters", many("a\u202e\u200b", 200_000)],
  ["spaces", `a${many(" ", 200_000)}b`],
  ["heads", many("# a\n", 100_000)],
  ["short lines", many("a\n", 200_000)],
  ["references to targets", `${many("[a][b] ", 100_000)}\n\n[b]: https://a.example`],
  [
    "targets",
    `${Array.from({ length: 2_000 }, (_, n) => `[t${n}]: https://a.example/${n}`).join("\n\n")}\n\n[t1] [t9]`,
  ],
];

/** The longest that one go may take here, in milliseconds: it is far less in a window, and squares take minutes. */
const PATIENCE = 4_000;

describe("A text made to hang the window", () => {
  it.each(long)("%s: is shown in short goes", (_, text) => {
    vi.useFakeTimers();
    try {
      let longest = 0;
      const timed = (work: () => void) => {
        const began = performance.now();
        work();
        longest = Math.max(longest, performance.now() - began);
      };
      vi.setSystemTime(0);
      let view: ReturnType<typeof render> | undefined;
      timed(() => {
        view = render(<Markdown text={text} streaming={false} />);
      });
      for (let go = 0; go < 24; go += 1) {
        timed(() => act(() => vi.runOnlyPendingTimers()));
      }
      expect(view?.container.textContent?.length).toBeGreaterThan(0);
      for (const node of textNodes(view?.container)) {
        expect(node.data.length).toBeLessThanOrEqual(20_000);
      }
      expect(longest).toBeLessThan(PATIENCE);
      cleanup();
    } finally {
      vi.useRealTimers();
    }
  });

  it("is drawn a few rows at a time, where it is a table", () => {
    vi.useFakeTimers();
    try {
      const rows = () => document.querySelectorAll("tbody tr").length;
      render(<Markdown text={`| a | b |\n| - | - |\n${"| 1 | 2 |\n".repeat(20_000)}`} streaming={false} />);
      let [drawn, most] = [0, 0];
      while (screen.queryByTestId("draw-more") === null) {
        most = Math.max(most, rows() - drawn);
        drawn = rows();
        act(() => vi.runOnlyPendingTimers());
      }
      // Two tables: the goes end where a table does.
      expect(most).toBeLessThanOrEqual(400);
      expect(rows()).toBeLessThan(10_000);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(long)("%s: grows without being read again", (_, text) => {
    const cutter = new Blocks();
    const began = performance.now();
    const step = Math.ceil(text.length / 300);
    for (let at = step; at < text.length; at += step) {
      cutter.read(text.slice(0, at), false);
    }
    expect(cutter.read(text, true)).toEqual(new Blocks().read(text, true));
    expect(performance.now() - began).toBeLessThan(PATIENCE * 2);
  });
});

function textNodes(root: HTMLElement | undefined): Text[] {
  const walker = document.createTreeWalker(root ?? document.body, NodeFilter.SHOW_TEXT);
  const list: Text[] = [];
  while (walker.nextNode() !== null) {
    list.push(walker.currentNode as Text);
  }
  return list;
}

describe("Text that is too much for Markdown", () => {
  it("is shown whole, and can be copied", async () => {
    const user = userEvent.setup();
    const text = `${many("a *b [c] ", 60_000)}\nend`;
    const { container } = render(<Markdown text={text} streaming={false} />);
    const shown = [...container.querySelectorAll(".plain .many")].map((piece) => piece.textContent).join("");
    expect(shown.trimEnd()).toBe(text);
    await user.click(screen.getByRole("button", { name: "Copy text" }));
    expect(await navigator.clipboard.readText()).toBe(text);
  });

  it("hides nothing of a long code", () => {
    const code = Array.from({ length: 5_000 }, (_, line) => `line ${line}`).join("\n");
    const { container } = render(<Markdown text={`\`\`\`\n${code}\n\`\`\`\n\nafter`} streaming={false} />);
    expect(container.querySelector("pre")?.textContent?.trimEnd()).toBe(code);
    expect(container.querySelectorAll("pre > code").length).toBeGreaterThan(5);
    expect(container.querySelector("p")).toHaveTextContent("after");
  });
});

describe("Hidden things", () => {
  it("are shown in code, tables, links and references", () => {
    const { container } = render(
      <Markdown
        text={
          "`a\u202eb`\n\n```t\u200bs\nx\u2066y\n```\n\n| a\u200b |\n| - |\n| b\u202e |\n\n[x\u202ey](https://a.example) &#x202e; &#8238;\n\n![\u202egnp](https://a.example/x.png)"
        }
        streaming={false}
      />,
    );
    expect(container.textContent).not.toMatch(/[\u200b\u202e\u2066]/);
    expect(container.textContent?.match(/⟨U\+202E⟩/g)).toHaveLength(6);
  });
});

describe("Images of a text", () => {
  it("are fetched by the core, once, after a click", async () => {
    const core = new MockCore();
    installMock(core);
    const user = userEvent.setup();
    const { container } = render(<Markdown text={"![A map](https://p.example/map.png)"} streaming={false} />);
    expect(container).toHaveTextContent("A map");
    expect(container).toHaveTextContent("p.example");
    expect(core.calls.filter(({ command }) => command === "fetch_image")).toHaveLength(0);
    await user.dblClick(screen.getByTestId("show-picture"));
    const picture = await screen.findByTestId("picture");
    expect(picture).toHaveAttribute("alt", "A map");
    expect(picture.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
    expect(core.calls.filter(({ command }) => command === "fetch_image")).toEqual([
      { command: "fetch_image", args: { url: "https://p.example/map.png" } },
    ]);
  });

  it("say why they can't be shown", async () => {
    installMock(new MockCore());
    const user = userEvent.setup();
    render(<Markdown text={"![A map](https://p.example/missing.png)"} streaming={false} />);
    await user.click(screen.getByTestId("show-picture"));
    expect(await screen.findByRole("status")).toHaveTextContent("p.example does not give this image out (404).");
  });

  it("have no button where their address is none", () => {
    for (const url of ["data:image/png;base64,AAAA", "http://p.example/a.png", "javascript:x", "//p.example/a.png"]) {
      const { unmount } = render(<Markdown text={`![x](${url})`} streaming={false} />);
      expect(screen.queryByTestId("show-picture"), url).toBeNull();
      expect(screen.getByTestId("picture-line"), url).toHaveTextContent(url);
      unmount();
    }
  });
});

describe("A table taken along", () => {
  it("is CSV that a spreadsheet does not run", () => {
    const table =
      '| a | b |\n| - | - |\n| =1+1 | **x, "y"** |\n| @cmd | -5 |\n| +49 170 | -x |\n| 1<br>2 | [l](https://a.example) |\n';
    expect(csvOf(table)).toBe('a,b\r\n\'=1+1,"x, ""y"""\r\n\'@cmd,-5\r\n+49 170,\'-x\r\n"1\n2",l');
  });
});
