/**
 * Which messages are drawn: at first those that fill the window, so that a conversation is there at once, then some
 * more, a few in each go, and earlier ones when asked for. What is added above moves nothing that is being read.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { MessageView } from "../../ipc";

/** Characters that fill the tallest window; a message takes room whatever it says. */
const WINDOW = 5_000;
const LEAST = 150;
/** Drawn in the first paint, at most. */
const FIRST = 20;
/** Drawn in each go after it. */
const GO = 8;
/** Drawn soon after, and added each time one asks for earlier ones. */
const PAGE = 60;

export function useDrawn(messages: readonly MessageView[], scroller: RefObject<HTMLDivElement | null>) {
  const count = messages.length;
  const [from, setFrom] = useState(() => firstOf(messages));
  /** Where the drawing that nobody asked for ends. */
  const [goal] = useState(() => Math.max(0, count - PAGE));
  const before = useRef<number | null>(null);
  // Another branch may be shorter.
  const start = from < count ? from : Math.max(0, count - PAGE);

  const drawFrom = (at: number) => {
    before.current = scroller.current?.scrollHeight ?? null;
    // What is drawn stays: somebody else may have asked for more meanwhile.
    setFrom((before) => Math.max(0, Math.min(before, at)));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs after earlier messages were drawn.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box !== null && before.current !== null) {
      box.scrollTop += box.scrollHeight - before.current;
      before.current = null;
    }
  }, [start]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each go, until there is enough.
  useEffect(() => {
    if (start <= goal) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => drawFrom(Math.max(goal, start - GO)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [start]);

  return { start, drawFrom, earlier: () => drawFrom(start - PAGE) };
}

/** The first of those at the end that fill the window. */
function firstOf(messages: readonly MessageView[]): number {
  let [at, size] = [messages.length, 0];
  while (at > 0 && size < WINDOW && messages.length - at < FIRST) {
    at -= 1;
    for (const part of messages[at]?.parts ?? []) {
      size += part.type === "text" ? part.text.length : LEAST;
    }
    size += LEAST;
  }
  return at;
}
