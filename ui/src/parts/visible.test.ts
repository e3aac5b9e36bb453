import { describe, expect, it } from "vitest";
import { visible, visibleLine } from "./visible";

describe("visible", () => {
  it("shows what reorders or hides text", () => {
    for (const code of [
      0x202a, 0x202e, 0x2066, 0x2069, 0x200b, 0x200e, 0x200f, 0x2060, 0xfeff, 0xad, 0x180e, 0xe0041, 0x7, 0x1b,
    ]) {
      const shown = visible(`a${String.fromCodePoint(code)}b`);
      expect(shown, code.toString(16)).toBe(`a⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩b`);
    }
  });

  it("leaves ordinary text of any script alone", () => {
    for (const text of ["Ada\n\tLovelace", "我还剩多少天年假？", "مرحبا", "👩‍💻 👨‍👩‍👧", "क्‍ष", "naïve — “quoted”"]) {
      expect(visible(text)).toBe(text);
    }
  });

  it("shows a joiner that joins nothing", () => {
    expect(visible("pay\u200dpal")).toBe("pay⟨U+200D⟩pal");
  });
});

describe("visibleLine", () => {
  it("makes one line", () => {
    expect(visibleLine("  a\n\n b\u2028c ")).toBe("a b c");
  });
});
