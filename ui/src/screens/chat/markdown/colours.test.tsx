/** Colours of code: the same letters before and after, and only after it has settled. */
import { render, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import Markdown from "../markdown";
import { painterOf } from "./colours";
import { languageNamed, languageNames } from "./languages";

/** Something of each language, with what is hard to read in it. */
const samples: Readonly<Record<string, string>> = {
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

describe("The colours of code", () => {
  it("know a sample of each language", () => {
    expect(Object.keys(samples).sort()).toEqual([...languageNames].sort());
  });

  it.each(Object.entries(samples))("%s: keep every letter", async (language, code) => {
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
