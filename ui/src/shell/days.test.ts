import { describe, expect, it } from "vitest";
import { days } from "./days";

const at = (text: string) => ({
  id: text,
  title: text,
  updated_at: new Date(text).toISOString(),
  busy: false,
  asking: false,
  pinned: false,
  archived: false,
});

describe("days", () => {
  it("groups by the day of the last change, by month further back", () => {
    const now = new Date("2026-11-23T09:00:00").getTime();
    const groups = days(
      [
        at("2026-11-23T08:59:00"),
        at("2026-11-23T00:00:00"),
        at("2026-11-22T23:59:00"),
        at("2026-11-17T12:00:00"),
        at("2026-11-10T12:00:00"),
        at("2026-10-31T12:00:00"),
        at("2025-10-31T12:00:00"),
      ],
      now,
    );
    expect(groups.map(({ day, items }) => [day.type === "month" ? day.at : day.type, items.length])).toEqual([
      ["today", 2],
      ["yesterday", 1],
      ["week", 1],
      ["2026-11-01T00:00:00", 1],
      ["2026-10-01T00:00:00", 1],
      ["2025-10-01T00:00:00", 1],
    ]);
  });
});
