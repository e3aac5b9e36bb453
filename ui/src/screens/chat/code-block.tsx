/**
 * A block of code, with its language and a copy button. It is drawn in pieces, since one huge piece of text is laid out
 * in time proportional to all of it, and gets its colours after it has settled.
 */
import { memo } from "react";
import { useText } from "../../i18n/text";
import { CopyButton } from "../../parts/copy-button";
import { visibleLine } from "../../parts/visible";
import { Diagram } from "./markdown/diagram";
import { type Span, usePainted } from "./markdown/highlight";
import { useNear } from "./markdown/near";
import { useOverflow } from "./markdown/overflow";

interface Props {
  pieces: readonly string[];
  /** The words after the fence. */
  language: string;
  /** No more of it will come. */
  settled: boolean;
  /** It has lines too long for one line. */
  wide?: boolean;
}

/** More pieces than this are laid out only where they are seen. */
const MANY = 8;

export const CodeBlock = memo(function CodeBlock(props: Props) {
  return props.settled && /^mermaid\b/i.test(props.language) ? (
    <Diagram source={props.pieces.join("")}>
      <Code {...props} />
    </Diagram>
  ) : (
    <Code {...props} />
  );
});

function Code({ pieces, language, settled, wide = false }: Props) {
  const t = useText();
  const { place, near } = useNear<HTMLElement>(settled);
  const { place: code, scrolls } = useOverflow<HTMLPreElement>();
  const painted = usePainted(pieces, language, near && !wide);
  const many = pieces.length > MANY || wide;
  return (
    <figure ref={place} className="code-block">
      <figcaption>
        <span className="truncate">{visibleLine(language)}</span>
        <CopyButton compact text={() => pieces.join("").replace(/\n$/, "")} label={t.chat.copyCode} />
      </figcaption>
      <pre ref={code} dir="ltr" tabIndex={scrolls ? 0 : undefined} className={wide ? "wide" : undefined}>
        {pieces.map((piece, index) => (
          <Piece
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one code, in order.
            key={index}
            text={piece}
            spans={painted[index]}
            many={many}
          />
        ))}
      </pre>
    </figure>
  );
}

const Piece = memo(function Piece({
  text,
  spans,
  many,
}: {
  text: string;
  spans: readonly Span[] | undefined;
  many: boolean;
}) {
  return (
    <code className={many ? "many" : undefined}>
      {spans === undefined
        ? text
        : spans.map(({ text: word, kind }, index) =>
            kind === null ? (
              word
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: spans of one piece, in order.
              <span key={index} className={`code-${kind}`}>
                {word}
              </span>
            ),
          )}
    </code>
  );
});
