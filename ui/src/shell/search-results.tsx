/** What was found: conversations, and under each the places in it where the words stand. */
import { Archive } from "lucide-react";
import { useEffect, useRef } from "react";
import { useText } from "../i18n/text";
import type { ConversationSummary, ExcerptPart, SearchHit } from "../ipc";
import { ErrorNote } from "../parts/error-note";
import { visible, visibleLine } from "../parts/visible";
import { When } from "../parts/when";
import type { Search } from "./use-search";

/** One line that can be chosen. */
export interface Choice {
  key: string;
  conversation: ConversationSummary;
  place: SearchHit | null;
}

/** All lines, from above. */
export function choicesOf({ found }: Search): Choice[] {
  return found.flatMap(({ conversation, places }) => [
    { key: conversation.id, conversation, place: null },
    ...places.map((place) => ({ key: `${conversation.id} ${place.message_id}`, conversation, place })),
  ]);
}

interface Props {
  id: string;
  search: Search;
  choices: readonly Choice[];
  chosen: number;
  onChoose: (choice: Choice) => void;
}

export function SearchResults({ id, search, choices, chosen, onChoose }: Props) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector(`[data-at="${chosen}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [chosen]);
  return (
    <div ref={box} aria-busy={search.waiting} className="relative min-h-0 flex-1 overflow-y-auto px-2 pb-2">
      {search.error === null ? null : <ErrorNote error={search.error} className="px-2.5 py-2 text-sm" />}
      <p
        role="status"
        data-testid="search-status"
        className={choices.length > 0 ? "sr-only" : "px-2.5 py-3 text-sm text-soft"}
      >
        {choices.length > 0 ? t.nav.found(search.found.length) : search.waiting ? "" : t.nav.noMatches}
      </p>
      {choices.length === 0 && search.waiting ? <Coming /> : null}
      <div id={id} role="listbox" aria-label={t.nav.results}>
        {choices.map((choice, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search field's, which has the focus.
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search field.
          <div
            key={choice.key}
            id={`${id}-${at}`}
            role="option"
            data-at={at}
            data-testid={choice.place === null ? "search-conversation" : "search-hit"}
            data-id={choice.place?.message_id ?? choice.conversation.id}
            aria-selected={at === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(choice)}
            className={`rounded-md px-2.5 hover:bg-hover ${at === chosen ? "bg-hover" : ""} ${choice.place === null ? "flex min-h-8 items-center gap-2 not-first:mt-1.5" : "ml-2.5 border-l border-line py-1"}`}
          >
            {choice.place === null ? <Title row={choice.conversation} /> : <Place place={choice.place} />}
          </div>
        ))}
      </div>
    </div>
  );
}

function Title({ row }: { row: ConversationSummary }) {
  const t = useText();
  return (
    <>
      <bdi className="min-w-0 flex-1 truncate font-medium">
        {row.title === "" ? t.nav.untitled : visibleLine(row.title)}
      </bdi>
      {row.archived ? (
        <span title={t.nav.archived} className="shrink-0 text-soft">
          <Archive size={12} aria-hidden="true" />
          <span className="sr-only">{t.nav.archived}</span>
        </span>
      ) : null}
    </>
  );
}

function Place({ place }: { place: SearchHit }) {
  const t = useText();
  return (
    <>
      <p className="text-xs text-soft">
        {place.role === "user" ? t.chat.you : t.nav.answer} · <When at={place.at} />
      </p>
      <p dir="auto" className="line-clamp-2 text-sm">
        {place.excerpt.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in order.
          <Piece key={index} piece={piece} />
        ))}
      </p>
    </>
  );
}

function Piece({ piece }: { piece: ExcerptPart }) {
  const text = visible(piece.text);
  return piece.hit ? <mark className="rounded-sm bg-accent/20 font-medium text-ink">{text}</mark> : text;
}

function Coming() {
  const t = useText();
  return (
    <div className="space-y-3 px-2.5 py-2">
      <span className="sr-only">{t.loading}</span>
      <div className="skeleton h-4 w-3/4" />
      <div className="skeleton h-4 w-1/2" />
      <div className="skeleton h-4 w-2/3" />
    </div>
  );
}
