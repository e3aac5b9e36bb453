/** Deleting a conversation can't be taken back, so it asks first. */
import type { Catalogue } from "../i18n/en";
import { type ConversationSummary, commands } from "../ipc";
import { confirm } from "../parts/confirm";
import { dropAttached } from "../state/attached";
import { usePlace } from "../state/place";
import { attempt } from "../state/problems";

export function removeConversation(row: ConversationSummary, t: Catalogue): void {
  confirm({
    title: t.nav.deleteTitle,
    text: t.nav.deleteText,
    ok: t.nav.delete,
    onYes: () => {
      if (usePlace.getState().conversation === row.id) {
        usePlace.setState({ conversation: null });
      }
      dropAttached(row.id);
      attempt(commands.deleteConversation(row.id));
    },
  });
}
