/** Rules of the house that the compiler does not know. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogues } from "../i18n/text";

const root = join(import.meta.dirname, "..");

function sources(): { path: string; text: string; test: boolean }[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => {
      const path = relative(root, join(entry.parentPath, entry.name));
      return {
        path,
        text: readFileSync(join(root, path), "utf8"),
        test: /\.test\.|^test\//.test(path),
      };
    });
}

describe("The house", () => {
  it("has one door to Tauri", () => {
    const importers = sources()
      .filter(({ path, text }) => path !== "bindings.ts" && /from\s+"@tauri-apps|import\("@tauri-apps/.test(text))
      .map(({ path }) => path);
    expect(importers).toEqual(["ipc.ts"]);
    const bound = sources().filter(({ text, test }) => !test && /from\s+"[./]+bindings"/.test(text));
    expect([...new Set(bound.map(({ path }) => path))]).toEqual(["ipc.ts"]);
  });

  it("loads the mock only while developing and in tests", () => {
    const users = sources().filter(
      ({ path, text, test }) => !test && !path.startsWith("mock/") && /["'][./]+\/mock\//.test(text),
    );
    expect(users.map(({ path }) => path)).toEqual(["start.tsx"]);
    const main = users[0]?.text ?? "";
    expect(main).toMatch(
      /if \(import\.meta\.env\.DEV[^{]*\{\s*const \{ installMock \} = await import\("\.\/mock\/install"\)/,
    );
  });

  it("never hands HTML to the page, and asks for nothing over the network", () => {
    for (const { path, text, test } of sources()) {
      if (!test && path !== "bindings.ts") {
        expect(text, path).not.toMatch(
          /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write|\beval\(/,
        );
        expect(text, path).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimportScripts/);
      }
    }
  });

  // WebKitGTK 2.50 ends the page's process on a paragraph of links that breaks in an unlucky place.
  it("lets no engine balance lines", () => {
    const styles = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /\.(css|tsx)$/.test(entry.name) && !/\.test\./.test(entry.name),
    );
    expect(styles.length).toBeGreaterThan(100);
    for (const entry of styles) {
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      expect(text, entry.name).not.toMatch(/text-wrap(-style)?:\s*(pretty|balance)|\btext-(pretty|balance)\b/);
    }
  });

  it("has its visible words in the catalogue", () => {
    const loose: string[] = [];
    for (const { path, text, test } of sources()) {
      if (path.endsWith(".tsx") && !test) {
        const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        for (const match of code.matchAll(/(?<!=)>\s*([A-Z][a-z]+(?: [a-z]+)*)\s*<\//g)) {
          loose.push(`${path}: ${match[1]}`);
        }
        const attributes =
          /(?:aria-(?:label|description|roledescription|valuetext)|title|placeholder|label|alt)="([^"]+)"/g;
        // Between tags, or in braces there; one letter or sign alone says nothing.
        const texts = />\s*\{?"([^"<>{}]*[A-Za-z]{2}[^"<>{}]*)"\}?\s*</g;
        for (const match of [...code.matchAll(attributes), ...code.matchAll(texts)]) {
          loose.push(`${path}: ${match[1]}`);
        }
      }
    }
    expect(loose).toEqual([]);
  });

  it("speaks Chinese nowhere but in its catalogue", () => {
    const elsewhere = sources().filter(
      ({ path, text, test }) =>
        !test && !/^(i18n|mock)\//.test(path) && /[\u4e00-\u9fff]/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")),
    );
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
  });

  it("writes times and numbers by the language that was chosen", () => {
    for (const { path, text, test } of sources()) {
      if (!test && !path.startsWith("mock/")) {
        expect(text, path).not.toMatch(/\.toLocale(?:Date|Time)?String\(|new Intl\.\w+\(\)|new Intl\.\w+\(undefined/);
        // A stored moment is not cut to pieces to be shown.
        expect(text, path).not.toMatch(/\bat\.(?:slice|substring|split)\(/);
      }
    }
  });

  it("has a lock that any machine can install from", () => {
    const lock = JSON.parse(readFileSync(join(root, "..", "package-lock.json"), "utf8")) as {
      packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => lock.packages[`node_modules/${name}`] === undefined),
    );
    // `npm run lock` mends it.
    expect(missing).toEqual([]);
    for (const { resolved } of Object.values(lock.packages)) {
      expect(resolved ?? "https://registry.npmjs.org/").toMatch(/^https:\/\/registry\.npmjs\.org\//);
    }
  });

  it("waits in tests for what happens, never for time to pass", () => {
    for (const { path, text, test } of sources()) {
      if (test) {
        expect(text, path).not.toMatch(/\bsetTimeout\(|\bsleep\(|\bsetTimeoutP|timers\/promises/);
      }
    }
  });

  it("has a short file for each reason", () => {
    for (const { path, text, test } of sources()) {
      if (!test && path !== "bindings.ts" && !path.startsWith("i18n/") && !path.startsWith("mock/")) {
        expect(text.split("\n").length, path).toBeLessThanOrEqual(320);
        expect(text, path).toMatch(/^(\/\*\*|import)/);
      }
    }
  });
});

type Tree = { [key: string]: unknown };

function flatten(tree: Tree, prefix = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? flatten(value as Tree, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] as [string, unknown]],
  );
}

/** What a string says; functions are asked with plausible values. */
function words(value: unknown): string {
  return typeof value === "function" ? String((value as (...args: unknown[]) => unknown)(2, 3)) : String(value);
}

describe("The catalogue", () => {
  const en = flatten(catalogues.en);
  const zh = new Map(flatten(catalogues["zh-CN"]));

  it("has the same keys in both languages, with as many gaps to fill", () => {
    expect([...zh.keys()].sort()).toEqual(en.map(([key]) => key).sort());
    for (const [key, value] of en) {
      expect(typeof zh.get(key), key).toBe(typeof value);
    }
  });

  it("has no empty string, and says Chinese in Chinese", () => {
    // Names and addresses are the same everywhere.
    const same =
      /^(app|colon|welcome\.urlPlaceholder|call\.progress|settings\.(languages|kinds|identities|version|sendKeys|sendKeysMac)\b.*)$/;
    for (const [key, value] of en) {
      expect(words(value), key).not.toBe("");
      if (!same.test(key)) {
        expect(words(zh.get(key)), key).toMatch(/[\u4e00-\u9fff]|^\d+ \/ \d+$/);
      }
    }
  });

  it("fills every gap", () => {
    for (const [key, value] of [...en, ...zh]) {
      if (typeof value === "function") {
        const said = String((value as (...args: unknown[]) => unknown)("7", "9"));
        expect(said, key).toContain("7");
        if (value.length > 1) {
          expect(said, key).toContain("9");
        }
      }
    }
  });

  it("has no string that nobody shows", () => {
    const all = sources()
      .filter(
        ({ path, test }) =>
          !test && !path.startsWith("i18n/en") && !path.startsWith("i18n/zh") && !path.startsWith("mock/"),
      )
      .map(({ text }) => text)
      .join("\n");
    const unused = en
      .map(([key]) => key)
      .filter((key) => {
        const path = key.split(".");
        // Whole; or its group by a value, as in `t.call.state[call.state]` and `options={t.settings.themes}`; or the group
        // taken apart first, as in `const text = t.time; text.now`.
        const ways = [
          `\\.${path.join("\\.")}\\b`,
          `\\.${path.slice(0, -1).join("\\.")}[[}]`,
          `\\.${path[0]}\\[\\w+\\]\\.${path.at(-1)}\\b`,
          `\\btext\\.${path.at(-1)}\\b`,
        ];
        return !ways.some((way) => new RegExp(way).test(all));
      });
    expect(unused).toEqual([]);
  });
});
