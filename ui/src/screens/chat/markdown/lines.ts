/** What a line of Markdown begins: the marks that the cutter of blocks has to know, and no more. */

export interface Fence {
  mark: string;
  length: number;
  indent: number;
  info: string;
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}

export function isHeading(text: string): boolean {
  return /^#{1,6}(?:[ \t]|$)/.test(text);
}

export function isRule(text: string): boolean {
  return /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(text);
}

export function fenceOf(text: string): Fence | null {
  const found = /^( {0,3})(`{3,}|~{3,})(.*)$/.exec(text);
  if (found === null) {
    return null;
  }
  const [, indent = "", marks = "", info = ""] = found;
  const mark = marks.charAt(0);
  return mark === "`" && info.includes("`")
    ? null
    : { mark, length: marks.length, indent: indent.length, info: info.trim() };
}

export function fenceClosed(text: string, fence: Fence): boolean {
  const bare = text.trim();
  return (
    bare.length >= fence.length &&
    bare.startsWith(fence.mark.repeat(fence.length)) &&
    bare.replaceAll(fence.mark, "") === "" &&
    text.search(/[^ ]/) < 4
  );
}

/** An item of a list: the mark that its siblings share, and its number. */
export function itemOf(text: string): { mark: string; indent: number; number: number | null } | null {
  if (isRule(text)) {
    return null;
  }
  const found = /^( {0,3})(?:([-*+])|(\d{1,9})([.)]))(?:[ \t]|$)/.exec(text);
  return found === null
    ? null
    : {
        mark: found[2] ?? found[4] ?? "",
        indent: found[1]?.length ?? 0,
        number: found[3] === undefined ? null : Number(found[3]),
      };
}

/** Whether the second line may make the first the head of a table; the parser says whether it does. */
export function isTableLine(head: string, text: string): boolean {
  return (
    text.includes("|") &&
    head.includes("|") &&
    /^ {0,3}[^\s>]/.test(head) &&
    text.length < 4_000 &&
    /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)*(?:[ \t]*:?-+:?[ \t]*)?$/.test(text) &&
    cells(head) === cells(text)
  );
}

function cells(text: string): number {
  const bare = text
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, (end, at: number, whole: string) => (whole[at - 1] === "\\" ? end : ""));
  return bare.replaceAll("\\\\", "").replaceAll("\\|", "").split("|").length;
}

/** Whether a line is no row of the table before it: it begins something else. */
export function endsTable(text: string): boolean {
  return (
    /^(?: {0,3}>| {0,3}#{1,6}(?:\s|$)| {4}| {0,3}\t)/.test(text) ||
    HTML.test(text) ||
    itemOf(text) !== null ||
    isRule(text)
  );
}

/** Tags that begin a block wherever they stand; other tags are part of a line. */
const HTML =
  /^ {0,3}<(?:\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[ \t]|$|\/?>)|(?:script|pre|style|textarea)(?:[\s>]|$)|!--)/i;

/** How many quotes and lists a line opens within each other. */
export function nesting(text: string): number {
  const indent = text.search(/\S/);
  const marks = /^(?:[ \t]{0,8}(?:>|[-*+](?=\s|$)|\d{1,9}[.)](?=\s|$)))+/.exec(text)?.[0] ?? "";
  return (marks.match(/>|[-*+]|\d[.)]/g)?.length ?? 0) + Math.floor(Math.max(0, indent) / 8);
}
