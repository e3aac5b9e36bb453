/**
 * Tables. A wide one scrolls, by keyboard too, and one can take it along as Markdown or as CSV. A long one is drawn in
 * groups of rows, of which only the last is read again while it grows.
 */
import type { Token, Tokens } from "marked";
import { memo, type ReactNode } from "react";
import { useText } from "../../../i18n/text";
import { CopyButton } from "../../../parts/copy-button";
import type { Block } from "./blocks";
import { drawAll, Row } from "./draw";
import { useOverflow } from "./overflow";
import { parse, type Targets } from "./parse";
import { PlainBlock } from "./plain";
import { beyond, csvOf } from "./table-text";

interface FrameProps {
  head: readonly Tokens.TableCell[];
  /** The table's Markdown. */
  source: () => string;
  children: ReactNode;
}

export function TableFrame({ head, source, children }: FrameProps) {
  const t = useText();
  const { place, scrolls } = useOverflow<HTMLDivElement>();
  return (
    <div className="table-frame">
      <div
        ref={place}
        className="table-scroll"
        {...(scrolls ? { role: "region", tabIndex: 0, "aria-label": t.chat.table } : {})}
      >
        <table>
          <thead>
            <tr>
              {head.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of one row, in order.
                <th key={index} scope="col" dir="auto" className={cell.align ?? undefined}>
                  {drawAll(cell.tokens, { settled: true, depth: 1 })}
                </th>
              ))}
            </tr>
          </thead>
          {children}
        </table>
      </div>
      <div className="table-tools">
        <CopyButton kind="quiet" text={() => source().trim()} label={t.chat.copyMarkdown} />
        <CopyButton kind="quiet" text={() => csvOf(source())} label={t.chat.copyCsv} />
      </div>
    </div>
  );
}

/** A table that the cutter of blocks has found. What the parser does not take into it is drawn all the same. */
export function TableBlock({ block, targets }: { block: Block; targets: Targets }) {
  const { table } = tableIn(block.source, targets);
  return table === null ? (
    <PlainBlock pieces={[`${block.source}\n`, ...block.pieces]} />
  ) : (
    <TableFrame head={table.header} source={() => `${block.source}\n${block.pieces.join("")}`}>
      {block.pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups of rows of one table, in order.
        <Rows key={index} head={block.source} columns={table.header.length} rows={piece} targets={targets} />
      ))}
    </TableFrame>
  );
}

interface RowsProps {
  head: string;
  columns: number;
  rows: string;
  targets: Targets;
}

const Rows = memo(function Rows({ head, columns, rows, targets }: RowsProps) {
  const { table, rest } = tableIn(`${head}\n${rows}`, targets);
  const other = table === null ? rows : rest.some(({ type }) => type !== "space") ? drawAll(rest, place) : null;
  return (
    <tbody>
      {table?.rows.map((cells, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one table, in order.
        <Row key={index} cells={cells} more={beyond(table, index)} settled />
      ))}
      {other === null ? null : (
        <tr>
          <td colSpan={columns} dir="auto">
            {other}
          </td>
        </tr>
      )}
    </tbody>
  );
});

const place = { settled: true, depth: 1 } as const;

function tableIn(source: string, targets: Targets): { table: Tokens.Table | null; rest: readonly Token[] } {
  const [first, ...rest] = parse(source, targets) ?? [];
  return { table: first?.type === "table" ? (first as Tokens.Table) : null, rest };
}
