/** The core's sentences, taken from its sources, and the catalogue that says them in Chinese. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coreZhCn } from "./core-zh-cn";

/** Where sentences for the window are made. A terminal's own are English. */
const rooms = ["client", "app"].map((room) => join(import.meta.dirname, "..", "..", "..", "src-tauri", room, "src"));

interface Source {
  path: string;
  text: string;
}

/** The Rust sources of a room without their tests and comments. */
function sources(room: string): Source[] {
  return readdirSync(room, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".rs") && entry.name !== "tests.rs")
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const [code = ""] = readFileSync(path, "utf8").split(/^#\[cfg\(test\)\]\n(?:#\[expect\(.*\)\]\n)?mod tests \{/m);
      return { path, text: code.replace(/^\s*\/\/.*$/gm, "") };
    });
}

/** What a Rust literal says. Anything but these escapes would be a surprise, and fails below. */
function literal(written: string): string {
  return written.replace(/\\\r?\n\s*/g, "").replace(/\\(["\\])/g, "$1");
}

const made = rooms.flatMap(sources).flatMap(({ path, text }) =>
  [...text.matchAll(/\bsay!\s*[({[](?!@)\s*("(?:[^"\\]|\\[\s\S])*")?/g)].map(([whole, written]) => ({
    path,
    whole,
    pattern: written === undefined ? null : literal(written.slice(1, -1)),
  })),
);
const patterns = new Set(made.flatMap(({ pattern }) => (pattern === null ? [] : [pattern])));

const gaps = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name))].sort();

describe("The core's sentences", () => {
  it("are found in its sources, each as one plain literal", () => {
    expect(patterns.size).toBeGreaterThan(200);
    for (const { path, whole, pattern } of made) {
      expect(pattern, `${path}: ${whole}`).not.toBeNull();
      expect(pattern, `${path}: ${whole}`).not.toMatch(/\\|\n/);
    }
  });

  it("are all in the Chinese catalogue, and it has no other", () => {
    const known = new Set(Object.keys(coreZhCn));
    expect([...patterns].filter((pattern) => !known.has(pattern))).toEqual([]);
    expect([...known].filter((pattern) => !patterns.has(pattern))).toEqual([]);
  });

  it("have the same gaps in Chinese, and are Chinese", () => {
    for (const [pattern, chinese] of Object.entries(coreZhCn)) {
      expect(gaps(chinese), pattern).toEqual(gaps(pattern));
      // Every gap is one that is filled, and no brace is left over.
      expect(gaps(pattern).join(), pattern).toMatch(/^[a-z_,]*$/);
      expect(chinese.replace(/\{[a-z_]+\}/g, ""), pattern).not.toMatch(/[{}]/);
      expect(chinese.replace(/\{[a-z_]+\}/g, ""), pattern).toMatch(/[\u4e00-\u9fff。：]/);
    }
  });
});
