/**
 * Scrolling: whoever reads at the bottom follows the text, whoever has scrolled up stays there. The layout is asked for
 * its sizes once a frame, when it has just been made: asked at any other moment, it would be made once more.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { MessageView } from "../../ipc";
import { soon } from "../../state/soon";
import { heading } from "./switching";

/** Nearer to the bottom than this, in pixels, counts as being there. */
const NEAR = 48;

export interface Follow {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** There is new text below what is seen. */
  more: boolean;
  toBottom: () => void;
  /** What changes size next was opened by a click. */
  keepPlace: () => void;
  /** Stays with a message, while what is around it still gets its size. */
  stayAt: (element: HTMLElement) => void;
}

export function useFollow(messages: readonly MessageView[]): Follow {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const kept = useRef(false);
  const scrolled = useRef(false);
  const seen = useRef({ height: 0, box: 0 });
  const held = useRef<HTMLElement | null>(null);
  const [more, setMore] = useState(false);

  const toBottom = useCallback(() => {
    const box = scroller.current;
    if (box !== null) {
      following.current = true;
      scrolled.current = false;
      held.current = null;
      const height = box.scrollHeight;
      seen.current = { height, box: box.clientHeight };
      box.scrollTop = height;
      setMore(false);
    }
  }, []);

  const keepPlace = useCallback(() => {
    kept.current = true;
    soon(() => {
      kept.current = false;
    });
  }, []);

  const stayAt = useCallback((element: HTMLElement) => {
    following.current = false;
    scrolled.current = false;
    held.current = element;
  }, []);

  // One's own message is always shown; one that another branch brings is no new one.
  const lastOwn = messages.findLast((message) => message.role === "user")?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when there is a new message of one's own.
  useLayoutEffect(() => {
    if (heading() === null) {
      toBottom();
    }
  }, [lastOwn]);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (box === null || inner === null) {
      return;
    }
    let looking: ReturnType<typeof setTimeout> | undefined;
    seen.current = { height: box.scrollHeight, box: box.clientHeight };

    /** The one place that asks the layout. Returns whether the text has grown, and how far it goes on below. */
    const look = () => {
      const { scrollHeight: height, clientHeight, scrollTop } = box;
      const before = seen.current;
      seen.current = { height, box: clientHeight };
      // A scroll is judged by the sizes that who scrolled has seen. A box of another height moves by itself.
      if (scrolled.current && clientHeight === before.box) {
        following.current = Math.min(height, before.height) - clientHeight - scrollTop <= NEAR;
        if (following.current) {
          setMore(false);
        }
      }
      scrolled.current = false;
      return { grown: height > before.height, below: height - clientHeight - scrollTop, height };
    };
    const onScroll = () => {
      scrolled.current = true;
      // After the frame, when asking costs nothing; a size that changes sooner looks sooner.
      looking ??= setTimeout(() => {
        looking = undefined;
        look();
      });
    };
    const letGo = () => {
      held.current = null;
    };
    const observer = new ResizeObserver(() => {
      const { grown, below, height } = look();
      if (held.current !== null && held.current.dataset.marked !== undefined) {
        held.current.scrollIntoView({ block: "center" });
      } else if (kept.current) {
        following.current = below <= NEAR;
      } else if (following.current) {
        box.scrollTop = height;
      } else if (grown && below > NEAR) {
        setMore(true);
      }
    });
    box.addEventListener("scroll", onScroll, { passive: true });
    for (const by of ["wheel", "pointerdown", "keydown"]) {
      box.addEventListener(by, letGo, { passive: true });
    }
    observer.observe(inner);
    observer.observe(box);
    return () => {
      observer.disconnect();
      clearTimeout(looking);
      box.removeEventListener("scroll", onScroll);
      for (const by of ["wheel", "pointerdown", "keydown"]) {
        box.removeEventListener(by, letGo);
      }
    };
  }, []);

  return { scroller, content, more, toBottom, keepPlace, stayAt };
}
