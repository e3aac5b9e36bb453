/**
 * JSON text as a tree that keeps what `JSON.parse` loses: the digits of large numbers, the order and the doubles of keys.
 * Tools and models write this text; nothing in it is trusted, and its depth is limited.
 */

export type Json =
  | { kind: "null" }
  | { kind: "boolean"; value: boolean }
  /** As it was written. */
  | { kind: "number"; raw: string }
  | { kind: "string"; value: string }
  | { kind: "array"; items: Json[] }
  | { kind: "object"; entries: [string, Json][] };

const DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// A whole string, quotes included; JSON.parse then undoes its escapes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SPACE = /[ \t\r\n]*/y;

/** The tree; null when the text is not JSON. */
export function parseJson(text: string): Json | null {
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    reader.end();
    return value;
  } catch {
    return null;
  }
}

class NotJson extends Error {}

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  end(): void {
    this.space();
    if (this.at !== this.text.length) {
      throw new NotJson();
    }
  }

  value(depth: number): Json {
    if (depth > DEPTH) {
      throw new NotJson();
    }
    this.space();
    switch (this.text[this.at]) {
      case "{":
        return { kind: "object", entries: this.list("}", () => this.entry(depth)) };
      case "[":
        return { kind: "array", items: this.list("]", () => this.value(depth + 1)) };
      case '"':
        return { kind: "string", value: this.string() };
      case "t":
        return this.word("true", { kind: "boolean", value: true });
      case "f":
        return this.word("false", { kind: "boolean", value: false });
      case "n":
        return this.word("null", { kind: "null" });
      default:
        return { kind: "number", raw: this.take(NUMBER) };
    }
  }

  private entry(depth: number): [string, Json] {
    this.space();
    const key = this.string();
    this.space();
    if (this.text[this.at] !== ":") {
      throw new NotJson();
    }
    this.at += 1;
    return [key, this.value(depth + 1)];
  }

  private list<T>(close: string, item: () => T): T[] {
    this.at += 1;
    const items: T[] = [];
    this.space();
    if (this.text[this.at] === close) {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(item());
      this.space();
      const next = this.text[this.at];
      this.at += 1;
      if (next === close) {
        return items;
      }
      if (next !== ",") {
        throw new NotJson();
      }
    }
  }

  private string(): string {
    return JSON.parse(this.take(STRING)) as string;
  }

  private word(word: string, value: Json): Json {
    if (!this.text.startsWith(word, this.at)) {
      throw new NotJson();
    }
    this.at += word.length;
    return value;
  }

  private space(): void {
    this.take(SPACE);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) {
      throw new NotJson();
    }
    this.at += found.length;
    return found;
  }
}

/** JSON text again, indented by two. */
export function printJson(value: Json, indent = ""): string {
  const deeper = `${indent}  `;
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(value.value);
    case "number":
      return value.raw;
    case "string":
      return JSON.stringify(value.value);
    case "array":
      return value.items.length === 0
        ? "[]"
        : `[\n${value.items.map((item) => deeper + printJson(item, deeper)).join(",\n")}\n${indent}]`;
    case "object":
      return value.entries.length === 0
        ? "{}"
        : `{\n${value.entries
            .map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${printJson(item, deeper)}`)
            .join(",\n")}\n${indent}}`;
  }
}
