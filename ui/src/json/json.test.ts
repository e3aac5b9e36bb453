import { describe, expect, it } from "vitest";
import { en } from "../i18n/en";
import { parseJson, printJson } from "./parse";
import { dateWords, keyWords, summary } from "./words";

describe("parseJson", () => {
  it("reads what JSON.parse reads, and prints it as JSON.stringify does", () => {
    for (const text of [
      "null",
      "true",
      "-0.5e+10",
      '"a\\u00e9\\n\\"b\\""',
      "[]",
      "{}",
      '[1,[2,{"a":[]}]]',
      ' {"a" : {"b" : [ null , false , "x" ] } } ',
      '{"":""}',
    ]) {
      const value = parseJson(text);
      expect(value, text).not.toBeNull();
      if (value !== null) {
        expect(JSON.parse(printJson(value)), text).toEqual(JSON.parse(text));
        if (!/[eE]/.test(text)) {
          expect(printJson(value), text).toBe(JSON.stringify(JSON.parse(text), null, 2));
        }
      }
    }
  });

  it("keeps the digits of large numbers, and doubled keys", () => {
    const value = parseJson('{"id":12345678901234567890,"id":1.10}');
    expect(value && printJson(value)).toBe('{\n  "id": 12345678901234567890,\n  "id": 1.10\n}');
  });

  it("takes nothing else for JSON", () => {
    for (const text of [
      "",
      "{",
      "[1,]",
      "{a:1}",
      "01",
      "1 2",
      "'a'",
      '"\n"',
      "NaN",
      "tru",
      '{"a":1,}',
      '"\\x"',
      "[".repeat(5000),
    ]) {
      expect(parseJson(text), text.slice(0, 20)).toBeNull();
    }
  });

  it("reads a string of a megabyte", () => {
    const text = JSON.stringify({ long: 'é\n"'.repeat(300_000) });
    const value = parseJson(text);
    expect(value && JSON.parse(printJson(value))).toEqual(JSON.parse(text));
  });
});

describe("words", () => {
  it("reads names as people write them", () => {
    expect(keyWords("days_left")).toBe("Days left");
    expect(keyWords("daysLeft")).toBe("Days left");
    expect(keyWords("from")).toBe("From");
    expect(keyWords("员工")).toBe("员工");
    expect(keyWords("_")).toBe("_");
  });

  it("writes dates in the language of the window, and leaves other text alone", () => {
    expect(dateWords("2026-12-21", "en")).toBe("Dec 21, 2026");
    expect(dateWords("2026-12-21", "zh-CN")).toBe("2026年12月21日");
    expect(dateWords("2026-99-99", "en")).toBe("2026-99-99");
    expect(dateWords("LR-2041", "en")).toBe("LR-2041");
  });

  it("sums a value up in a line", () => {
    const line = (text: string) => {
      const value = parseJson(text);
      return value && summary(value, en, "en");
    };
    expect(line('{"from":"2026-12-21","days":3}')).toBe("From Dec 21, 2026 · Days 3");
    expect(line('{"people":[1,2,3]}')).toBe("3 items");
    expect(line('["a","b"]')).toBe("a, b");
    expect(line("[[1],[2]]")).toBe("2 items");
    expect(line("true")).toBe("yes");
  });
});
