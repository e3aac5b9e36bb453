/**
 * Draws what was parsed. Each kind of token has its own line here and nothing of the text becomes a tag, a property or
 * an address: what is not known is shown as it was written.
 */
import type { Token, Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { useText } from "../../../i18n/text";
import { visible } from "../../../parts/visible";
import { CodeBlock } from "../code-block";
import { Link } from "../link";
import { decoded } from "./entities";
import type { Formula, NoteMark } from "./parse";
import { Picture } from "./picture";
import { TableFrame } from "./table";
import { beyond } from "./table-text";
import { Tex } from "./tex";

interface Place {
  /** No more of this block will come. */
  settled: boolean;
  depth: number;
  /** A list that goes on with an earlier one. */
  continues?: boolean;
  start?: number | null;
}

/** Deeper than this, text is shown as it was written. */
const DEEPEST = 60;

export function drawAll(tokens: readonly Token[] | undefined, place: Place): ReactNode {
  const inner = { settled: place.settled, depth: place.depth + 1 };
  return tokens?.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one text, in order.
    <Fragment key={index}>
      {draw(token as Tokens.Generic, index === 0 ? { ...inner, ...listOf(place) } : inner)}
    </Fragment>
  ));
}

function listOf({ continues, start }: Place): Partial<Place> {
  return continues === undefined ? {} : { continues, ...(start === undefined ? {} : { start }) };
}

function draw(token: Tokens.Generic, place: Place): ReactNode {
  if (place.depth > DEEPEST) {
    return token.raw;
  }
  const inside = () => drawAll(token.tokens, { settled: place.settled, depth: place.depth });
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return null;
    case "paragraph":
      return <Paragraph token={token as Tokens.Paragraph} place={place} />;
    case "heading":
      return heading(token.depth as number, inside());
    case "text":
    case "escape":
      // A reference to a hidden character is one.
      return token.tokens === undefined ? visible(decoded(String(token.text))) : inside();
    case "strong":
      return <strong>{inside()}</strong>;
    case "em":
      return <em>{inside()}</em>;
    case "del":
      return <del>{inside()}</del>;
    case "codespan":
      return <code>{visible(String(token.text))}</code>;
    case "br":
      return <br />;
    case "hr":
      return <hr />;
    case "html":
      // The one tag that says nothing but "a new line".
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : token.raw;
    case "link":
      return (
        <Link url={token.autolink ? String(token.href) : decoded(String(token.href))}>
          {token.autolink ? String(token.text) : inside()}
        </Link>
      );
    case "image":
      return <Picture url={decoded(String(token.href))} alt={decoded(String(token.text))} />;
    case "code":
      return <CodeBlock pieces={[String(token.text)]} language={String(token.lang ?? "")} settled={place.settled} />;
    case "blockquote":
      return <blockquote dir="auto">{inside()}</blockquote>;
    case "list":
      return <List token={token as Tokens.List} place={place} />;
    case "table":
      return (
        <TableFrame head={(token as Tokens.Table).header} source={() => token.raw}>
          <tbody>
            {(token as Tokens.Table).rows.map((cells, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one table, in order.
              <Row key={index} cells={cells} more={beyond(token as Tokens.Table, index)} settled={place.settled} />
            ))}
          </tbody>
        </TableFrame>
      );
    case "formula":
      return (
        <Tex tex={(token as unknown as Formula).tex} raw={token.raw} display={(token as unknown as Formula).display} />
      );
    case "note": {
      const { label, definition } = token as unknown as NoteMark;
      return definition ? <sup>{label}</sup> : <sup>[{label}]</sup>;
    }
    default:
      return token.raw;
  }
}

function Paragraph({ token, place }: { token: Tokens.Paragraph; place: Place }) {
  return <p dir="auto">{drawAll(token.tokens, { settled: place.settled, depth: place.depth })}</p>;
}

/** Under the conversation's own headings. */
function heading(depth: number, children: ReactNode): ReactNode {
  const Name = (["h3", "h4", "h5", "h6"] as const)[Math.min(depth, 4) - 1] ?? "h6";
  return <Name dir="auto">{children}</Name>;
}

function List({ token, place }: { token: Tokens.List; place: Place }) {
  const t = useText();
  const items = token.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of one list, in order.
    <li key={index} dir="auto" className={item.task ? "task" : undefined}>
      {item.task ? (
        <input
          type="checkbox"
          aria-label={item.checked === true ? t.chat.taskDone : t.chat.taskOpen}
          checked={item.checked === true}
          disabled
          readOnly
        />
      ) : null}
      {drawAll(item.tokens, { settled: place.settled, depth: place.depth })}
    </li>
  ));
  const start = place.start ?? (token.start === "" ? 1 : token.start);
  const high = token.ordered && start + items.length > 100;
  const look =
    [token.loose && "loose", place.continues && "continues", high && "high"].filter(Boolean).join(" ") || undefined;
  return token.ordered ? (
    <ol start={start} className={look}>
      {items}
    </ol>
  ) : (
    <ul dir="auto" className={look}>
      {items}
    </ul>
  );
}

interface RowProps {
  cells: readonly Tokens.TableCell[];
  /** What is written beyond the last column. */
  more: readonly string[];
  settled: boolean;
}

export function Row({ cells, more, settled }: RowProps) {
  return (
    <tr>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells of one row, in order.
        <td key={index} dir="auto" className={cell.align ?? undefined}>
          {drawAll(cell.tokens, { settled, depth: 1 })}
        </td>
      ))}
      {more.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells of one row, in order.
        <td key={cells.length + index} dir="auto">
          {visible(cell.trim())}
        </td>
      ))}
    </tr>
  );
}
