/** What commands look at before they run: where one is, what the core told, and what is locked. */
import type { Catalogue } from "../i18n/en";
import { catalogues, languageFor, useText } from "../i18n/text";
import type { ConversationSummary, ConversationView, SettingKey } from "../ipc";
import { answerAtEnd, isCut, lastOwn, versionFrom } from "../screens/chat/last";
import { type Place, usePlace } from "../state/place";
import { isNew } from "../state/servers";
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

/** The same with what was said in it, once that is there. */
export function opened(moment: Now): ConversationView | null {
  const id = current(moment)?.id;
  return (id !== undefined && moment.state.open[id]) || null;
}

/** The same while no answer is on its way: nothing else is said or shown meanwhile. */
export function settled(moment: Now): ConversationView | null {
  const view = opened(moment);
  return view === null || view.summary.busy ? null : view;
}

/** Whether there is a field for messages. */
function isWriting({ state, place }: Now): boolean {
  return place.screen === "chat" && place.signIn === null && (place.started || !isNew(state));
}

/** What the last answer says, without its tools and thoughts; empty where there is none. */
export function lastAnswer(moment: Now): string {
  const answer = opened(moment)?.messages.findLast((message) => message.role === "assistant");
  return (answer?.parts ?? [])
    .map((part) => (part.type === "text" ? part.text : ""))
    .filter((text) => text !== "")
    .join("\n\n");
}

function isFree(state: State, key: SettingKey): boolean {
  return (setting(state, key)?.locked_by ?? null) === null;
}

function holds(view: ConversationView | null, fits: (view: ConversationView) => boolean): boolean {
  return view !== null && fits(view);
}

export const can = {
  move: ({ state }: Now) => state.conversations.length > 0,
  change: (moment: Now) => current(moment) !== null,
  stop: (moment: Now) => current(moment)?.busy ?? false,
  write: isWriting,
  answerAgain: (moment: Now) => holds(settled(moment), (view) => answerAtEnd(view) !== null),
  goOn: (moment: Now) =>
    holds(settled(moment), (view) => {
      const answer = answerAtEnd(view);
      return answer !== null && isCut(answer);
    }),
  edit: (moment: Now) => holds(settled(moment), (view) => lastOwn(view) !== null),
  version: (by: 1 | -1) => (moment: Now) => holds(settled(moment), (view) => versionFrom(view, by) !== null),
  instruct: (moment: Now) => opened(moment) !== null,
  // One that is put away stands in no order.
  pin: (moment: Now) => current(moment)?.archived === false,
  copy: (moment: Now) => lastAnswer(moment) !== "",
  set: (key: SettingKey) => (moment: Now) => isFree(moment.state, key),
  chooseModel: ({ state }: Now) => state.models.length > 0 && isFree(state, "model"),
  signIn: ({ state }: Now) => state.servers.some((server) => server.state.type === "sign_in_required"),
};
