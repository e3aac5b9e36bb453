/**
 * KaTeX, held short: no links, no HTML of the formula's own, no endless macros, no giant rules. It also writes MathML, for
 * screen readers. It builds elements itself, so no HTML is parsed.
 */
import "katex/dist/katex.min.css";
import katex from "katex";

const LONGEST = 4_000;

/** False where the formula has a mistake. */
export function render(tex: string, element: HTMLElement, display: boolean): boolean {
  if (tex.length > LONGEST) {
    return false;
  }
  try {
    katex.render(tex, element, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: "ignore",
      errorColor: "var(--danger)",
      maxExpand: 300,
      maxSize: 20,
      output: "htmlAndMathml",
      globalGroup: false,
    });
    return true;
  } catch {
    return false;
  }
}
