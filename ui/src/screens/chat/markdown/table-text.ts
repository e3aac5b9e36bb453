/** What a table says: as CSV, for a spreadsheet, and where a row has more than the head. */
import type { Token, Tokens } from "marked";
import { decoded } from "./entities";
import { parse } from "./parse";

export function csvOf(source: string): string {
  const table = parse(source)?.find((token) => token.type === "table") as Tokens.Table | undefined;
  return table === undefined
    ? ""
    : [table.header, ...table.rows]
        .map((cells) => cells.map((cell) => field(plainText(cell.tokens))).join(","))
        .join("\r\n");
}

/** What a cell says, without marks. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      const { type, raw, text, tokens: inner } = token as Tokens.Generic;
      if (type === "html" && /^<br\s*\/?>$/i.test(raw)) {
        return "\n";
      }
      return inner !== undefined
        ? plainText(inner)
        : type === "text" || type === "escape" || type === "image"
          ? decoded(String(text))
          : type === "codespan"
            ? String(text)
            : raw;
    })
    .join("");
}

/** Quoted where it must be. A spreadsheet would run a text that begins like a formula: such a one gets a mark before it. */
function field(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\s*[\d.,]+\s*%?$)./.test(text) && !/^\+?[\d\s.,]+%?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The cells of a row that are beyond its table's head, where the parser leaves them out, as they were written. */
export function beyond(table: Tokens.Table, row: number): readonly string[] {
  const line = table.raw.split("\n")[row + 2]?.trim() ?? "";
  const cells = line.replace(/^\|/, "").split(/(?<!(?:^|[^\\])(?:\\\\)*\\)\|/);
  return cells.slice(table.header.length).filter((cell, index, all) => cell.trim() !== "" || index < all.length - 1);
}
