/** A conversation in the list: its title, whether it works or waits, and its menu. */
import { CircleQuestionMark, Ellipsis } from "lucide-react";
import { useState } from "react";
import { absolute, useLanguage, useText } from "../i18n/text";
import { type ConversationSummary, commands } from "../ipc";
import { Menu } from "../parts/menu";
import { Spinner } from "../parts/spinner";
import { visibleLine } from "../parts/visible";
import { go, usePlace } from "../state/place";
import { attempt } from "../state/problems";
import { ConversationItems } from "./conversation-items";
import { RenameField } from "./rename-field";

export function ConversationRow({ item }: { item: ConversationSummary }) {
  const t = useText();
  const language = useLanguage();
  const current = usePlace(
    (place) => place.screen === "chat" && place.signIn === null && place.conversation === item.id,
  );
  const [renaming, setRenaming] = useState(false);
  const title = item.title === "" ? t.nav.untitled : visibleLine(item.title);

  if (renaming) {
    return (
      <RenameField
        title={item.title}
        onSave={(next) => attempt(commands.renameConversation(item.id, next))}
        onDone={() => setRenaming(false)}
      />
    );
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
        <bdi className="truncate">{title}</bdi>
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
        <ConversationItems item={item} onRename={() => setRenaming(true)} />
      </Menu>
    </div>
  );
}
