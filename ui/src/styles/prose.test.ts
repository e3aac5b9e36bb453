/** Code can be read in both themes: every colour of it stands out from its ground as WCAG 2.2 AA asks for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

/** The custom properties of a theme. */
function colours(css: string, theme: "light" | "dark"): Map<string, string> {
  const all = new Map<string, string>();
  for (const [, selector = "", body = ""] of css.matchAll(/(:root(?:\[data-theme="dark"\])?) \{([^}]*)\}/g)) {
    if (selector === ":root" || theme === "dark") {
      for (const [, name = "", value = ""] of body.matchAll(/--([\w-]+): (#[\da-f]{6});/g)) {
        all.set(name, value);
      }
    }
  }
  return all;
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

it.each(["light", "dark"] as const)("code stands out, %s", (theme) => {
  const all = colours(read("app.css") + read("prose.css"), theme);
  const ground = all.get("side") ?? "";
  const kinds = [...all.keys()].filter((name) => name.startsWith("code-"));
  expect(kinds.sort()).toEqual(
    ["added", "comment", "keyword", "name", "number", "removed", "string"].map((kind) => `code-${kind}`),
  );
  for (const name of [...kinds, "ink", "soft"]) {
    expect(contrast(all.get(name) ?? "", ground), `${theme} ${name}`).toBeGreaterThanOrEqual(4.5);
  }
});
