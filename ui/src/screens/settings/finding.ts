/** Which parts of the settings there are, the words that each setting is found by, and what fits a search. Pure. */
import { createContext, useContext } from "react";
import type { Catalogue } from "../../i18n/en";
import type { SettingKey } from "../../ipc";
import { fold } from "../../shell/fuzzy";
import type { State } from "../../state/state";

export type PartId =
  | "appearance"
  | "keyboard"
  | "models"
  | "instructions"
  | "desktop"
  | "conversations"
  | "sign_in"
  | "local"
  | "diagnostics"
  | "company";

/** What can be found by itself: settings, and what stands beside them. */
export type Found = SettingKey | "shortcuts" | "secrets" | "part";

export interface Part {
  id: PartId;
  title: string;
  /** What is in it, each with all its words; `part` is all that can't be taken apart. */
  words: Partial<Record<Found, string>>;
}

export function partsOf(t: Catalogue, state: Pick<State, "local_server" | "company">): Part[] {
  const s = t.settings;
  const options = (values: Readonly<Record<string, string>>) => Object.values(values).join(" ");
  const parts: Part[] = [
    {
      id: "appearance",
      title: s.appearance,
      words: {
        theme: `${s.theme} ${s.themeHint} ${options(s.themes)} ${t.command.find.theme}`,
        text_size: `${s.textSize} ${s.textSizeHint} ${options(s.sizes)}`,
        density: `${s.density} ${s.densityHint} ${options(s.densities)} ${t.command.find.density}`,
        motion: `${s.motion} ${s.motionHint} ${options(s.motions)} ${t.command.find.motion}`,
        language: `${s.language} ${s.languageHint} ${options(s.languages)} ${t.command.find.language}`,
      },
    },
    {
      id: "keyboard",
      title: s.keyboard,
      words: {
        send_key: `${s.sendKey} ${s.sendKeyHint} ${options(s.sendKeys)}`,
        shortcuts: `${s.shortcuts} ${s.shortcutsHint} ${s.showShortcuts} ${t.command.find.shortcuts}`,
      },
    },
    {
      id: "desktop",
      title: s.desktop,
      words: {
        notify: `${s.notify} ${s.notifyHint}`,
        tray: `${s.tray} ${s.trayHint}`,
        quick_open: `${s.quickOpen} ${s.quickOpenHint("")}`,
      },
    },
    {
      id: "models",
      title: s.models,
      words: {
        thinking: `${s.thinking} ${s.thinkingHint} ${options(s.efforts)}`,
        part: [s.modelsLead, s.addProvider, s.providerName, options(s.kinds), s.baseUrl, s.baseUrlHint]
          .concat([s.modelNames, s.modelNamesHint, s.key, s.keyHint])
          .join(" "),
      },
    },
    {
      id: "instructions",
      title: s.instructions,
      words: { instructions: `${s.instructionsLabel} ${s.instructionsHint}` },
    },
    {
      id: "conversations",
      title: s.conversations,
      words: { part: [s.importConversation, s.importConversationHint, s.chooseFile].join(" ") },
    },
    {
      id: "sign_in",
      title: s.signIn,
      words: {
        sign_in_way: `${s.signInWay} ${s.signInWayHint} ${options(s.ways)}`,
        secrets: [s.secrets, options(s.vault), s.passphrase, s.makeFile].join(" "),
      },
    },
    {
      id: "local",
      title: s.local,
      words: {
        part: [s.localLead, s.localSwitch, s.port, s.portHint, s.identity, s.identityHint, options(s.identities)]
          .concat([s.issuer, s.issuerHint, s.clientId, s.clientIdHint, s.clientSecret, s.clientSecretHint])
          .concat([s.redirect, s.redirectHint, s.check, s.log])
          .join(" "),
      },
    },
    {
      id: "diagnostics",
      title: t.diagnostics.title,
      words: {
        part: [t.diagnostics.lead, t.diagnostics.copyReport, t.diagnostics.calls, t.diagnostics.traffic].join(" "),
      },
    },
    { id: "company", title: s.company, words: { part: s.companyFiles } },
  ];
  return parts.filter(
    ({ id }) => (id !== "local" || state.local_server !== null) && (id !== "company" || state.company !== null),
  );
}

/** The parts that fit what was typed, each with what fits in it. A part whose title fits is shown whole. */
export function search(parts: readonly Part[], typed: string): Map<PartId, ReadonlySet<Found>> {
  const wanted = fold(typed)
    .split(/\s+/)
    .filter((word) => word !== "");
  const fits = (text: string) => {
    const folded = fold(text);
    return wanted.every((word) => folded.includes(word));
  };
  const found = new Map<PartId, ReadonlySet<Found>>();
  for (const { id, title, words } of parts) {
    const all = Object.keys(words) as Found[];
    // Words may stand partly in the title: "appearance dark" is one search.
    const fitting = fits(title) ? all : all.filter((key) => fits(`${title} ${words[key] ?? ""}`));
    if (fitting.length > 0) {
      found.set(id, new Set(fitting));
    }
  }
  return found;
}

/** What the search found, for the parts and settings that are drawn; null while nothing is searched for. */
export const FoundContext = createContext<ReadonlySet<Found> | null>(null);

/** Whether this setting is shown. */
export function useIsFound(key: Found): boolean {
  return useContext(FoundContext)?.has(key) ?? true;
}
