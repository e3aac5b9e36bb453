/** A field that is as high as its text, up to what the style allows. */
import { type RefObject, useLayoutEffect } from "react";

export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const box = field.current;
    if (box !== null) {
      box.style.height = "auto";
      box.style.height = `${box.scrollHeight}px`;
    }
  }, [text]);
}
