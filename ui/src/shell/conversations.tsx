/** The search field, and below it what it finds; nothing written, all conversations. */
import { Search as SearchIcon } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useText } from "../i18n/text";
import { composerField } from "../screens/chat/composer-field";
import { seek } from "../screens/chat/goal";
import { go } from "../state/place";
import { ConversationList } from "./conversation-list";
import { type Choice, choicesOf, SearchResults } from "./search-results";
import { useSearch } from "./use-search";

export function Conversations() {
  const t = useText();
  const list = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const early = useRef(false);
  const wanted = text.trim();
  const search = useSearch(wanted);
  const choices = useMemo(() => choicesOf(search), [search]);
  const chosen = Math.min(at, choices.length - 1);

  const choose = ({ conversation, place }: Choice) => {
    if (place?.message_id != null) {
      seek(conversation.id, place.message_id);
    }
    go({ screen: "chat", conversation: conversation.id });
    if (place === null) {
      composerField()?.focus();
    }
  };

  // Enter was faster than the search.
  useEffect(() => {
    const first = choices[0];
    if (!search.waiting && early.current) {
      early.current = false;
      if (first !== undefined) {
        choose(first);
      }
    }
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "Escape" && text !== "") {
      event.preventDefault();
      setText("");
    } else if (wanted === "") {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = chosen + (event.key === "ArrowDown" ? 1 : -1);
      setAt(Math.max(0, Math.min(next, choices.length - 1)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const choice = choices[chosen];
      if (search.waiting) {
        early.current = true;
      } else if (choice !== undefined) {
        choose(choice);
      }
    }
  };

  return (
    <>
      <div className="relative px-3 pb-1">
        <SearchIcon
          size={14}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-[22px] -translate-y-[calc(50%+2px)] text-soft"
        />
        <input
          type="text"
          role="combobox"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          data-testid="search"
          aria-label={t.nav.searchLabel}
          aria-expanded={wanted !== ""}
          aria-autocomplete="list"
          aria-controls={wanted === "" ? undefined : list}
          aria-activedescendant={wanted === "" || chosen < 0 ? undefined : `${list}-${chosen}`}
          placeholder={t.nav.search}
          value={text}
          onChange={(event) => {
            early.current = false;
            setAt(0);
            setText(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className="min-h-8 w-full rounded-md bg-transparent pr-2 pl-[32px] hover:bg-hover focus-visible:outline-offset-0"
        />
      </div>
      {wanted === "" ? (
        <ConversationList />
      ) : (
        <SearchResults id={list} search={search} choices={choices} chosen={chosen} onChoose={choose} />
      )}
    </>
  );
}
