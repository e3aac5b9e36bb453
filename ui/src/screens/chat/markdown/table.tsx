/**
 * Tables. A wide one scrolls, by keyboard too, and one can take it along as Markdown or as CSV. A long one is drawn in
 * groups of rows, of which only the last is read again while it grows.
 */
import type { Tokens } from "marked";
import { memo, type ReactNode } from "react";
import { useText } from "../../../i18n/text";
import { CopyButton } from "../../../parts/copy-button";
import type { Block } from "./blocks";
import { drawAll, Row } from "./draw";
import { useOverflow } from "./overflow";
import { parse, type Targets } from "./parse";
import { csvOf } from "./table-text";

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

/** A table that the cutter of blocks has found. */
export function TableBlock({ block, targets }: { block: Block; targets: Targets }) {
  const head = tableIn(block.source, targets);
  return head === null ? (
    <p>{block.source}</p>
  ) : (
    <TableFrame head={head.header} source={() => `${block.source}\n${block.pieces.join("")}`}>
      {block.pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups of rows of one table, in order.
        <Rows key={index} head={block.source} rows={piece} targets={targets} />
      ))}
    </TableFrame>
  );
}

const Rows = memo(function Rows({ head, rows, targets }: { head: string; rows: string; targets: Targets }) {
  return (
    <tbody>
      {tableIn(`${head}\n${rows}`, targets)?.rows.map((cells, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one table, in order.
        <Row key={index} cells={cells} settled />
      ))}
    </tbody>
  );
});

function tableIn(source: string, targets: Targets): Tokens.Table | null {
  const token = parse(source, targets)?.[0];
  return token?.type === "table" ? (token as Tokens.Table) : null;
}
