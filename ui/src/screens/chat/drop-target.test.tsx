/** What lies over the chat while files are dragged goes when they do, however they go. */
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DropTarget } from "./drop-target";

const dataTransfer = { types: ["Files"], files: [] };
const shown = () => screen.queryByTestId("drop-target") !== null;

/** A drag that stands over an element which is removed: it is entered once more than it is left. */
function dragOverRemoved() {
  render(<DropTarget id="c1" />);
  const inner = document.body.appendChild(document.createElement("div"));
  fireEvent.dragEnter(document.body, { dataTransfer });
  fireEvent.dragEnter(inner, { dataTransfer });
  inner.remove();
  fireEvent.dragEnter(document.body, { dataTransfer });
  expect(shown()).toBe(true);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("The sign that files may be dropped", () => {
  it("goes when the drag leaves the window", () => {
    dragOverRemoved();
    fireEvent.dragLeave(document.body, { dataTransfer, relatedTarget: null });
    act(() => vi.advanceTimersByTime(200));
    expect(shown()).toBe(false);
  });

  it("goes when nothing is heard of the drag any more, and comes again with it", () => {
    dragOverRemoved();
    for (let time = 0; time < 10; time += 1) {
      act(() => vi.advanceTimersByTime(1_000));
      fireEvent.dragOver(document.body, { dataTransfer });
      expect(shown()).toBe(true);
    }
    act(() => vi.advanceTimersByTime(2_000));
    expect(shown()).toBe(false);
    fireEvent.dragOver(document.body, { dataTransfer });
    expect(shown()).toBe(true);
  });

  it("goes with a drop that somebody else takes, and with the end of a drag", () => {
    dragOverRemoved();
    const other = document.body.appendChild(document.createElement("div"));
    other.addEventListener("drop", (event) => event.stopPropagation());
    fireEvent.drop(other, { dataTransfer });
    expect(shown()).toBe(false);
    fireEvent.dragEnter(document.body, { dataTransfer });
    expect(shown()).toBe(true);
    fireEvent.dragEnd(document.body);
    expect(shown()).toBe(false);
    other.remove();
  });

  it("stays while the drag goes from one element to the next", () => {
    render(<DropTarget id="c1" />);
    fireEvent.dragEnter(document.body, { dataTransfer });
    fireEvent.dragEnter(document.documentElement, { dataTransfer });
    fireEvent.dragLeave(document.body, { dataTransfer, relatedTarget: null });
    fireEvent.dragOver(document.documentElement, { dataTransfer });
    act(() => vi.advanceTimersByTime(500));
    expect(shown()).toBe(true);
  });
});
