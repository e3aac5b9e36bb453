/** Colours of code: the same letters before and after, and only after it has settled. */
import { render, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import Markdown from "../markdown";
import { colour, type Job, type Painting } from "./colourist";
import { paint, painterOf } from "./colours";
import { type Language, languageNamed, languageNames } from "./languages";

/** Something of each language, with what is hard to read in it. */
const samples: Readonly<Record<Language, string>> = {
  bash: 'if [ -n "$HOME" ]; then echo "a $(date)" # end\nfi\n',
  c: '#include <stdio.h>\nint main(void) { printf("%d\\n", 1); return 0; }\n',
  cpp: "template <typename T> class A final { public: auto f() -> T; };\n",
  csharp: 'namespace A; public record B(int C) { string D => $"{C}"; }\n',
  css: ".a > b:hover { color: #fff; width: calc(1px + 2em) }\n",
  diff: "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n",
  docker: 'FROM debian:12\nRUN apt-get update\nCMD ["a"]\n',
  go: 'package main\nfunc main() { fmt.Println("x", 1) }\n',
  html: '<!doctype html>\n<a href="x" onclick="f()">y</a><script>let x = 1</script>\n',
  java: 'public class A { @Override String b() { return "c"; } }\n',
  javascript: "const f = async (x) => `a \u0024{x}` // end\n/re[/]x/g.test(f)\n",
  json: '{ "a": [1, true, null, "b\\n"] }\n',
  kotlin: 'data class A(val b: Int = 1) { fun c() = "d $b" }\n',
  markdown: "# A\n\n**b** `c`\n",
  php: '<?php\nfunction a(string $b): int { return strlen("c$b"); }\n',
  powershell: 'function A { param($B) Get-Item $B | Where-Object { $_.Name -eq "c" } }\n',
  python: 'def f(a: int) -> str:\n    """Doc."""\n    return f"{a!r}"  # end\n',
  ruby: 'class A\n  def b(c) = puts "d #{c}"\nend\n',
  rust: 'fn main() -> Result<(), E> { let x: &\'static str = r#"a"#; Ok(()) }\n',
  sql: "SELECT a, count(*) FROM b WHERE c = 'd' -- end\n",
  swift: 'struct A { let b: Int; func c() -> String { "d \\(b)" } }\n',
  toml: '[a]\nb = "c" # end\nd = 1\n',
  tsx: 'export const A = ({ b }: { b: number }) => <p className="c">{b}</p>;\n',
  typescript: "interface A<T> { b?: T }\nexport const c = 1 as const;\n",
  xml: '<?xml version="1.0"?>\n<a b="c"><!-- d --></a>\n',
  yaml: "a: &b\n  - c: 1 # end\n    d: |\n      text\n",
};

/** A worker on the page's own thread: the one that a browser would begin, spoken to in the same way. */
class PageWorker {
  static begun = 0;
  static ended = 0;
  /** What is wrong with it. */
  static fault: "none" | "broken" | "endless" = "none";
  onmessage: ((event: { data: Painting }) => void) | null = null;
  onerror: ((event: { preventDefault: () => void }) => void) | null = null;

  constructor() {
    PageWorker.begun += 1;
  }

  postMessage({ id, language, pieces }: Job): void {
    if (PageWorker.fault === "none") {
      void paint(language, pieces).then((spans) => this.onmessage?.({ data: { id, spans } }));
    } else if (PageWorker.fault === "broken") {
      queueMicrotask(() => this.onerror?.({ preventDefault: () => undefined }));
    }
  }

  terminate(): void {
    PageWorker.ended += 1;
  }
}

beforeEach(() => {
  PageWorker.fault = "none";
  vi.stubGlobal("Worker", PageWorker);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("The worker", () => {
  it("is let go when it breaks, and another takes its place", async () => {
    PageWorker.fault = "broken";
    expect(await colour("json", ["[1]"], () => false)).toBeNull();
    expect(PageWorker.ended).toBe(PageWorker.begun);
    PageWorker.fault = "none";
    expect(await colour("json", ["[1]"], () => false)).toEqual([
      expect.arrayContaining([{ text: "1", kind: "number" }]),
    ]);
  });

  it("is ended when it does not come to an end, and let go when there is nothing to do", async () => {
    await colour("json", ["[2]"], () => false);
    vi.useFakeTimers();
    try {
      PageWorker.fault = "endless";
      const ended = PageWorker.ended;
      const endless = colour("json", ["[3]"], () => false);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await endless).toBeNull();
      expect(PageWorker.ended).toBe(ended + 1);
      PageWorker.fault = "none";
      await colour("json", ["[4]"], () => false);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(PageWorker.ended).toBe(ended + 2);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is not asked for what nobody wants any more", async () => {
    const begun = PageWorker.begun;
    expect(await colour("json", ["[5]"], () => true)).toBeNull();
    expect(PageWorker.begun).toBe(begun);
  });
});

describe("The colours of code", () => {
  it("know a sample of each language", () => {
    expect(Object.keys(samples).sort()).toEqual([...languageNames].sort());
  });

  it.each(Object.entries(samples) as [Language, string][])("%s: keep every letter", async (language, code) => {
    const painter = await painterOf(language);
    const spans = painter(code);
    expect(spans.map(({ text }) => text).join("")).toBe(code);
    expect(spans.some(({ kind }) => kind !== null)).toBe(true);
    // The next piece goes on where the last one ended.
    expect(
      painter(code)
        .map(({ text }) => text)
        .join(""),
    ).toBe(code);
  });

  it("go on in a comment that a piece has cut", async () => {
    const painter = await painterOf("typescript");
    painter("/* begins\n");
    expect(painter("still\nends */ let x = 1;\n")[0]).toMatchObject({ kind: "comment" });
  });

  it("come after the code has settled, and move nothing", async () => {
    const code = "```ts\nconst a = 1;\n\n// why\n";
    const { container, rerender } = render(<Markdown text={code} streaming />);
    const before = container.querySelector("pre")?.textContent;
    expect(container.querySelector("pre span")).toBeNull();
    rerender(<Markdown text={`${code}\`\`\`\n`} streaming />);
    await waitFor(() => expect(container.querySelector("pre .code-comment")).toHaveTextContent("// why"));
    expect(container.querySelector("pre")?.textContent).toBe(before);
    // Nothing but a colour: neither weight nor slant may change a width.
    for (const span of container.querySelectorAll("pre span")) {
      expect(span.getAttribute("style")).toBeNull();
      expect(span.className).toMatch(/^code-[a-z]+$/);
    }
  });

  it("are for names that people write, and for no others", () => {
    expect(["TS", "c++", "py", "Dockerfile", "jsx {1}", "sh"].map(languageNamed)).toEqual([
      "typescript",
      "cpp",
      "python",
      "docker",
      "tsx",
      "bash",
    ]);
    for (const name of ["", "brainfuck", "constructor", "__proto__", "../../x", "toString"]) {
      expect(languageNamed(name), name).toBeUndefined();
    }
  });
});
