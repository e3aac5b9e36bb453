/** Whether something has come near to what is seen: work for the rest can wait. */
import { type RefObject, useEffect, useRef, useState } from "react";

export function useNear<T extends HTMLElement>(wanted: boolean): { place: RefObject<T | null>; near: boolean } {
  const place = useRef<T>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!wanted || near) {
      return;
    }
    if (typeof IntersectionObserver === "undefined" || element === null) {
      setNear(true);
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          setNear(true);
        }
      },
      { rootMargin: "800px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [wanted, near]);
  return { place, near: near && wanted };
}
