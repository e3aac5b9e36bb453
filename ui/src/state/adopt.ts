/** Puts a conversation that was just fetched beside the events that arrived while it was on its way. */
import type { ConversationView, CoreEvent, EventBody } from "../ipc";
import { reduceBody } from "./reduce";
import type { State } from "./state";

/** Adds the view, then the events that it does not include. */
export function adopt(state: State, view: ConversationView, meanwhile: readonly CoreEvent[]): State {
  const id = view.summary.id;
  const upTo = includedUpTo(view);
  const openSeq = upTo === null ? state.openSeq : { ...state.openSeq, [id]: upTo };
  const opened: State = { ...state, openSeq, open: { ...state.open, [id]: view } };
  const missing =
    upTo === null
      ? withoutIncluded(view, meanwhile)
      : meanwhile.filter((event) => event.seq > upTo).map((event) => event.body);
  return missing.reduce(reduceBody, opened);
}

/** The last event that a view includes, where the core tells. */
function includedUpTo(view: ConversationView): number | null {
  return "seq" in view && typeof view.seq === "number" ? view.seq : null;
}

/**
 * Without a number, whole views may be applied again (they replace), and a delta counts as included when the text
 * already ends with everything up to it.
 */
function withoutIncluded(view: ConversationView, events: readonly CoreEvent[]): EventBody[] {
  const soFar = new Map<string, string>();
  const included = new Map<string, number>();
  events.forEach(({ body }, index) => {
    if (body.type === "delta") {
      const key = `${body.message_id} ${body.part}`;
      const text = (soFar.get(key) ?? "") + body.text;
      soFar.set(key, text);
      const part = view.messages.find((message) => message.id === body.message_id)?.parts[body.part];
      if (part !== undefined && part.type !== "call" && part.text.endsWith(text)) {
        included.set(key, index);
      }
    }
  });
  return events
    .filter(
      ({ body }, index) =>
        body.type !== "delta" || index > (included.get(`${body.message_id} ${body.part}`) ?? Number.NEGATIVE_INFINITY),
    )
    .map((event) => event.body);
}
