/** What commands look at before they run: where one is, what the core told, and what is locked. */
import type { Catalogue } from "../i18n/en";
import { catalogues, languageFor, useText } from "../i18n/text";
import type { ConversationSummary, SettingKey } from "../ipc";
import { type Place, usePlace } from "../state/place";
import { type State, setting } from "../state/state";
import { useCore } from "../state/store";

export interface Now {
  state: State;
  place: Place;
  t: Catalogue;
}

/** At this moment, for who is not drawn. */
export function now(): Now {
  const state = useCore.getState();
  return { state, place: usePlace.getState(), t: catalogues[languageFor(setting(state, "language")?.value)] };
}

/** For who is drawn anew when it changes. */
export function useNow(): Now {
  return { state: useCore(), place: usePlace(), t: useText() };
}

/** The conversation that is shown. */
export function current({ state, place }: Now): ConversationSummary | null {
  const shown = place.screen === "chat" && place.signIn === null;
  return (shown && state.conversations.find((row) => row.id === place.conversation)) || null;
}

/** What the last answer says, without its tools and thoughts; empty where there is none. */
export function lastAnswer(moment: Now): string {
  const id = current(moment)?.id;
  const messages = id === undefined ? [] : (moment.state.open[id]?.messages ?? []);
  const answer = messages.findLast((message) => message.role === "assistant");
  return (answer?.parts ?? [])
    .map((part) => (part.type === "text" ? part.text : ""))
    .filter((text) => text !== "")
    .join("\n\n");
}

function isFree(state: State, key: SettingKey): boolean {
  return (setting(state, key)?.locked_by ?? null) === null;
}

export const can = {
  move: ({ state }: Now) => state.conversations.length > 0,
  change: (moment: Now) => current(moment) !== null,
  stop: (moment: Now) => current(moment)?.busy ?? false,
  copy: (moment: Now) => lastAnswer(moment) !== "",
  set: (key: SettingKey) => (moment: Now) => isFree(moment.state, key),
  chooseModel: ({ state }: Now) => state.models.length > 0 && isFree(state, "model"),
  signIn: ({ state }: Now) => state.servers.some((server) => server.state.type === "sign_in_required"),
};
