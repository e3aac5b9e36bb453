/** How names and plain values of JSON are written for people. */
import type { Catalogue } from "../i18n/en";
import { absolute, type Language } from "../i18n/text";
import { visible, visibleLine } from "../parts/visible";
import type { Json } from "./parse";

/** `days_left` and `daysLeft` as "Days left". */
export function keyWords(key: string): string {
  const spaced = visibleLine(key)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim();
  if (spaced === "") {
    return key === "" ? "" : visibleLine(key);
  }
  const lower = spaced.replace(/\p{Lu}\p{Ll}+/gu, (word) => word.toLowerCase());
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** A value that stands in one line; null for lists and objects. */
export function plainWords(value: Json, t: Catalogue, language: Language): string | null {
  switch (value.kind) {
    case "null":
      return t.call.nothing;
    case "boolean":
      return value.value ? t.call.yes : t.call.no;
    case "number":
      return value.raw;
    case "string":
      return value.value === "" ? t.call.nothing : dateWords(value.value, language);
    default:
      return null;
  }
}

/** A date as people write it; any other text as it stands, hidden characters shown. */
export function dateWords(text: string, language: Language): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const date = new Date(`${text}T00:00:00Z`);
    if (!Number.isNaN(date.getTime())) {
      return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(date);
    }
  }
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return absolute(text, language);
  }
  return visible(text);
}

/** A whole value in one line, for the summary of a card. */
export function summary(value: Json, t: Catalogue, language: Language): string {
  const plain = plainWords(value, t, language);
  if (plain !== null) {
    return plain.replace(/\s+/g, " ");
  }
  if (value.kind === "array") {
    const words = value.items.slice(0, 4).map((item) => plainWords(item, t, language));
    return words.length > 0 && value.items.length <= 4 && words.every((word) => word !== null)
      ? words.join(", ")
      : t.call.items(value.items.length);
  }
  if (value.kind === "object") {
    const only = value.entries.length === 1 ? value.entries[0] : undefined;
    if (only?.[1].kind === "array") {
      return t.call.items(only[1].items.length);
    }
    return value.entries
      .slice(0, 4)
      .map(([key, item]) => `${keyWords(key)} ${plainWords(item, t, language) ?? "…"}`)
      .join(" · ");
  }
  return "";
}
