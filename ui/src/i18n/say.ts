/** What the core says, in the window's language. The core sends English patterns and what fills their gaps. */
import { useCallback } from "react";
import type { Sentence, Words } from "../ipc";
import { coreZhCn } from "./core-zh-cn";
import { type Language, useLanguage } from "./text";

const catalogues: Record<Language, ReadonlyMap<string, string>> = {
  // Patterns are English.
  en: new Map(),
  "zh-CN": new Map(Object.entries(coreZhCn)),
};

/**
 * The words in a language; what the catalogue does not know is said in English. One pass over the pattern, so that
 * braces in somebody else's text stay what they are. The text is as it came: who shows it makes it `visible`.
 */
export function say(words: Words, language: Language): string {
  if (typeof words === "string") {
    return words;
  }
  const pattern = catalogues[language].get(words.pattern) ?? words.pattern;
  return pattern.replace(/\{([a-z_]+)\}/g, (gap, name: string) => {
    const part = Object.hasOwn(words.parts, name) ? words.parts[name] : undefined;
    return part === undefined ? gap : say(part, language);
  });
}

/** `say` in the language in use. */
export function useSay(): (words: Words) => string {
  const language = useLanguage();
  return useCallback((words) => say(words, language), [language]);
}

/** A sentence of the window itself, which is in its language already, where one of the core's is expected. */
export function own(text: string): Sentence {
  return { pattern: text, parts: {} };
}
