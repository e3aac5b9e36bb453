/**
 * Which messages are drawn: at first those that fill the window, so that a conversation is there at once, then some
 * more, and earlier ones when asked for. What is added above moves nothing that is being read.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Drawn in the first paint. */
const FIRST = 20;
/** Drawn soon after, and added each time one asks for earlier ones. */
const PAGE = 60;

export function useDrawn(count: number, scroller: RefObject<HTMLDivElement | null>) {
  const [from, setFrom] = useState(() => Math.max(0, count - FIRST));
  const [whole, setWhole] = useState(false);
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, after the first paint.
  useEffect(() => {
    if (start === 0 || whole) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        setWhole(true);
        drawFrom(count - PAGE);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [whole]);

  return { start, drawFrom, earlier: () => drawFrom(start - PAGE) };
}
