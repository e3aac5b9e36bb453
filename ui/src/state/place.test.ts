import { afterEach, describe, expect, it, vi } from "vitest";
import { followAddress, go, usePlace } from "./place";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("The address", () => {
  it("follows keys that repeat no more often than the webview takes, and ends where they ended", () => {
    vi.useFakeTimers();
    const written = vi.spyOn(history, "replaceState");
    const stop = followAddress();
    const seen: unknown[] = [];
    const stopSeeing = usePlace.subscribe((place) => seen.push(place.conversation));
    for (let number = 1; number <= 900; number += 1) {
      go({ screen: "chat", conversation: `c${number}` });
      vi.advanceTimersByTime(33);
    }
    expect(seen).toHaveLength(900);
    // A hundred in thirty seconds is where WebKit begins to refuse.
    expect(written.mock.calls.length).toBeLessThan(90);
    vi.advanceTimersByTime(1000);
    expect(location.hash).toBe("#/chat/c900");
    expect(vi.getTimerCount()).toBe(0);
    stop();
    stopSeeing();
  });

  it("is written at once after a pause, and when the page is left", () => {
    vi.useFakeTimers();
    const stop = followAddress();
    go({ screen: "chat", conversation: "one" });
    expect(location.hash).toBe("#/chat/one");
    go({ screen: "chat", conversation: "two" });
    expect(location.hash).toBe("#/chat/one");
    dispatchEvent(new Event("pagehide"));
    expect(location.hash).toBe("#/chat/two");
    stop();
  });
});
