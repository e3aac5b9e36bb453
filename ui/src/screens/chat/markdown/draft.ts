/** A block that still grows: how lines are added to it, and when it becomes plain text. */
import { MARKS, NESTED, PIECE, ROWS, TEXT } from "./limits";
import { type Fence, itemOf, nesting } from "./lines";

export interface Block {
  kind: "text" | "code" | "table" | "plain";
  /** Markdown; of a table its head. */
  source: string;
  /** Code and plain text in pieces; a table's rows in groups. */
  pieces: readonly string[];
  /** The words after a code block's fence. */
  language: string;
  /** It goes on with the list or table before it; the list's next number. */
  continues: boolean;
  start: number | null;
  /** It has a line too long for one line on the screen. */
  wide: boolean;
  /** More of it may come. */
  open: boolean;
}

export interface Draft extends Block {
  /** The last piece, which still grows. */
  last: string;
  /** Lines of a text, rows of a table's last piece. */
  lines: number;
  rows: number;
  marks: number;
  fence: Fence | null;
  /** What an indented line after an empty one belongs to. */
  family: "list" | "note" | "indented" | "other";
  list: { mark: string; indent: number; first: number | null; items: number } | null;
}

export function draftOf(source: string): Draft {
  const item = itemOf(source);
  const draft: Draft = {
    kind: "text",
    source: "",
    pieces: [],
    language: "",
    continues: false,
    start: null,
    wide: false,
    open: true,
    last: "",
    lines: 0,
    rows: 0,
    marks: 0,
    fence: null,
    family:
      item !== null
        ? "list"
        : /^ {0,3}\[\^[^\]]+\]:/.test(source)
          ? "note"
          : /^(?: {4}| {0,3}\t)/.test(source)
            ? "indented"
            : "other",
    list: item === null ? null : { mark: item.mark, indent: item.indent, first: item.number, items: 1 },
  };
  if (source !== "") {
    add(draft, source);
  }
  return draft;
}

/** Adds a line to text; what is too long or too dense to be read as Markdown becomes plain. */
export function add(draft: Draft, text: string): void {
  if (draft.kind === "plain") {
    grow(draft, text, true);
    return;
  }
  draft.source = draft.lines === 0 ? text : `${draft.source}\n${text}`;
  draft.lines += 1;
  draft.marks += text.match(/[*_~`[\]<&!\\$@]|:\/\//g)?.length ?? 0;
  if (draft.source.length > TEXT || draft.marks > MARKS || nesting(text) > NESTED) {
    toPlain(draft);
  }
}

export function toPlain(draft: Draft): void {
  if (draft.kind !== "plain") {
    const lines = draft.lines === 0 ? [] : draft.source.split("\n");
    draft.kind = "plain";
    draft.source = "";
    for (const one of lines) {
      grow(draft, one, true);
    }
  }
}

export function grow(draft: Draft, text: string, whole: boolean): void {
  draft.last += whole ? `${text}\n` : text;
  if (draft.last.length >= PIECE) {
    const pieces = [...draft.pieces];
    // Hidden characters take more room as they are shown.
    for (; draft.last.length > 3 * PIECE; draft.last = draft.last.slice(pieces.at(-1)?.length)) {
      pieces.push(draft.last.slice(0, PIECE - (isHighSurrogate(draft.last.charCodeAt(PIECE - 1)) ? 1 : 0)));
    }
    draft.pieces = [...pieces, draft.last];
    draft.last = "";
  }
}

export function row(draft: Draft, text: string): Draft {
  if (draft.rows > 0 && draft.rows % ROWS === 0) {
    draft.pieces = [...draft.pieces, draft.last];
    draft.last = "";
  }
  draft.last += `${text}\n`;
  draft.rows += 1;
  return draft;
}

export function blockOf(draft: Draft, open: boolean): Block {
  const { kind, source, pieces, language, continues, start, wide, last } = draft;
  return {
    kind,
    source: kind === "text" ? source.trimEnd() : source,
    pieces: last === "" ? pieces : [...pieces, last],
    language,
    continues,
    start,
    wide,
    open,
  };
}

export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
