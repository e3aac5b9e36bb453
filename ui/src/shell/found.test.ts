import { describe, expect, it } from "vitest";
import { conversationOf } from "../mock/data";
import { allCommands } from "./commands";
import { find, MOST } from "./found";
import { fold, score } from "./fuzzy";

const rows = Array.from({ length: 10_000 }, (_, at) => conversationOf(`c${at}`, `Report ${at}`, []).summary);

function ids(typed: string, conversations = rows, recent: string[] = []): string[] {
  return find(typed, allCommands, conversations, recent).sections.flatMap((section) => [
    ...section.commands.map((command) => command.id),
    ...section.conversations.map((row) => row.id),
  ]);
}

describe("Words that were typed", () => {
  it("fit better the earlier and the more whole they are", () => {
    const order = ["theme", "theme of the window", "the other theme", "anthem", "t-h-e-m-e"].map((text) =>
      score("theme", text),
    );
    expect(order.slice(0, 3)).toEqual([...order.slice(0, 3)].sort((a, b) => b - a));
    expect(score("nc", "new conversation")).toBeGreaterThan(0);
    expect(score("conversation new", "new conversation")).toBeGreaterThan(0);
    expect(score("conversation old", "new conversation")).toBe(0);
    expect(score("xyz", "new conversation")).toBe(0);
    expect(score("", "anything")).toBeGreaterThan(0);
  });

  it("fit whatever the case, the width and the accents", () => {
    expect(fold("Ｔhème")).toBe("theme");
    expect(fold("设置")).toBe("设置");
  });
});

describe("The palette's list", () => {
  it("finds a command by its words in each language, and by others", () => {
    for (const typed of ["switch between", "深色", "dark", "night"]) {
      expect(ids(typed, []), typed).toContain("theme.switch");
    }
    expect(ids("compact", [])).toContain("density");
    expect(ids("紧凑", [])).toContain("density");
    expect(ids("qwxz", [])).toEqual([]);
  });

  it("lists no more than fifty of ten thousand conversations, the newest first, and says that there are more", () => {
    const found = find("report", allCommands, rows, []);
    const listed = found.sections.flatMap((section) => section.conversations);
    expect(listed.length).toBeLessThanOrEqual(MOST);
    expect(listed[0]?.id).toBe("c0");
    expect(found.more).toBe(true);
    expect(ids("report 9731")[0]).toBe("c9731");
    expect(find("report 9731", allCommands, rows, []).more).toBe(false);
  });

  it("reads titles as what they are, hidden characters and all", () => {
    const [row] = rows;
    const evil = { ...(row as (typeof rows)[number]), id: "evil", title: "Pay\u202epal (.*)+$ <b>" };
    expect(ids("(.*)+$ <b>", [evil])).toContain("evil");
    expect(ids("202e", [evil])).toContain("evil");
  });

  it("has what was used last before everything else", () => {
    expect(ids("", rows.slice(0, 2), ["tools", "gone", "theme"]).slice(0, 4)).toEqual(["tools", "theme", "c0", "c1"]);
    const all = ids("", [], []);
    expect(all).toHaveLength(allCommands.length - 1);
    expect(new Set(all).size).toBe(all.length);
  });
});
