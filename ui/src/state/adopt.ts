/** Puts a conversation that was just fetched beside the events that arrived while it was on its way. */
import type { ConversationView, CoreEvent } from "../ipc";
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
  return meanwhile
    .filter((event) => event.seq > view.seq)
    .map((event) => event.body)
    .reduce(reduceBody, opened);
}
