/** Whether something has to be scrolled: then it must be reached by keyboard, and only then. */
import { type RefObject, useEffect, useRef, useState } from "react";

export function useOverflow<T extends HTMLElement>(): { place: RefObject<T | null>; scrolls: boolean } {
  const place = useRef<T>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = place.current;
    if (box === null) {
      return;
    }
    const observer = new ResizeObserver(() =>
      setScrolls(box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1),
    );
    observer.observe(box);
    if (box.firstElementChild !== null) {
      observer.observe(box.firstElementChild);
    }
    return () => observer.disconnect();
  }, []);
  return { place, scrolls };
}
