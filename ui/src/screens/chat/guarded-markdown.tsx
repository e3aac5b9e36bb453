/** A model's text, which is to be read whatever becomes of its Markdown: where drawing fails it is shown as it came. */
import { lazy, Suspense } from "react";
import { Boundary } from "../../parts/boundary";
import { Pieces } from "../../parts/long-text";

const Markdown = lazy(() => import("./markdown"));

export function GuardedMarkdown({ text, streaming }: { text: string; streaming: boolean }) {
  const plain = () => <Pieces text={text} />;
  return (
    // Half a text may fail where the whole does not.
    <Boundary of={streaming} instead={plain}>
      <Suspense fallback={plain()}>
        <Markdown text={text} streaming={streaming} />
      </Suspense>
    </Boundary>
  );
}
