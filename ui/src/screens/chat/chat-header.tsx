/** Above the conversation: its title, which is renamed in its place, what can be done with it, and its details. */
import { Ellipsis, MessageSquareText, PanelRight } from "lucide-react";
import { useEffect } from "react";
import { useLanguage, useText } from "../../i18n/text";
import { type ConversationSummary, type ConversationView, commands } from "../../ipc";
import { IconButton } from "../../parts/button";
import { Menu, MenuItem, MenuSeparator } from "../../parts/menu";
import { visibleLine } from "../../parts/visible";
import { ConversationItems } from "../../shell/conversation-items";
import { RenameField } from "../../shell/rename-field";
import { renameInHeader, useRenaming } from "../../shell/renaming";
import { SidebarToggle } from "../../shell/sidebar";
import { usePlace } from "../../state/place";
import { attempt } from "../../state/problems";
import { toggleDetails } from "./chosen-call";
import { instruct, useInstructing } from "./instructing";
import { InstructionsDialog } from "./instructions-dialog";
import { moreTokens, tokensIn, totalOf } from "./tokens";

interface Props {
  summary: ConversationSummary | undefined;
  view: ConversationView | undefined;
  /** Nothing has been said yet: there is no title to be seen. */
  empty: boolean;
}

export function ChatHeader({ summary, view, empty }: Props) {
  const t = useText();
  const instructing = useInstructing(({ id }) => id !== null && id === summary?.id);
  const renaming = useRenaming(({ id }) => id !== null && id === summary?.id);
  const title = summary?.title ? visibleLine(summary.title) : t.nav.untitled;
  const rename = () => renameInHeader(summary?.id ?? null);
  // Whoever comes back later does not find it open.
  useEffect(() => () => instruct(null), []);
  return (
    <header className={`flex h-12 shrink-0 items-center gap-2 px-4 ${empty ? "" : "border-b border-line"}`}>
      <SidebarToggle />
      {renaming && summary !== undefined ? (
        <div data-testid="title-edit" className="max-w-[52ch] flex-1">
          <RenameField
            title={summary.title}
            onSave={(next) => attempt(commands.renameConversation(summary.id, next))}
            onDone={() => renameInHeader(null)}
          />
        </div>
      ) : null}
      <h1
        data-testid="conversation-title"
        className={renaming || empty ? "sr-only" : "-ml-2 flex min-w-0 flex-1 items-center font-medium"}
      >
        {renaming || empty ? (
          title
        ) : (
          <button
            type="button"
            data-testid="title-rename"
            title={`${title}\n${t.nav.renameHint}`}
            onClick={rename}
            className="min-h-8 min-w-0 truncate rounded-md px-2 text-left hover:bg-hover"
          >
            <bdi>{title}</bdi>
          </button>
        )}
      </h1>
      <span className="flex-1" />
      {summary === undefined ? null : (
        <>
          <Menu
            label={t.nav.more(title)}
            align="end"
            trigger={
              <IconButton label={t.nav.more(title)} data-testid="header-menu" className="data-popup-open:bg-hover">
                <Ellipsis size={16} aria-hidden="true" />
              </IconButton>
            }
          >
            <ConversationItems item={summary} onRename={rename}>
              <MenuItem
                data-testid="conversation-instructions"
                icon={<MessageSquareText size={14} aria-hidden="true" />}
                // After the menu has given the focus back: the dialog gives it back to the same place.
                onClick={() => requestAnimationFrame(() => instruct(summary.id))}
              >
                {t.nav.instructions}
              </MenuItem>
            </ConversationItems>
            {view === undefined ? null : <Total view={view} />}
          </Menu>
          {empty ? null : <DetailsToggle />}
        </>
      )}
      {instructing && view !== undefined ? <InstructionsDialog view={view} onClose={() => instruct(null)} /> : null}
    </header>
  );
}

function DetailsToggle() {
  const t = useText();
  const open = usePlace((place) => place.details);
  return (
    <IconButton
      label={t.command.details}
      data-testid="details-panel-toggle"
      aria-pressed={open}
      onClick={toggleDetails}
      className={open ? "bg-hover text-ink" : ""}
    >
      <PanelRight size={16} aria-hidden="true" />
    </IconButton>
  );
}

/** What the whole conversation took. It is counted when one looks. */
function Total({ view }: { view: ConversationView }) {
  const t = useText();
  const language = useLanguage();
  const usage = totalOf(view);
  const words = tokensIn(usage, t, language);
  return words === "" ? null : (
    <>
      <MenuSeparator />
      <p
        data-testid="tokens-total"
        title={moreTokens(usage, t, language)}
        className="px-2.5 py-1 text-sm text-soft tabular-nums"
      >
        {t.message.tokensTotal(words)}
      </p>
    </>
  );
}
