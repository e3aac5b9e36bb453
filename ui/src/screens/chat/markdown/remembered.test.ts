import { expect, it } from "vitest";
import { Remembered } from "./remembered";

it("What is remembered counts once, however often it was made, and the oldest goes first", () => {
  const remembered = new Remembered<number>(10);
  for (let time = 0; time < 5; time += 1) {
    remembered.set("aaaa", time);
  }
  remembered.set("bbbb", 1);
  expect(remembered.get("aaaa")).toBe(4);
  expect(remembered.get("bbbb")).toBe(1);
  remembered.set("cccc", 1);
  expect(["aaaa", "bbbb", "cccc"].map((key) => remembered.has(key))).toEqual([false, true, true]);
});
