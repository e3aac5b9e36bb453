/** What a command lets one choose from, in the palette. */
import type { Catalogue } from "../i18n/en";
import { say } from "../i18n/say";
import { languageFor } from "../i18n/text";
import { commands, type SettingKey } from "../ipc";
import { visibleLine } from "../parts/visible";
import { attempt } from "../state/problems";
import { setting } from "../state/state";
import type { Now } from "./now";

export interface Choice {
  id: string;
  label: string;
  /** What tells it from another of the same name. */
  about?: string;
  /** It is the one in force. */
  on: boolean;
  run: () => void;
}

/** Sizes of the text, smallest first. */
export const sizes: readonly string[] = ["small", "medium", "large", "x_large"];

export const choices = {
  /** The values of a setting. */
  of:
    (key: SettingKey, words: (t: Catalogue) => Readonly<Record<string, string>>) =>
    ({ state, t }: Now): Choice[] =>
      Object.entries(words(t)).map(([value, label]) => ({
        id: value,
        label,
        on: setting(state, key)?.value === value,
        run: () => attempt(commands.setSetting(key, value)),
      })),
  model: ({ state }: Now): Choice[] => {
    const language = languageFor(setting(state, "language")?.value);
    return state.models.map((model) => ({
      id: model.id,
      label: visibleLine(say(model.name, language)),
      about: visibleLine(say(model.provider_name, language)),
      on: model.id === state.model,
      run: () => attempt(commands.setModel(model.id)),
    }));
  },
  signIn: ({ state }: Now): Choice[] =>
    state.servers
      .filter((server) => server.state.type === "sign_in_required")
      .map((server) => ({
        id: server.id,
        label: visibleLine(server.name),
        on: false,
        run: () => attempt(commands.signIn(server.id)),
      })),
};
