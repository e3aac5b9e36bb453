/** Conversations, newest first, under the day of their last change. A long list draws only what is seen. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { CircleQuestionMark, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { absolute, useLanguage, useText } from "../i18n/text";
import { type ConversationSummary, commands, type SearchHit } from "../ipc";
import { confirm } from "../parts/confirm";
import { Menu, MenuItem } from "../parts/menu";
import { Spinner } from "../parts/spinner";
import { visibleLine } from "../parts/visible";
import { dropAttached } from "../state/attached";
import { go, usePlace } from "../state/place";
import { attempt } from "../state/problems";
import { useCore } from "../state/store";
import { type Day, days } from "./days";

/** From this many rows on, only those in view are drawn. */
const LONG = 100;
const HEIGHT = 32;

type Row = { day: Day } | { item: ConversationSummary };

export function ConversationList({ search }: { search: string }) {
  const t = useText();
  const all = useCore((state) => state.conversations);
  const found = useSearch(search, all);
  const rows = useMemo<Row[]>(
    () =>
      search === ""
        ? days(found, Date.now()).flatMap(({ day, items }) => [{ day }, ...items.map((item) => ({ item }))])
        : found.map((item) => ({ item })),
    [found, search],
  );
  if (rows.length === 0) {
    return <p className="flex-1 px-5 py-3 text-sm text-soft">{search === "" ? t.nav.empty : t.nav.noMatches}</p>;
  }
  return rows.length < LONG ? (
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
  return "day" in row ? `day ${row.day.type === "month" ? row.day.at : row.day.type}` : row.item.id;
}

function ListRow({ row }: { row: Row }) {
  return "day" in row ? <DayRow day={row.day} /> : <Conversation item={row.item} />;
}

function DayRow({ day }: { day: Day }) {
  const t = useText();
  const language = useLanguage();
  const words =
    day.type === "month"
      ? new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(new Date(day.at))
      : t.time[day.type];
  return <h2 className="flex h-8 items-end px-2.5 pb-1 text-xs font-medium text-soft">{words}</h2>;
}

function Conversation({ item }: { item: ConversationSummary }) {
  const t = useText();
  const language = useLanguage();
  const current = usePlace(
    (place) => place.screen === "chat" && place.signIn === null && place.conversation === item.id,
  );
  const [renaming, setRenaming] = useState(false);
  const title = item.title === "" ? t.nav.untitled : visibleLine(item.title);

  if (renaming) {
    return <Rename item={item} title={title} onDone={() => setRenaming(false)} />;
  }
  return (
    <div
      data-testid="conversation-row"
      data-id={item.id}
      data-busy={item.busy}
      data-asking={item.asking}
      data-current={current}
      className={`group relative flex h-8 items-center rounded-md ${current ? "bg-hover" : "hover:bg-hover"}`}
    >
      <button
        type="button"
        aria-current={current ? "page" : undefined}
        title={`${title}\n${absolute(item.updated_at, language)}`}
        onClick={() => go({ screen: "chat", conversation: item.id })}
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-2.5 text-left group-focus-within:pr-9 group-hover:pr-9"
      >
        <span className="truncate">{title}</span>
        {item.asking ? (
          <span title={t.nav.asking} className="ml-auto shrink-0 text-warn">
            <CircleQuestionMark size={14} aria-hidden="true" />
            <span className="sr-only">{t.nav.asking}</span>
          </span>
        ) : item.busy ? (
          <span className="ml-auto shrink-0 text-soft">
            <Spinner />
            <span className="sr-only">{t.nav.busy}</span>
          </span>
        ) : null}
      </button>
      <Menu
        label={t.nav.more(title)}
        align="end"
        trigger={
          <button
            type="button"
            data-testid="conversation-menu"
            aria-label={t.nav.more(title)}
            className="absolute right-0 inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100 data-popup-open:opacity-100"
          >
            <Ellipsis size={16} aria-hidden="true" />
          </button>
        }
      >
        <MenuItem
          data-testid="conversation-rename"
          icon={<Pencil size={14} aria-hidden="true" />}
          onClick={() => setRenaming(true)}
        >
          {t.nav.rename}
        </MenuItem>
        <MenuItem
          danger
          data-testid="conversation-delete"
          icon={<Trash2 size={14} aria-hidden="true" />}
          onClick={() =>
            confirm({
              title: t.nav.deleteTitle,
              text: t.nav.deleteText,
              ok: t.nav.delete,
              onYes: () => {
                if (usePlace.getState().conversation === item.id) {
                  usePlace.setState({ conversation: null });
                }
                dropAttached(item.id);
                attempt(commands.deleteConversation(item.id));
              },
            })
          }
        >
          {t.nav.delete}
        </MenuItem>
      </Menu>
    </div>
  );
}

function Rename({ item, title, onDone }: { item: ConversationSummary; title: string; onDone: () => void }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu has given the focus back.
    const frame = requestAnimationFrame(() => input.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const save = () => {
    const next = input.current?.value.trim() ?? "";
    if (next !== "" && next !== item.title) {
      attempt(commands.renameConversation(item.id, next));
    }
    onDone();
  };
  return (
    <input
      ref={input}
      data-testid="rename-input"
      aria-label={t.nav.renameLabel}
      defaultValue={title}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) {
          return;
        }
        if (event.key === "Enter") {
          save();
        } else if (event.key === "Escape") {
          onDone();
        }
      }}
      className="h-8 w-full rounded-md border border-edge/60 bg-raised px-2.5 focus-visible:outline-offset-0"
    />
  );
}

/** The conversations of hits, each once. */
function conversationsOf(hits: readonly SearchHit[]): ConversationSummary[] {
  return [...new Map(hits.map((hit) => [hit.conversation.id, hit.conversation])).values()];
}

/** The core searches; until it answers, titles that match stand in. */
function useSearch(search: string, all: ConversationSummary[]): ConversationSummary[] {
  const [answer, setAnswer] = useState<{ search: string; rows: ConversationSummary[] } | null>(null);
  useEffect(() => {
    if (search === "") {
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      commands.searchConversations(search).then(
        (hits) => current && setAnswer({ search, rows: conversationsOf(hits) }),
        () => undefined,
      );
    }, 120);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [search]);
  return useMemo(() => {
    if (search === "") {
      return all;
    }
    if (answer?.search === search) {
      return answer.rows;
    }
    const lower = search.toLowerCase();
    return all.filter((item) => item.title.toLowerCase().includes(lower));
  }, [search, all, answer]);
}
