/**
 * Everything that can be done from anywhere: its name, its keys, when there is it, and what it does. The palette, the
 * keys and the page that lists them are all made of this one list, so that they can't differ.
 */
import type { Catalogue } from "../i18n/en";
import { acts } from "./acts";
import { type Choice, choices } from "./choices";
import { isMac } from "./keys";
import { openPalette, openShortcuts } from "./layers";
import { can, type Now } from "./now";

export type Group = "go" | "conversation" | "view" | "app";
export const groups: readonly Group[] = ["go", "conversation", "view", "app"];

export interface Command {
  id: string;
  group: Group;
  name: (t: Catalogue) => string;
  /** Other words that find it. */
  also?: (t: Catalogue) => string;
  keys?: readonly string[];
  /** The keys on a Mac, where they are not the same with Cmd. */
  macKeys?: readonly string[];
  /** The keys are taken where the focus is, and only listed here. */
  elsewhere?: true;
  /** Without it: always. */
  when?: (now: Now) => boolean;
  /** What there is to choose from; choosing runs it. */
  choices?: (now: Now) => Choice[];
  /** Asks for one line, which begins as this; null when there is nothing to ask for. */
  asks?: (now: Now) => { label: string; text: string; save: (text: string) => void } | null;
  run?: (now: Now) => void;
  /** What its keys do, where there is a better place than the palette. */
  press?: (now: Now) => void;
}

const list: readonly Command[] = [
  { id: "palette", group: "app", name: (t) => t.command.palette, keys: ["Mod+K"], run: () => openPalette() },
  {
    id: "conversation.new",
    group: "go",
    name: (t) => t.command.begin,
    keys: ["Mod+N"],
    run: acts.begin,
  },
  { id: "search", group: "go", name: (t) => t.command.search, keys: ["Mod+F"], run: acts.search },
  {
    id: "conversation.next",
    group: "go",
    name: (t) => t.command.next,
    keys: ["Alt+ArrowDown", "Ctrl+Tab"],
    macKeys: ["Mod+Alt+ArrowDown", "Ctrl+Tab"],
    when: can.move,
    run: acts.move(1),
  },
  {
    id: "conversation.previous",
    group: "go",
    name: (t) => t.command.previous,
    keys: ["Alt+ArrowUp", "Ctrl+Shift+Tab"],
    macKeys: ["Mod+Alt+ArrowUp", "Ctrl+Shift+Tab"],
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

  {
    id: "composer.focus",
    group: "conversation",
    name: (t) => t.command.write,
    keys: ["Mod+L"],
    run: acts.write,
  },
  {
    id: "answer.stop",
    group: "conversation",
    name: (t) => t.command.stop,
    keys: ["Escape"],
    elsewhere: true,
    when: can.stop,
    run: acts.stop,
  },
  {
    id: "answer.copy",
    group: "conversation",
    name: (t) => t.command.copyAnswer,
    keys: ["Mod+Shift+C"],
    when: can.copy,
    run: acts.copyAnswer,
  },
  {
    id: "model",
    group: "conversation",
    name: (t) => t.command.model,
    keys: ["Mod+Shift+M"],
    when: can.chooseModel,
    choices: choices.model,
  },
  {
    id: "conversation.rename",
    group: "conversation",
    name: (t) => t.command.rename,
    keys: ["F2"],
    when: can.change,
    asks: acts.title,
    press: acts.rename,
  },
  {
    id: "conversation.delete",
    group: "conversation",
    name: (t) => t.command.delete,
    when: can.change,
    run: acts.remove,
  },

  { id: "sidebar.toggle", group: "view", name: (t) => t.command.sidebar, keys: ["Mod+B"], run: acts.toggleSidebar },
  {
    id: "details.toggle",
    group: "view",
    name: (t) => t.command.details,
    keys: ["Mod+I"],
    when: can.change,
    run: acts.toggleDetails,
  },
  {
    id: "theme.switch",
    group: "view",
    name: (t) => t.command.switchTheme,
    also: (t) => t.command.find.theme,
    keys: ["Mod+Shift+L"],
    when: can.set("theme"),
    run: acts.switchTheme,
  },
  {
    id: "text.larger",
    group: "view",
    name: (t) => t.command.larger,
    keys: ["Mod++"],
    when: can.set("text_size"),
    run: acts.resize(1),
  },
  {
    id: "text.smaller",
    group: "view",
    name: (t) => t.command.smaller,
    keys: ["Mod+-"],
    when: can.set("text_size"),
    run: acts.resize(-1),
  },
  {
    id: "text.normal",
    group: "view",
    name: (t) => t.command.normal,
    keys: ["Mod+0"],
    when: can.set("text_size"),
    run: acts.resize(0),
  },
  {
    id: "theme",
    group: "view",
    name: (t) => t.settings.theme,
    also: (t) => t.command.find.theme,
    when: can.set("theme"),
    choices: choices.of("theme", (t) => t.settings.themes),
  },
  {
    id: "text",
    group: "view",
    name: (t) => t.settings.textSize,
    when: can.set("text_size"),
    choices: choices.of("text_size", (t) => t.settings.sizes),
  },
  {
    id: "density",
    group: "view",
    name: (t) => t.settings.density,
    also: (t) => t.command.find.density,
    when: can.set("density"),
    choices: choices.of("density", (t) => t.settings.densities),
  },
  {
    id: "language",
    group: "view",
    name: (t) => t.settings.language,
    also: (t) => t.command.find.language,
    when: can.set("language"),
    choices: choices.of("language", (t) => t.settings.languages),
  },

  {
    id: "sign-in",
    group: "app",
    name: (t) => t.command.signIn,
    when: can.signIn,
    choices: choices.signIn,
  },
  {
    id: "demo.leave",
    group: "app",
    name: (t) => t.demo.leave,
    when: (now) => now.state.profile === "demo",
    run: acts.leaveDemo,
  },
  {
    id: "shortcuts",
    group: "app",
    name: (t) => t.command.shortcuts,
    also: (t) => t.command.find.shortcuts,
    keys: ["Mod+/", "?"],
    run: openShortcuts,
  },
];

export const allCommands = list;

export function keysOf(command: Command, mac = isMac): readonly string[] {
  return (mac ? command.macKeys : undefined) ?? command.keys ?? [];
}

/** Those that can be done now. */
export function available(now: Now): Command[] {
  return list.filter((command) => command.when?.(now) ?? true);
}

/** Does what its keys do; what has to be chosen or written first is asked for in the palette. */
export function perform(command: Command, now: Now): void {
  const act = command.press ?? command.run;
  if (act === undefined) {
    openPalette(command.id);
  } else {
    act(now);
  }
}
