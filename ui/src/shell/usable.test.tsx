import { act } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { conversationOf, snapshotOf } from "../mock/data";
import { MockCore, openWindow, screen } from "../test/window";
import { forgetUsable } from "./usable";

let frames: (FrameRequestCallback | null)[] = [];
const mark = vi.fn();

/** Draws one frame. */
function frame(): void {
  const due = frames;
  frames = due.map(() => null);
  act(() => {
    for (const call of due) {
      call?.(0);
    }
  });
}

beforeEach(() => {
  forgetUsable();
  frames = [];
  mark.mockClear();
  vi.stubGlobal("requestAnimationFrame", (call: FrameRequestCallback) => frames.push(call));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => {
    frames[id - 1] = null;
  });
  vi.stubGlobal(
    "performance",
    Object.assign(Object.create(performance), { mark, now: () => 0, getEntriesByName: () => [] }),
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each(["fresh", "work"] as const)("notes the second frame after the first screen (%s), once", async (scene) => {
  const core = new MockCore(snapshotOf(scene));
  if (scene === "work") {
    core.add(conversationOf("c1", "One", []));
  }
  const { user } = await openWindow(core);
  expect(screen.getByTestId(scene === "work" ? "composer" : "welcome")).toBeInTheDocument();
  expect(mark).not.toHaveBeenCalled();
  frame();
  expect(mark).not.toHaveBeenCalled();
  frame();
  expect(mark).toHaveBeenCalledExactlyOnceWith("usable");
  await user.click(screen.getByTestId(scene === "work" ? "nav-settings" : "welcome-settings"));
  await user.click(await screen.findByTestId("new-conversation"));
  frame();
  frame();
  expect(mark).toHaveBeenCalledTimes(1);
});
