/**
 * Which diagrams are drawn. Mermaid works in the window's own thread and can't be stopped, so only kinds whose work
 * grows with what is written are drawn: in others one number makes the work (`space:20000000` in a block diagram, the
 * last bit of a packet, the ticks of a radar), and a kind that nobody has looked at may be such a one.
 */
import { DIAGRAM } from "./limits";

const KINDS =
  /^(?:flowchart|graph|sequenceDiagram|classDiagram(?:-v2)?|stateDiagram(?:-v2)?|erDiagram|gantt|pie|journey|mindmap|timeline|gitGraph|quadrantChart|xychart(?:-beta)?|sankey(?:-beta)?)(?=[\s:;]|$)/;

/** What Mermaid is given to draw; null where the source is to stay what it is. */
export function drawable(source: string): string | null {
  if (source.length > DIAGRAM.characters || source.split("\n").length > DIAGRAM.lines || holdsMore(source)) {
    return null;
  }
  const bare = bareOf(source);
  const kind = KINDS.exec(bare)?.[0];
  // Half a directive is one for Mermaid. These words anywhere make any source a kind that is not on the list.
  const other = bare.includes("%%{") || /C4(?:Container|Component|Dynamic|Deployment)/.test(bare);
  return kind === undefined || other || isDear(kind, bare) ? null : bare;
}

/**
 * Directives and a preface can set anything; a diagram needs neither. What is taken out may leave another one behind,
 * so this goes on until nothing changes: each turn makes it shorter.
 */
function bareOf(source: string): string {
  let bare = source.replace(/\r\n?/g, "\n");
  for (let before = ""; before !== bare; ) {
    before = bare;
    bare = bare
      .replace(/%%\{[\s\S]*?\}%%/g, "")
      .replace(/^\s*---\s*\n[\s\S]*?\n\s*---\s*(?:\n|$)/, "")
      // A remark before the first word hides which kind it is.
      .replace(/^\s*%%(?!\{)[^\n]*(?:\n|$)/, "")
      .trimStart();
  }
  return bare;
}

/** A number, or a run of signs that counts like one, that makes more work than is written. */
function isDear(kind: string, bare: string): boolean {
  switch (kind) {
    case "flowchart":
    case "graph":
      // Each dash more is a row more that the layout makes, for every arrow.
      return /-{9}|={9}|\.{9}/.test(bare.replace(/^\s*%%[^\n]*$/gm, ""));
    case "gantt":
      // Days that are left out are looked for one by one, and every tick is drawn.
      return (
        /\d{4,}(?:\.\d+)?(?:ms|[smhdwMy])\b/.test(bare) ||
        (/^\s*(?:excludes|includes)\b/im.test(bare) && /\d{3}(?:\.\d+)?[dwMy]\b|\d{2}(?:\.\d+)?[wMy]\b/.test(bare)) ||
        /^\s*tickInterval\s+\d+\s*(?:millisecond|second|minute)/im.test(bare)
      );
    default:
      return false;
  }
}

/** A node that is an image would be fetched, and tags are not drawn: such a source stays what it is. */
function holdsMore(source: string): boolean {
  return /@\{[^}]*\b(?:img|icon)\s*["']?\s*:/i.test(source) || /(?<!<)<(?!br\s*\/?>)\/?[a-z!][^<>]*>/i.test(source);
}
