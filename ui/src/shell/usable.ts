/** Notes when the window could first be used, for who measures the start (`cargo xtask bench`). */
import { useEffect } from "react";

let noted = false;

/**
 * For a screen that can be used as soon as it is drawn. The first frame after it draws it; in the second it is there.
 * A screen that gives way before that was not there.
 */
export function useUsable(): void {
  useEffect(() => {
    // The field of the first paint notes it itself.
    if (noted || performance.getEntriesByName("usable").length > 0) {
      return;
    }
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        noted = true;
        performance.mark("usable");
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
}

/** As after a reload, for tests. */
export function forgetUsable(): void {
  noted = false;
}
