/**
 * Reads one block's Markdown. Raw HTML is never read as HTML: a tag stays a piece of text. Formulas are found before
 * other marks are, since their signs mean something else there. A single `$` is money.
 */
import { Lexer, Marked, type Token, type Tokens } from "marked";

export interface Formula {
  type: "formula";
  raw: string;
  tex: string;
  display: boolean;
}

export interface NoteMark {
  type: "note";
  raw: string;
  label: string;
  /** It begins the note itself. */
  definition: boolean;
}

/** Where `[a link][like this]` leads, by its label. */
export type Targets = Readonly<Record<string, Pick<Tokens.Link, "href" | "title">>>;

const LONGEST = 4_000;
const FORMULA =
  /\$\$(?!\$)((?:(?!\n[ \t]*\n)[\s\S])+?)\$\$|\\\(((?:(?!\n[ \t]*\n)[\s\S])+?)\\\)|\\\[((?:(?!\n[ \t]*\n)[\s\S])+?)\\\]/;
const INLINE = new RegExp(`^(?:${FORMULA.source})`);
const BLOCK = new RegExp(`^ {0,3}(?:${FORMULA.source})[ \\t]*(?:\\n|$)`);

const marked = new Marked({
  gfm: true,
  tokenizer: {
    // Tags are found in a line, and drawn as text; no block is one.
    html: () => undefined,
    // A footnote of one word looks like the target of a link; false asks for the usual way.
    def: (source) => (/^ {0,3}\[\^/.test(source) ? undefined : false),
  },
  hooks: { emStrongMask: maskFormulas },
  extensions: [
    {
      name: "block-formula",
      level: "block",
      start: (source) => found(source.search(/\n {0,3}(?:\$\$|\\\[)/)),
      tokenizer: (source) => {
        const token = formula(BLOCK.exec(source.slice(0, LONGEST)));
        return token?.display ? token : undefined;
      },
    },
    {
      name: "formula",
      level: "inline",
      start: (source) => found(source.search(/\$\$|\\[([]/)),
      tokenizer: (source) => formula(INLINE.exec(source.slice(0, LONGEST))),
    },
    {
      name: "note",
      level: "inline",
      start: (source) => found(source.indexOf("[^")),
      tokenizer(source) {
        const mark = /^\[\^(\d{1,3})\](:?)/.exec(source);
        return mark === null ? undefined : { type: "note", raw: mark[0], label: mark[1], definition: mark[2] === ":" };
      },
    },
  ],
});

function found(at: number): number | undefined {
  return at < 0 ? undefined : at;
}

function formula(match: RegExpExecArray | null): Formula | undefined {
  if (match === null) {
    return undefined;
  }
  const tex = (match[1] ?? match[2] ?? match[3] ?? "").trim();
  return tex === "" ? undefined : { type: "formula", raw: match[0], tex, display: match[2] === undefined };
}

/** Stars and lines within a formula emphasise nothing. */
function maskFormulas(source: string): string {
  return /\$\$|\\[([]/.test(source)
    ? source.replace(new RegExp(FORMULA.source, "g"), (whole) => "a".repeat(whole.length))
    : source;
}

/** The block's tokens; null where the parser gives up. */
export function parse(source: string, targets: Targets = {}): Token[] | null {
  try {
    const lexer = new Lexer(marked.defaults);
    Object.assign(lexer.tokens.links, targets);
    return lexer.lex(source);
  } catch {
    return null;
  }
}

/** The targets that a block names for links of the whole text. */
export function targetsOf(source: string): Targets {
  if (!/^[ >\t]*(?:[-*+]|\d+[.)])?[ >\t]*\[[^\]^][^\]]*\]:/m.test(source)) {
    return {};
  }
  try {
    return { ...new Lexer(marked.defaults).lex(source).links };
  } catch {
    return {};
  }
}
