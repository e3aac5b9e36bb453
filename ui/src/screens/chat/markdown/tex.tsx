/** A formula. KaTeX is loaded with the first one; until then, and where it finds a mistake, its source is shown. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";

type Render = (tex: string, element: HTMLElement, display: boolean) => boolean;

let loaded: Render | undefined;
let loading: Promise<Render> | undefined;

function load(): Promise<Render> {
  loading ??= import("./katex").then(
    (chunk) => {
      loaded = chunk.render;
      return chunk.render;
    },
    (problem: unknown) => {
      loading = undefined;
      throw problem;
    },
  );
  return loading;
}

export function Tex({ tex, raw, display }: { tex: string; raw: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const [ready, setReady] = useState(loaded !== undefined);
  useEffect(() => {
    let off = false;
    if (!ready) {
      load().then(
        () => off || setReady(true),
        () => undefined,
      );
    }
    return () => {
      off = true;
    };
  }, [ready]);
  useLayoutEffect(() => {
    const element = place.current;
    if (element !== null && ready && loaded !== undefined && !loaded(tex, element, display)) {
      element.textContent = raw;
    }
  }, [tex, raw, display, ready]);
  // A new place for each formula: what KaTeX has put there is not React's.
  return (
    <span key={`${ready} ${raw}`} ref={place} dir="ltr" className={display ? "formula" : undefined}>
      {ready ? null : raw}
    </span>
  );
}
