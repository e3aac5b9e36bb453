/**
 * Text of any length: folded at twelve lines, and cut into blocks, since one huge text node is laid out in time
 * proportional to all of it. Above a limit the rest is only copied.
 */
import { memo, useState } from "react";
import { useText } from "../i18n/text";
import { CopyButton } from "./copy-button";
import { visible } from "./visible";

const LINES = 12;
const FOLDED = 1500;
const BLOCK = 4000;
const LIMIT = 200_000;
/** As much is drawn of a text that is to be drawn otherwise in a moment. */
const COMING = 16_000;

interface Props {
  text: string;
  mono?: boolean;
  /** Hidden characters are already shown. */
  ready?: boolean;
}

export function LongText({ text, mono = false, ready = false }: Props) {
  const t = useText();
  const [all, setAll] = useState(false);
  const fold = foldAt(text);
  const shown = all ? text.slice(0, LIMIT) : fold === null ? text : text.slice(0, fold);
  const look = mono ? "font-mono text-sm whitespace-pre-wrap" : "whitespace-pre-wrap";
  if (fold === null) {
    return <span className={look}>{ready ? shown : visible(shown)}</span>;
  }
  const lines = countLines(text);
  return (
    <div>
      {blocks(shown).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text, in order.
        <Piece key={index} text={block} look={look} ready={ready} more={!all} />
      ))}
      {all && text.length > LIMIT ? (
        <p className="my-1 flex items-center gap-1 text-soft">
          {t.call.tooLong}
          <CopyButton compact text={text} />
        </p>
      ) : null}
      <button
        type="button"
        data-testid="show-all"
        aria-expanded={all}
        onClick={() => setAll(!all)}
        className="-ml-1.5 inline-flex min-h-8 items-center rounded-md px-1.5 text-accent hover:underline"
      >
        {all ? t.call.showLess : lines > LINES ? t.call.showAll(lines) : t.call.showRest}
      </button>
    </div>
  );
}

/** Until its renderer has come: the end of a text, which is where one reads, in pieces. */
export function Pieces({ text }: { text: string }) {
  return blocks(text.slice(-COMING)).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text, in order.
    <Piece key={index} text={block} look="whitespace-pre-wrap" ready={false} more={false} />
  ));
}

/** A block is read once, however long the text after it grows. */
const Piece = memo(function Piece(props: { text: string; look: string; ready: boolean; more: boolean }) {
  return (
    <div className={props.look}>
      {props.ready ? props.text : visible(props.text)}
      {props.more ? "…" : ""}
    </div>
  );
});

/** Where to fold; null when it is short enough. */
function foldAt(text: string): number | null {
  let at = -1;
  for (let line = 0; line < LINES; line += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) {
      break;
    }
  }
  const byLines = at < 0 || at >= text.trimEnd().length ? text.length : at;
  const end = Math.min(byLines, text.length > FOLDED * 1.2 ? FOLDED : text.length);
  return end < text.length && text.slice(end).trim() !== "" ? end : null;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    lines += 1;
  }
  return lines;
}

function blocks(text: string): string[] {
  const list: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + BLOCK, text.length);
    const line = text.lastIndexOf("\n", end);
    if (end < text.length && line > at) {
      end = line + 1;
    } else if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) {
      // A character of two units is not cut in two.
      end -= 1;
    }
    list.push(text.slice(at, end).replace(/\n$/, ""));
    at = end;
  }
  return list;
}
