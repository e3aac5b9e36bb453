/** What can be done with a conversation, for the menus of its row and of its header. */
import { Archive, ArchiveRestore, FileBraces, FileText, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../i18n/text";
import type { ConversationSummary } from "../ipc";
import { MenuItem, MenuSeparator } from "../parts/menu";
import { archive, exportAs, pin } from "./conversation-acts";
import { removeConversation } from "./remove-conversation";

interface Props {
  item: ConversationSummary;
  onRename: () => void;
  /** What only one of the menus has, after what changes the list. */
  children?: ReactNode;
}

export function ConversationItems({ item, onRename, children }: Props) {
  const t = useText();
  return (
    <>
      <MenuItem data-testid="conversation-rename" icon={<Pencil size={14} aria-hidden="true" />} onClick={onRename}>
        {t.nav.rename}
      </MenuItem>
      {item.archived ? null : (
        <MenuItem
          data-testid="conversation-pin"
          icon={item.pinned ? <PinOff size={14} aria-hidden="true" /> : <Pin size={14} aria-hidden="true" />}
          onClick={() => pin(item)}
        >
          {item.pinned ? t.nav.unpin : t.nav.pin}
        </MenuItem>
      )}
      <MenuItem
        data-testid="conversation-archive"
        icon={
          item.archived ? <ArchiveRestore size={14} aria-hidden="true" /> : <Archive size={14} aria-hidden="true" />
        }
        onClick={() => archive(item, t)}
      >
        {item.archived ? t.nav.takeBack : t.nav.archive}
      </MenuItem>
      {children}
      <MenuSeparator />
      <MenuItem
        data-testid="conversation-export-markdown"
        icon={<FileText size={14} aria-hidden="true" />}
        onClick={() => exportAs(item, "markdown", t)}
      >
        {t.nav.exportMarkdown}
      </MenuItem>
      <MenuItem
        data-testid="conversation-export-json"
        icon={<FileBraces size={14} aria-hidden="true" />}
        onClick={() => exportAs(item, "json", t)}
      >
        {t.nav.exportJson}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        danger
        data-testid="conversation-delete"
        icon={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => removeConversation(item, t)}
      >
        {t.nav.delete}
      </MenuItem>
    </>
  );
}
