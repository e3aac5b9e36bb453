/** What is done with a conversation at once, for its menus and for the commands. */
import type { Catalogue } from "../i18n/en";
import { type ConversationSummary, commands } from "../ipc";
import { visibleLine } from "../parts/visible";
import { attempt } from "../state/problems";
import { toast } from "./toast";

export type ExportFormat = "markdown" | "json";

export function pin(row: ConversationSummary): void {
  attempt(commands.pinConversation(row.id, !row.pinned));
}

export function archive(row: ConversationSummary, t: Catalogue): void {
  attempt(
    commands
      .archiveConversation(row.id, !row.archived)
      .then(() => toast(row.archived ? t.nav.takenBack : t.nav.putAway)),
  );
}

export function exportAs(row: ConversationSummary, format: ExportFormat, t: Catalogue): void {
  attempt(
    commands.exportConversation(row.id, format).then((path) =>
      toast(t.nav.exported(visibleLine(path.split(/[\\/]/).at(-1) ?? path)), {
        label: t.nav.showFile,
        run: () => attempt(commands.showSaved(path)),
      }),
    ),
  );
}
