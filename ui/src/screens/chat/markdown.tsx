/**
 * Text that a model wrote, as Markdown. Nothing in it is trusted: raw HTML is shown as the text it is, links say where
 * they go and open in the system's browser, images wait for a click, and hidden characters are shown. What is settled
 * is drawn once, so a reply costs as much at its end as at its beginning. A chunk of its own, so that the window can
 * start without it.
 */
import type { Token } from "marked";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import remend from "remend";
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { CodeBlock } from "./code-block";
import { type Block, Blocks } from "./markdown/blocks";
import { drawAll } from "./markdown/draw";
import { AT_ONCE, DRAWN, LONG, MEND, TARGETS } from "./markdown/limits";
import { parse, type Targets, targetsOf } from "./markdown/parse";
import { PlainBlock } from "./markdown/plain";
import { TableBlock } from "./markdown/table";
import "../../styles/prose.css";

interface Props {
  text: string;
  /** More is coming: unfinished Markdown is read as if it were finished. */
  streaming: boolean;
}

/** Blocks that React looks at together, at most: fewer where they are long, since a group is drawn in one go. */
const GROUP = 24;

const Markdown = memo(function Markdown({ text, streaming }: Props) {
  const blocks = useBlocks(text, !streaming);
  const targets = useMemo(() => (streaming ? none : allTargets(blocks)), [blocks, streaming]);
  const groups = grouped(blocks);
  const { shown, more } = useShare(groups);
  const t = useText();
  return (
    <div
      className={`prose ${text.length > LONG ? "long" : ""}`}
      data-whole={shown === groups.length || more !== null || undefined}
    >
      {groups.slice(0, shown).map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups of one text, in order.
        <Group key={index} blocks={group} targets={targets} />
      ))}
      {more !== null ? (
        <Button data-testid="draw-more" onClick={more}>
          {t.chat.drawMore}
        </Button>
      ) : null}
    </div>
  );
});

export default Markdown;

const none: Targets = {};

/** The blocks of a text that grows. */
function useBlocks(text: string, ended: boolean): readonly Block[] {
  const cutter = useRef<Blocks>(null);
  cutter.current ??= new Blocks();
  let blocks = cutter.current.read(text, ended);
  if (blocks === null) {
    cutter.current = new Blocks();
    blocks = cutter.current.read(text, ended);
  }
  return blocks ?? nothing;
}

const nothing: readonly Block[] = [];

/** What a group holds is settled when the next begins. */
function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  let size = 0;
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last === undefined || last.length === GROUP || size >= AT_ONCE) {
      groups.push([block]);
      size = 0;
    } else {
      last.push(block);
    }
    size += sizeOf(block);
  }
  return groups;
}

/**
 * How many groups are drawn: a very long text comes in several goes, so that the window answers between them, and
 * beyond a limit only when asked for.
 */
function useShare(groups: readonly Block[][]): { shown: number; more: (() => void) | null } {
  const [room, setRoom] = useState(AT_ONCE);
  const [limit, setLimit] = useState(DRAWN);
  let [shown, size] = [0, 0];
  while (shown < groups.length && size < room) {
    size += (groups[shown] ?? []).reduce((sum, block) => sum + sizeOf(block), 0);
    shown += 1;
  }
  const waiting = shown < groups.length && room < limit;
  useEffect(() => {
    if (waiting) {
      const timer = setTimeout(() => setRoom(room + AT_ONCE), 0);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [waiting, room]);
  return { shown, more: shown < groups.length && !waiting ? () => setLimit(room + DRAWN) : null };
}

/** What a block costs to draw, in characters of Markdown: pieces of plain text cost little. */
function sizeOf(block: Block): number {
  return 40 + block.source.length + (block.kind === "table" ? block.pieces.length * 1_000 : block.pieces.length * 200);
}

function allTargets(blocks: readonly Block[]): Targets {
  const all: Record<string, Targets[string]> = Object.create(null) as Record<string, never>;
  for (const block of blocks) {
    if (Object.keys(all).length >= TARGETS) {
      break;
    }
    if (block.kind === "text" && block.source.includes("]:")) {
      for (const [label, target] of Object.entries(targetsOf(block.source))) {
        all[label] ??= target;
      }
    }
  }
  return Object.keys(all).length === 0 ? none : all;
}

const Group = memo(
  function Group({ blocks, targets }: { blocks: readonly Block[]; targets: Targets }) {
    return blocks.map((block, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text, in order.
      <One key={index} block={block} targets={targets} />
    ));
  },
  (before, after) =>
    before.targets === after.targets &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
);

const One = memo(function One({ block, targets }: { block: Block; targets: Targets }) {
  switch (block.kind) {
    case "code":
      return <CodeBlock pieces={block.pieces} language={block.language} settled={!block.open} wide={block.wide} />;
    case "plain":
      return <PlainBlock pieces={block.pieces} />;
    case "table":
      return <TableBlock block={block} targets={targets} />;
    case "text":
      return <Text block={block} targets={targets} />;
  }
});

function Text({ block, targets }: { block: Block; targets: Targets }) {
  const tokens = useMemo<Token[] | null>(() => readBlock(block, targets), [block, targets]);
  return tokens === null ? (
    <PlainBlock pieces={[block.source]} />
  ) : (
    drawAll(tokens, { settled: !block.open, depth: 0, continues: block.continues, start: block.start })
  );
}

/** Its tokens; null where reading or mending it fails. */
function readBlock(block: Block, targets: Targets): Token[] | null {
  try {
    return parse(mended(block), targets);
  } catch {
    return null;
  }
}

/** The last block as if it were finished, so that half a mark does not flicker. */
function mended(block: Block): string {
  return block.open && block.source.length <= MEND
    ? remend(block.source, { linkMode: "text-only", katex: false })
    : block.source;
}
