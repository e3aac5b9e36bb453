/** Commands for the app as a whole, and for what is brought into it. */
import { acts } from "../acts";
import { choices } from "../choices";
import type { Command } from "../command";
import { pickConversation } from "../import-conversation";
import { openPalette, openShortcuts } from "../layers";
import { can } from "../now";

export const app: readonly Command[] = [
  { id: "palette", group: "app", name: (t) => t.command.palette, keys: ["Mod+K"], run: () => openPalette() },
  {
    id: "conversation.import",
    group: "app",
    name: (t) => t.settings.importConversation,
    also: (t) => t.command.find.import,
    keys: ["Mod+O"],
    slash: true,
    run: pickConversation,
  },
  {
    id: "server.add",
    group: "app",
    name: (t) => t.command.addServer,
    also: (t) => t.command.find.addServer,
    run: acts.addServer,
  },
  {
    id: "provider.add",
    group: "app",
    name: (t) => t.command.addProvider,
    also: (t) => t.command.find.addProvider,
    run: acts.addProvider,
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
    slash: true,
    run: openShortcuts,
  },
];
