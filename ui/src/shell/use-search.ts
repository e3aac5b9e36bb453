/** What a search finds, by conversation. The core searches; until it has answered once, titles that match stand in. */
import { useEffect, useMemo, useState } from "react";
import { type ApiError, type ConversationSummary, commands, type SearchHit, toError } from "../ipc";
import { useCore } from "../state/store";

/** Who types on is not searched for at every letter. In milliseconds. */
const PAUSE = 90;
/** Places shown of one conversation, and titles that stand in. */
const PLACES = 3;
const TITLES = 20;

export interface Found {
  conversation: ConversationSummary;
  places: SearchHit[];
}

export interface Search {
  found: Found[];
  /** The core has not answered yet to what is written now. */
  waiting: boolean;
  error: ApiError | null;
}

interface Answer {
  search: string;
  found: Found[];
  error: ApiError | null;
}

export function useSearch(search: string): Search {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const anything = search !== "";
  useEffect(() => {
    if (search === "") {
      setAnswer(null);
      return;
    }
    // Whatever comes in whatever order: only the answer to what is written now is shown.
    let current = true;
    const timer = setTimeout(() => {
      commands.searchConversations(search).then(
        (hits) => current && setAnswer({ search, found: byConversation(hits), error: null }),
        (thrown: unknown) => current && setAnswer({ search, found: titled(search), error: toError(thrown) }),
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [search]);
  return useMemo(
    () => ({
      // The answer before stays until the next one, so that nothing flickers under who types.
      found: !anything ? [] : answer === null ? titled(search) : answer.found,
      waiting: anything && answer?.search !== search,
      error: answer?.search === search ? answer.error : null,
    }),
    [search, anything, answer],
  );
}

function byConversation(hits: readonly SearchHit[]): Found[] {
  const all = new Map<string, Found>();
  for (const hit of hits) {
    const one = all.get(hit.conversation.id) ?? { conversation: hit.conversation, places: [] };
    all.set(hit.conversation.id, one);
    if (hit.message_id !== null && one.places.length < PLACES) {
      one.places.push(hit);
    }
  }
  return [...all.values()];
}

function titled(search: string): Found[] {
  const lower = search.toLowerCase();
  const rows: Found[] = [];
  for (const conversation of useCore.getState().conversations) {
    if (rows.length === TITLES) {
      break;
    }
    if (conversation.title.toLowerCase().includes(lower)) {
      rows.push({ conversation, places: [] });
    }
  }
  return rows;
}
