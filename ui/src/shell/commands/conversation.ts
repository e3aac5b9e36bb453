/** Commands for the conversation that is shown. */
import { acts } from "../acts";
import { choices } from "../choices";
import type { Command } from "../command";
import { can } from "../now";

export const conversation: readonly Command[] = [
  {
    id: "model",
    group: "conversation",
    name: (t) => t.command.model,
    keys: ["Mod+Shift+M"],
    slash: true,
    when: can.chooseModel,
    choices: choices.model,
  },
  {
    id: "instructions",
    group: "conversation",
    name: (t) => t.nav.instructions,
    also: (t) => t.command.find.instructions,
    keys: ["Mod+Shift+N"],
    slash: true,
    when: can.instruct,
    run: acts.instruct,
  },
  {
    id: "conversation.rename",
    group: "conversation",
    name: (t) => t.command.rename,
    keys: ["F2"],
    slash: true,
    when: can.change,
    asks: acts.title,
    press: acts.rename,
  },
  {
    id: "conversation.pin",
    group: "conversation",
    name: (t) => t.command.pin,
    keys: ["Mod+Shift+P"],
    slash: true,
    when: can.pin,
    run: acts.pin,
  },
  {
    id: "conversation.archive",
    group: "conversation",
    name: (t) => t.command.archive,
    also: (t) => t.command.find.archive,
    keys: ["Mod+Shift+H"],
    slash: true,
    when: can.change,
    run: acts.archive,
  },
  {
    id: "export.markdown",
    group: "conversation",
    name: (t) => t.nav.exportMarkdown,
    also: (t) => t.command.find.export,
    keys: ["Mod+S"],
    slash: true,
    when: can.change,
    run: acts.exportAs("markdown"),
  },
  {
    id: "export.json",
    group: "conversation",
    name: (t) => t.nav.exportJson,
    also: (t) => t.command.find.export,
    keys: ["Mod+Shift+S"],
    slash: true,
    when: can.change,
    run: acts.exportAs("json"),
  },
  {
    id: "conversation.delete",
    group: "conversation",
    name: (t) => t.command.delete,
    keys: ["Mod+Shift+D"],
    when: can.change,
    run: acts.remove,
  },
];
