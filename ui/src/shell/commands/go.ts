/** Commands that lead to another place. */
import { acts } from "../acts";
import type { Command } from "../command";
import { can } from "../now";

export const go: readonly Command[] = [
  {
    id: "conversation.new",
    group: "go",
    name: (t) => t.command.begin,
    keys: ["Mod+N"],
    slash: true,
    run: acts.begin,
  },
  { id: "search", group: "go", name: (t) => t.command.search, keys: ["Mod+F"], run: acts.search },
  {
    id: "conversation.next",
    group: "go",
    name: (t) => t.command.next,
    keys: ["Alt+ArrowDown", "Ctrl+Tab"],
    macKeys: ["Mod+Alt+ArrowDown", "Ctrl+Tab"],
    repeats: true,
    when: can.move,
    run: acts.move(1),
  },
  {
    id: "conversation.previous",
    group: "go",
    name: (t) => t.command.previous,
    keys: ["Alt+ArrowUp", "Ctrl+Shift+Tab"],
    macKeys: ["Mod+Alt+ArrowUp", "Ctrl+Shift+Tab"],
    repeats: true,
    when: can.move,
    run: acts.move(-1),
  },
  { id: "tools", group: "go", name: (t) => t.command.tools, keys: ["Mod+Shift+T"], run: acts.goTo("tools") },
  {
    id: "settings",
    group: "go",
    name: (t) => t.command.settings,
    also: (t) => t.command.find.settings,
    keys: ["Mod+,"],
    run: acts.goTo("settings"),
  },
];
