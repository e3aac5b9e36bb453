/** What commands do. */
import { type ConversationSummary, commands } from "../ipc";
import { copyText } from "../parts/clipboard";
import { toggleDetails } from "../screens/chat/chosen-call";
import { composerField, pickFiles } from "../screens/chat/composer-field";
import { editLast } from "../screens/chat/editing";
import { instruct } from "../screens/chat/instructing";
import { answerAtEnd, versionFrom } from "../screens/chat/last";
import { showVersionOf } from "../screens/chat/switching";
import { go, usePlace } from "../state/place";
import { attempt } from "../state/problems";
import { soon } from "../state/soon";
import { setting } from "../state/state";
import { wantForm } from "../state/wanted-form";
import { sizes } from "./choices";
import { archive, type ExportFormat, exportAs, pin } from "./conversation-acts";
import { listed } from "./conversation-groups";
import { leaveDemo } from "./leave-demo";
import { current, lastAnswer, type Now, opened, settled } from "./now";
import { removeConversation } from "./remove-conversation";
import { renameInHeader } from "./renaming";
import { toast } from "./toast";

/** From this width on the sidebar stands beside the screen; below it floats over it. */
const BESIDE = "(min-width: 720px)";

/** A new conversation, ready to be written in. */
export function begin(): void {
  go({ screen: "chat", conversation: null });
  soon(() => composerField()?.focus());
}

function move(by: 1 | -1) {
  return ({ state, place }: Now) => {
    const rows = listed(state.conversations);
    const at = rows.findIndex((row) => row.id === place.conversation);
    // A new conversation stands before the first.
    const next =
      place.screen === "chat" ? rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by] : (rows[at] ?? rows[0]);
    if (next !== undefined) {
      go({ screen: "chat", conversation: next.id });
    }
  };
}

/** Does it with the conversation that is shown, if there is one. */
function here(act: (row: ConversationSummary, t: Now["t"]) => void) {
  return (now: Now) => {
    const row = current(now);
    if (row !== null) {
      act(row, now.t);
    }
  };
}

function answerAgain(now: Now): void {
  const view = settled(now);
  const answer = view === null ? null : answerAtEnd(view);
  if (view !== null && answer !== null) {
    attempt(commands.regenerate(view.summary.id, answer.id));
  }
}

function version(by: 1 | -1) {
  return (now: Now) => {
    const view = settled(now);
    const to = view === null ? null : versionFrom(view, by);
    if (view !== null && to !== null) {
      attempt(showVersionOf(to.message.id, view.summary.id, to.next, by));
    }
  };
}

function edit(now: Now): void {
  const view = settled(now);
  if (view !== null) {
    editLast(view);
  }
}

function resize(by: 1 | 0 | -1) {
  return ({ state }: Now) => {
    const at = sizes.indexOf(setting(state, "text_size")?.value ?? "medium");
    const next = by === 0 ? "medium" : sizes[at + by];
    if (next !== undefined && next !== sizes[at]) {
      attempt(commands.setSetting("text_size", next));
    }
  };
}

export const acts = {
  begin,
  move,
  resize,
  answerAgain,
  version,
  edit,
  remove: here(removeConversation),
  pin: here(pin),
  archive: here(archive),
  exportAs: (format: ExportFormat) => here((row, t) => exportAs(row, format, t)),
  goOn: here((row) => attempt(commands.continueTurn(row.id))),
  instruct: (now: Now) => instruct(opened(now)?.summary.id ?? null),
  attach: () => pickFiles(),
  addServer: () => wantForm("server"),
  addProvider: () => wantForm("provider"),
  goTo: (screen: "tools" | "settings") => () => go({ screen }),
  search: () => {
    usePlace.setState({ sidebar: true, sidebarHidden: false });
    soon(() => document.querySelector<HTMLInputElement>("[data-testid=search]")?.focus());
  },
  write: ({ place }: Now) => {
    if (place.screen !== "chat" || place.signIn !== null) {
      go({ screen: "chat" });
    }
    soon(() => composerField()?.focus());
  },
  stop: (now: Now) => {
    const row = current(now);
    if (row?.busy) {
      attempt(commands.stopTurn(row.id));
    }
  },
  copyAnswer: (now: Now) => {
    void copyText(lastAnswer(now)).then(() => toast(now.t.command.answerCopied));
  },
  title: (now: Now) => {
    const row = current(now);
    return row === null
      ? null
      : {
          label: now.t.nav.renameLabel,
          text: row.title,
          save: (title: string) => attempt(commands.renameConversation(row.id, title)),
        };
  },
  rename: (now: Now) => renameInHeader(current(now)?.id ?? null),
  toggleSidebar: () =>
    usePlace.setState((place) =>
      matchMedia(BESIDE).matches ? { sidebarHidden: !place.sidebarHidden } : { sidebar: !place.sidebar },
    ),
  toggleDetails: () => toggleDetails(),
  switchTheme: () =>
    attempt(commands.setSetting("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark")),
  leaveDemo: ({ t }: Now) => leaveDemo(t),
};
