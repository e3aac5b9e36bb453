/** The colours of code that has settled. They come when they come; what was coloured lately is remembered. */
import { useEffect, useState } from "react";
import { colour } from "./colourist";
import { languageNamed } from "./languages";
import { COLOURED } from "./limits";
import { Remembered } from "./remembered";

export type Kind = "comment" | "string" | "number" | "keyword" | "name" | "added" | "removed" | null;

export interface Span {
  text: string;
  kind: Kind;
}

/** For each piece its spans, as far as it has been read. */
export type Painted = readonly (readonly Span[])[];

const none: Painted = [];
/** Characters whose colours are remembered. */
const REMEMBERED = 400_000;
const remembered = new Remembered<Painted>(REMEMBERED);

/** The colours of a code, once they are known; it has the same letters and the same size before. */
export function usePainted(pieces: readonly string[], words: string, wanted: boolean): Painted {
  const language = wanted && isModest(pieces) ? languageNamed(words) : undefined;
  const key = language === undefined ? "" : `${language}\n${pieces.join("")}`;
  const [painted, setPainted] = useState<{ key: string; spans: Painted }>({ key: "", spans: none });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the pieces.
  useEffect(() => {
    if (language === undefined || remembered.has(key)) {
      return;
    }
    let off = false;
    void colour(language, pieces, () => off).then((spans) => {
      if (spans !== null && !off) {
        remembered.set(key, spans);
        setPainted({ key, spans });
      }
    });
    return () => {
      off = true;
    };
  }, [key, language]);
  return key === "" ? none : painted.key === key ? painted.spans : (remembered.get(key) ?? none);
}

function isModest(pieces: readonly string[]): boolean {
  let characters = 0;
  let lines = 0;
  for (const piece of pieces) {
    characters += piece.length;
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) {
      lines += 1;
    }
    if (characters > COLOURED.characters || lines > COLOURED.lines) {
      return false;
    }
  }
  return true;
}

/** An idle moment, or soon where the webview does not tell of them. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") {
      requestIdleCallback(() => resolve(), { timeout: 500 });
    } else {
      setTimeout(resolve, 16);
    }
  });
}
