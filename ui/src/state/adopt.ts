/** Puts what was just fetched beside the events that arrived while it was on its way. Pure. */
import type { ConversationList, ConversationView, CoreEvent } from "../ipc";
import { reduceBody } from "./reduce";
import type { State } from "./state";

/** Adds the view, then the events that it does not include. */
export function adopt(state: State, view: ConversationView, meanwhile: readonly CoreEvent[]): State {
  const id = view.summary.id;
  const opened: State = {
    ...state,
    openSeq: { ...state.openSeq, [id]: view.seq },
    open: { ...state.open, [id]: view },
  };
  return after(view.seq, meanwhile, opened);
}

/** Adds all conversations, then the events that they do not include. */
export function adoptList(state: State, list: ConversationList, meanwhile: readonly CoreEvent[]): State {
  const listed: State = { ...state, conversations: list.conversations, more_conversations: false };
  return after(list.seq, meanwhile, listed);
}

function after(seq: number, meanwhile: readonly CoreEvent[], state: State): State {
  return meanwhile
    .filter((event) => event.seq > seq)
    .map((event) => event.body)
    .reduce(reduceBody, state);
}
