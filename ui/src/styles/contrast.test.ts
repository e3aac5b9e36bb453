/** Whether the colours of both themes can be read where they stand (WCAG 2.2 AA). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "app.css"), "utf8");

type Rgb = [number, number, number];

/** The colours of a theme: what its block sets, over what the light one does. */
function theme(selector: string): Map<string, Rgb> {
  const start = css.indexOf(`\n${selector} {\n  color-scheme`);
  expect(start, selector).toBeGreaterThan(0);
  const block = css.slice(start, css.indexOf("\n}", start));
  return new Map(
    [...block.matchAll(/--([a-z-]+): #([0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [
      name,
      [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb,
    ]),
  );
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function mixed(over: Rgb, share: number, under: Rgb): Rgb {
  return over.map((value, at) => value * share + (under[at] ?? 0) * (1 - share)) as Rgb;
}

const grounds = ["canvas", "side", "raised", "hover"];
/** Text, and the grounds that it stands on. */
const texts: Record<string, string[]> = {
  ink: [...grounds, "tint", "danger-tint", "warn-tint"],
  soft: [...grounds, "tint"],
  accent: [...grounds, "tint"],
  danger: [...grounds, "danger-tint"],
  warn: [...grounds, "warn-tint"],
  ok: [...grounds],
  "on-accent": ["accent", "accent-hover"],
  // The button that deletes.
  canvas: ["danger"],
};

describe.each([":root", ':root[data-theme="dark"]'])("The colours of %s", (selector) => {
  const colours = theme(selector);
  const colour = (name: string): Rgb => {
    const found = colours.get(name);
    expect(found, name).toBeDefined();
    return found as Rgb;
  };

  it("can be read on every ground they stand on", () => {
    for (const [text, on] of Object.entries(texts)) {
      for (const ground of on) {
        expect(ratio(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("leave the selected text readable", () => {
    for (const ground of grounds) {
      const selected = mixed(colour("accent"), 0.26, colour(ground));
      expect(ratio(colour("ink"), selected), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("show where the focus is, and where a field or a switch ends", () => {
    for (const ground of grounds) {
      expect(ratio(colour("accent"), colour(ground)), `focus on ${ground}`).toBeGreaterThanOrEqual(3);
    }
    for (const ground of ["canvas", "raised", "side"]) {
      expect(ratio(colour("edge"), colour(ground)), `edge on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  it("are all looked at here", () => {
    const looked = new Set([...Object.keys(texts), ...Object.values(texts).flat(), "edge"]);
    // A line only parts what is apart already.
    expect([...colours.keys()].filter((name) => !looked.has(name))).toEqual(["line"]);
  });
});
