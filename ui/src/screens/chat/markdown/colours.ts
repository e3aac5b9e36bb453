/**
 * The grammars at work, in a worker that begins with the first code that has settled. It runs on the browser's own
 * regular expressions, so neither WebAssembly nor `eval` is needed. Tokens get kinds instead of colours; `prose.css` gives each kind
 * one colour in each theme.
 */
import { createHighlighterCore, type GrammarState, type HighlighterCore, type ThemeRegistration } from "@shikijs/core";
import { createJavaScriptRegexEngine } from "@shikijs/engine-javascript";
import { loadGrammar } from "./grammars";
import type { Kind, Span } from "./highlight";
import type { Language } from "./languages";

const kinds: Readonly<Record<Exclude<Kind, null>, string[]>> = {
  comment: ["comment", "punctuation.definition.comment", "string.quoted.docstring.multi", "meta.diff.header"],
  string: [
    "string",
    "punctuation.definition.string",
    "constant.character.escape",
    "markup.inline.raw",
    "string.regexp",
    "meta.attribute-selector",
  ],
  number: [
    "constant",
    "constant.numeric",
    "constant.language",
    "variable.language",
    "support.constant",
    "keyword.other.unit",
    "markup.heading",
  ],
  keyword: [
    "keyword",
    "storage",
    "storage.type",
    "storage.modifier",
    "entity.name.tag",
    "support.type.property-name.css",
    "punctuation.definition.tag",
  ],
  name: [
    "entity.name.function",
    "support.function",
    "entity.name.type",
    "entity.name.class",
    "support.class",
    "support.type",
    "entity.other.attribute-name",
    "support.type.property-name",
    "entity.name.section",
    "meta.property-name",
  ],
  added: ["markup.inserted"],
  removed: ["markup.deleted"],
};

/** Shiki hands colours on as they are; ours are the kinds' names in disguise. */
const PREFIX = "var(--";
const theme: ThemeRegistration = {
  name: "kinds",
  type: "light",
  fg: "var(--plain)",
  bg: "var(--none)",
  settings: Object.entries(kinds).map(([kind, scope]) => ({ scope, settings: { foreground: `${PREFIX}${kind})` } })),
};

let highlighter: Promise<HighlighterCore> | undefined;

/** The spans of a text, for each of its pieces. */
export async function paint(language: Language, pieces: readonly string[]): Promise<Span[][]> {
  return pieces.map(await painterOf(language));
}

/** A painter of one text, piece after piece. */
export async function painterOf(language: Language): Promise<(piece: string) => Span[]> {
  highlighter ??= createHighlighterCore({
    themes: [theme],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    warnings: false,
  });
  const core = await highlighter;
  if (!core.getLoadedLanguages().includes(language)) {
    await core.loadLanguage(...(await loadGrammar(language)));
  }
  let state: GrammarState | undefined;
  return (piece) => {
    const lines = core.codeToTokensBase(piece.replace(/\n$/, ""), {
      lang: language,
      theme: "kinds",
      tokenizeMaxLineLength: 2_000,
      tokenizeTimeLimit: 3_000,
      ...(state === undefined ? {} : { grammarState: state }),
    });
    state = core.getLastGrammarState(lines);
    const spans: Span[] = [];
    lines.forEach((line, index) => {
      if (index > 0) {
        put(spans, "\n", null);
      }
      for (const token of line) {
        put(spans, token.content, kindOf(token.color));
      }
    });
    if (piece.endsWith("\n")) {
      put(spans, "\n", null);
    }
    return spans;
  };
}

function kindOf(colour: string | undefined): Kind {
  const name = colour?.startsWith(PREFIX) ? colour.slice(PREFIX.length, -1) : "";
  return Object.hasOwn(kinds, name) ? (name as Kind) : null;
}

/** Neighbours of one kind become one. */
function put(spans: Span[], text: string, kind: Kind): void {
  const last = spans.at(-1);
  if (last !== undefined && (last.kind === kind || text.trim() === "")) {
    last.text += text;
  } else {
    spans.push({ text, kind });
  }
}
