/** Commands for how the window looks. */
import { acts } from "../acts";
import { choices } from "../choices";
import type { Command } from "../command";
import { can } from "../now";

export const view: readonly Command[] = [
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
    repeats: true,
    when: can.set("text_size"),
    run: acts.resize(1),
  },
  {
    id: "text.smaller",
    group: "view",
    name: (t) => t.command.smaller,
    keys: ["Mod+-"],
    repeats: true,
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
    id: "motion",
    group: "view",
    name: (t) => t.settings.motion,
    also: (t) => t.command.find.motion,
    when: can.set("motion"),
    choices: choices.of("motion", (t) => t.settings.motions),
  },
  {
    id: "language",
    group: "view",
    name: (t) => t.settings.language,
    also: (t) => t.command.find.language,
    when: can.set("language"),
    choices: choices.of("language", (t) => t.settings.languages),
  },
];
