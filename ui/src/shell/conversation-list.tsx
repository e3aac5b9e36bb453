/** Conversations: the pinned ones, then each under the day of its last change, then those put away, folded. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useLanguage, useText } from "../i18n/text";
import type { ConversationSummary } from "../ipc";
import { useCore } from "../state/store";
import { groupsOf, type Heading } from "./conversation-groups";
import { ConversationRow } from "./conversation-row";

/** From this many conversations on, only those in view are drawn. */
const LONG = 100;
const HEIGHT = 32;

type Row = { heading: Heading } | { item: ConversationSummary } | { fold: number; open: boolean; onToggle: () => void };

export function ConversationList() {
  const t = useText();
  const all = useCore((state) => state.conversations);
  // A long one from the first draw, so that it is not made anew when the others come.
  const more = useCore((state) => state.more_conversations);
  const [open, setOpen] = useState(false);
  const rows = useMemo<Row[]>(() => {
    const { groups, archived } = groupsOf(all, Date.now());
    const list: Row[] = groups.flatMap(({ heading, items }) => [{ heading }, ...items.map((item) => ({ item }))]);
    if (archived.length > 0) {
      list.push({ fold: archived.length, open, onToggle: () => setOpen(!open) });
      list.push(...(open ? archived.map((item) => ({ item })) : []));
    }
    return list;
  }, [all, open]);
  if (rows.length === 0) {
    return <p className="flex-1 px-5 py-3 text-sm text-soft">{t.nav.empty}</p>;
  }
  return all.length < LONG && !more ? (
    <div className="relative min-h-0 flex-1 overflow-y-auto px-2 pb-2">
      {rows.map((row) => (
        <ListRow key={keyOf(row)} row={row} />
      ))}
    </div>
  ) : (
    <LongList rows={rows} />
  );
}

function LongList({ rows }: { rows: Row[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  });
  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto px-2 pb-2">
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <div
              key={keyOf(row)}
              className="absolute inset-x-0"
              style={{ height: HEIGHT, transform: `translateY(${item.start}px)` }}
            >
              <ListRow row={row} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function keyOf(row: Row): string {
  if ("heading" in row) {
    return `heading ${row.heading.type === "month" ? row.heading.at : row.heading.type}`;
  }
  return "item" in row ? row.item.id : "archived";
}

function ListRow({ row }: { row: Row }) {
  return "heading" in row ? (
    <HeadingRow heading={row.heading} />
  ) : "item" in row ? (
    <ConversationRow item={row.item} />
  ) : (
    <FoldRow {...row} />
  );
}

function HeadingRow({ heading }: { heading: Heading }) {
  const t = useText();
  const language = useLanguage();
  const words =
    heading.type === "month"
      ? new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(new Date(heading.at))
      : heading.type === "pinned"
        ? t.nav.pinned
        : t.time[heading.type];
  return <h2 className="flex h-8 items-end px-2.5 pb-1 text-xs font-medium text-soft">{words}</h2>;
}

function FoldRow({ fold, open, onToggle }: { fold: number; open: boolean; onToggle: () => void }) {
  const t = useText();
  const language = useLanguage();
  return (
    <h2>
      <button
        type="button"
        data-testid="archived-toggle"
        aria-expanded={open}
        onClick={onToggle}
        className="flex h-8 w-full items-center gap-1 rounded-md px-2.5 text-xs font-medium text-soft hover:text-ink"
      >
        <ChevronRight size={12} aria-hidden="true" className={`-ml-1 ${open ? "rotate-90" : ""}`} />
        {t.nav.archived}
        <span className="ml-auto font-normal tabular-nums">{new Intl.NumberFormat(language).format(fold)}</span>
      </button>
    </h2>
  );
}
