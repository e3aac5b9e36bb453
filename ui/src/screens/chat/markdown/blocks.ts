/**
 * Cuts a text into blocks, line by line, so that a text that grows costs what is added and not what is there: a block
 * is settled when the next begins, and is never looked at again. Where it cuts depends on the text alone, not on how
 * it came: a reply that was streamed looks like one that was loaded.
 */
import { visible } from "../../../parts/visible";
import { add, type Block, blockOf, type Draft, draftOf, grow, isHighSurrogate, row, toPlain } from "./draft";
import { COLUMNS, LINE, LIST, TABLE } from "./limits";
import { endsTable, fenceClosed, fenceOf, isBlank, isHeading, isTableLine, itemOf } from "./lines";
import { parse } from "./parse";

interface State {
  draft: Draft | null;
  /** The last line was empty. */
  blank: boolean;
  /** The last line goes on. */
  within: boolean;
}

export type { Block } from "./draft";

export class Blocks {
  private text = "";
  private at = 0;
  private state: State = { draft: null, blank: false, within: false };
  private readonly settled: Block[] = [];
  private shown: readonly Block[] = [];
  private ended = false;

  /** The blocks of a text that is the last one or begins with it; null when it is another text. */
  read(text: string, ended: boolean): readonly Block[] | null {
    if (text === this.text && ended === this.ended && text !== "") {
      return this.shown;
    }
    if (this.ended || text.length < this.text.length || !text.startsWith(this.text)) {
      return null;
    }
    this.text = text;
    this.ended = ended;
    this.commit();
    const tail: Block[] = [];
    let { state } = this;
    const rest = line(text.slice(this.at));
    if (rest !== "" && (ended || !saysNothing(state, rest))) {
      // What is not a whole line yet is only tried: the next text brings more of it.
      state = feed({ ...state, draft: state.draft === null ? null : { ...state.draft } }, rest, false, tail);
    }
    if (state.draft !== null) {
      tail.push(blockOf(state.draft, !ended));
    }
    this.shown = this.settled.concat(tail);
    return this.shown;
  }

  /** Takes whole lines, and lines that are too long in pieces. */
  private commit(): void {
    for (;;) {
      const end = this.text.indexOf("\n", this.at);
      const length = (end < 0 ? this.text.length : end) - this.at;
      if (length > LINE) {
        const cut = this.at + LINE - (isHighSurrogate(this.text.charCodeAt(this.at + LINE - 1)) ? 1 : 0);
        this.state = feed(this.state, line(this.text.slice(this.at, cut)), true, this.settled);
        this.at = cut;
      } else if (end < 0) {
        return;
      } else {
        this.state = feed(this.state, line(this.text.slice(this.at, end)), false, this.settled);
        this.at = end + 1;
      }
    }
  }
}

function line(raw: string): string {
  return visible(raw.replace(/\r$/, "").replaceAll("\r", " "));
}

/** The beginning of a mark that a moment later is another one: it would only flicker. */
function saysNothing(state: State, rest: string): boolean {
  const { draft } = state;
  if (draft?.fence) {
    return rest.trim() !== "" && rest.trim().replaceAll(draft.fence.mark, "") === "";
  }
  return /^ {0,3}(?:`{1,2}|~{1,2}|#{1,6}|[-*+]|\d{1,9}[.)]?|\|)$/.test(rest);
}

/** One line, or a piece of a line that goes on; settled blocks are added to `out`. */
function feed(state: State, text: string, goesOn: boolean, out: Block[]): State {
  const { draft } = state;
  const next = (after: Draft | null, blank = false): State => ({ draft: after, blank, within: goesOn });
  const settle = () => {
    if (draft !== null) {
      out.push(blockOf(draft, false));
    }
  };

  if (state.within || goesOn) {
    if (draft?.fence) {
      grow(draft, state.within ? text : unindent(text, draft.fence.indent), !goesOn);
      draft.wide = true;
      return next(draft);
    }
    const begins = draft === null || draft.kind === "table" || (state.blank && !state.within);
    if (begins) {
      settle();
    }
    const plain = begins || draft === null ? draftOf("") : draft;
    toPlain(plain);
    plain.wide = true;
    grow(plain, text, !goesOn);
    return next(plain);
  }

  if (draft?.fence) {
    if (fenceClosed(text, draft.fence)) {
      settle();
      return next(null);
    }
    grow(draft, unindent(text, draft.fence.indent), true);
    return next(draft);
  }
  if (isBlank(text)) {
    if (draft?.kind === "table") {
      settle();
      return next(null);
    }
    if (draft !== null) {
      add(draft, "");
    }
    return next(draft, true);
  }

  const indent = text.search(/\S/);
  const held = draft !== null && (draft.family === "list" || draft.family === "note");
  const fence = fenceOf(text);
  if (fence !== null && (indent === 0 || !held)) {
    settle();
    return next({ ...draftOf(""), kind: "code", fence, language: fence.info });
  }
  if (isHeading(text)) {
    settle();
    out.push(blockOf(draftOf(text), false));
    return next(null);
  }
  if (draft === null) {
    return next(draftOf(text));
  }
  if (draft.kind === "table") {
    if (endsTable(text)) {
      settle();
      return next(draftOf(text));
    }
    if (draft.rows >= TABLE) {
      settle();
      return next(row({ ...draftOf(draft.source), kind: "table", continues: true }, text));
    }
    return next(row(draft, text));
  }
  const item = itemOf(text);
  const sibling =
    draft.list !== null && item !== null && item.mark === draft.list.mark && item.indent < draft.list.indent + 2;
  if (state.blank && !belongs(draft, indent, sibling)) {
    settle();
    return next(draftOf(text));
  }
  if (sibling && draft.list !== null && item?.indent === draft.list.indent) {
    if (draft.kind === "text" && draft.source.length > LIST) {
      settle();
      const cut = draftOf(text);
      const { first, items } = draft.list;
      const start = first === null ? null : first + items;
      return next({
        ...cut,
        continues: true,
        start,
        list: cut.list === null ? null : { ...cut.list, first: start },
      });
    }
    draft.list = { ...draft.list, items: draft.list.items + 1 };
  }
  if (draft.kind === "text" && draft.lines === 1 && draft.family === "other" && isTableLine(draft.source, text)) {
    const head = draft.source;
    if (isTableHead(head, text) && head.split("|").length <= COLUMNS) {
      return next({ ...draftOf(`${head}\n${text}`), kind: "table" });
    }
    if (head.split("|").length > COLUMNS) {
      toPlain(draft);
    }
  }
  add(draft, text);
  return next(draft);
}

/** What looks like the head of a table is one only where the parser takes it as one: rows would have no place else. */
function isTableHead(head: string, text: string): boolean {
  const tokens = parse(`${head}\n${text}`);
  return tokens?.length === 1 && tokens[0]?.type === "table";
}

/** Whether a line after an empty one still belongs to the block. */
function belongs(draft: Draft, indent: number, sibling: boolean): boolean {
  switch (draft.family) {
    case "list":
      return sibling || indent > 0;
    case "note":
    case "indented":
      return indent >= 4;
    case "other":
      return false;
  }
}

function unindent(text: string, indent: number): string {
  return indent === 0 ? text : text.slice(Math.min(indent, Math.max(0, text.search(/[^ ]|$/))));
}
