/**
 * Draws diagrams: a chunk that is loaded with the first one. What Mermaid makes is not put into the page but into an
 * image, which runs nothing, links nowhere and loads nothing, after scripts and foreign parts were taken out. No word of the source sets
 * how Mermaid works.
 */
import mermaid from "mermaid";

export interface Drawn {
  svg: string;
  width: number;
  height: number;
}

let next = 1;
/** One at a time: Mermaid has one configuration. */
let turn: Promise<unknown> = Promise.resolve();

/** The diagram as an image; null where the source has a mistake. What it is given is what `drawable` lets through. */
export function draw(source: string): Promise<Drawn | null> {
  const work = turn.then(() => make(source)).catch(() => null);
  turn = work;
  return work;
}

async function make(source: string): Promise<Drawn | null> {
  const settings = { ...fixed, theme: "base", themeVariables: colours() } as const;
  // No source sets what is set here, should a directive come this far.
  const secure = ["secure", ...Object.keys(settings)];
  mermaid.initialize({ ...settings, secure });
  const id = `diagram-${next}`;
  next += 1;
  try {
    const { svg } = await mermaid.render(id, source);
    return imageOf(svg);
  } finally {
    // What a mistake leaves behind.
    document.getElementById(`d${id}`)?.remove();
  }
}

const fixed = {
  startOnLoad: false,
  securityLevel: "strict",
  suppressErrorRendering: true,
  logLevel: "fatal",
  htmlLabels: false,
  flowchart: { htmlLabels: false, useMaxWidth: false },
  sequence: { useMaxWidth: false },
  gantt: { useMaxWidth: false, useWidth: 720 },
  class: { useMaxWidth: false },
  state: { useMaxWidth: false },
  er: { useMaxWidth: false },
  pie: { useMaxWidth: false },
  maxTextSize: 10_000,
  maxEdges: 150,
  deterministicIds: true,
  arrowMarkerAbsolute: false,
} as const;

function colours(): Record<string, string | boolean> {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    darkMode: document.documentElement.dataset.theme === "dark",
    background: of("canvas"),
    fontFamily: "system-ui, sans-serif",
    fontSize: "13px",
    primaryColor: of("tint"),
    primaryTextColor: of("ink"),
    primaryBorderColor: of("accent"),
    secondaryColor: of("hover"),
    secondaryTextColor: of("ink"),
    tertiaryColor: of("side"),
    tertiaryTextColor: of("ink"),
    lineColor: of("soft"),
    textColor: of("ink"),
    titleColor: of("ink"),
    noteBkgColor: of("warn-tint"),
    noteTextColor: of("ink"),
    noteBorderColor: of("warn"),
    edgeLabelBackground: of("canvas"),
    clusterBkg: of("side"),
    clusterBorder: of("line"),
    pieOpacity: "1",
    pieStrokeColor: of("canvas"),
    pieOuterStrokeColor: of("line"),
    pieSectionTextColor: of("canvas"),
    pieLegendTextColor: of("ink"),
    pieTitleTextColor: of("ink"),
    ...numbered("pie", 1, ["accent", "warn", "edge", "danger", "ok", "soft"].map(of)),
    ...numbered("cScale", 0, ["tint", "warn-tint", "hover", "danger-tint"].map(of)),
    ...numbered("cScalePeer", 0, ["accent", "warn", "edge", "danger"].map(of)),
    ...numbered("cScaleInv", 0, ["accent", "warn", "edge", "danger"].map(of)),
    ...numbered("cScaleLabel", 0, [of("ink")]),
  };
}

/** Twelve names with the colours in turn. */
function numbered(name: string, first: number, list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`${name}${index + first}`, list[index % list.length] ?? ""]),
  );
}

const KEPT = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

/** A picture by itself: nothing but drawing is left in it, and it has a size. */
export function imageOf(svg: string): Drawn | null {
  // Mermaid names links by a prefix that it does not declare.
  const whole = svg.includes("xmlns:xlink") ? svg : svg.replace("<svg ", `<svg xmlns:xlink="${XLINK}" `);
  const page = new DOMParser().parseFromString(whole, "image/svg+xml");
  const root = page.documentElement;
  const box = /^[-\d.e]+[ ,]+[-\d.e]+[ ,]+([\d.e]+)[ ,]+([\d.e]+)$/.exec(root.getAttribute("viewBox") ?? "");
  const [width, height] = [Number(box?.[1]), Number(box?.[2])];
  if (root.namespaceURI !== KEPT || root.localName !== "svg" || !(width > 0) || !(height > 0)) {
    return null;
  }
  for (const element of [...root.querySelectorAll("*")]) {
    if (
      element.namespaceURI !== KEPT ||
      /^(script|foreignObject|image|iframe|use|animate|set)$/i.test(element.localName)
    ) {
      element.remove();
    } else if (element.localName === "a") {
      element.replaceWith(...element.childNodes);
    }
  }
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      const outward = /url\(\s*["']?(?!#)/i.test(value) || (/href$/i.test(name) && !value.startsWith("#"));
      if (/^on/i.test(name) || outward) {
        element.removeAttribute(name);
      }
    }
  }
  for (const style of root.querySelectorAll("style")) {
    style.textContent = (style.textContent ?? "")
      .replace(/@import[^;]*;?/gi, "")
      .replace(/url\(\s*["']?(?!#)[^)]*\)/gi, "none");
  }
  root.removeAttribute("style");
  root.setAttribute("width", String(Math.ceil(width)));
  root.setAttribute("height", String(Math.ceil(height)));
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}
