/** Colours code on a thread of its own: reading a grammar takes longer than a frame, and a bad one may never end. */

import type { Job, Painting } from "./colourist";
import { paint } from "./colours";

// The page's types stand for the worker's own: it is spoken to in the same way.
const here = self as unknown as {
  onmessage: ((event: MessageEvent<Job>) => void) | null;
  postMessage: (painting: Painting) => void;
};

here.onmessage = ({ data: { id, language, pieces } }) => {
  paint(language, pieces).then(
    (spans) => here.postMessage({ id, spans }),
    () => here.postMessage({ id, spans: null }),
  );
};
