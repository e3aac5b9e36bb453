/** What commands do. */
import { commands } from "../ipc";
import { copyText } from "../parts/clipboard";
import { toggleDetails } from "../screens/chat/chosen-call";
import { composerField } from "../screens/chat/composer-field";
import { go, usePlace } from "../state/place";
import { attempt } from "../state/problems";
import { soon } from "../state/soon";
import { setting } from "../state/state";
import { sizes } from "./choices";
import { listed } from "./conversation-groups";
import { leaveDemo } from "./leave-demo";
import { current, lastAnswer, type Now } from "./now";
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

function remove(now: Now): void {
  const row = current(now);
  if (row !== null) {
    removeConversation(row, now.t);
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
  remove,
  resize,
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
