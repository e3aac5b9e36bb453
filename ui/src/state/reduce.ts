/** The reducer: a state and an event make the next state. Pure; the same events always make the same state. */
import type {
  CallView,
  ConversationSummary,
  ConversationView,
  CoreEvent,
  EventBody,
  MessageView,
  PartView,
} from "../ipc";
import type { State } from "./state";

/** Applies one event. One that the state already includes changes nothing. */
export function reduce(state: State, event: CoreEvent): State {
  if (event.seq <= state.seq) {
    return state;
  }
  const id = conversationOf(event.body);
  const known = id !== null && event.seq <= (state.openSeq[id] ?? 0);
  return { ...(known ? state : reduceBody(state, event.body)), seq: event.seq };
}

/** Applies what happened, whatever its number. */
export function reduceBody(state: State, body: EventBody): State {
  switch (body.type) {
    case "reset":
      // The link to the core answers a reset with a new snapshot; there is nothing to do until it comes.
      return state;
    case "begin":
      // Where one is in the window is not part of what the core told.
      return state;
    case "server":
      return { ...state, servers: upsert(state.servers, body.server) };
    case "server_removed":
      return { ...state, servers: state.servers.filter((server) => server.id !== body.id) };
    case "sign_in":
      return { ...state, sign_ins: upsert(state.sign_ins, body.sign_in) };
    case "conversation": {
      const row = body.conversation;
      const conversations = placed(state.conversations, row);
      return inConversation({ ...state, conversations }, row.id, (view) => ({ ...view, summary: row }));
    }
    case "conversation_removed": {
      const { [body.id]: _gone, ...open } = state.open;
      return { ...state, open, conversations: state.conversations.filter((row) => row.id !== body.id) };
    }
    case "message":
      return inConversation(state, body.conversation_id, (view) => ({
        ...view,
        messages: upsert(view.messages, body.message),
      }));
    case "branch":
      return inConversation(state, body.conversation_id, (view) => ({
        ...view,
        messages: body.messages,
        elsewhere: body.elsewhere,
      }));
    case "instructions":
      return inConversation(state, body.conversation_id, (view) => ({ ...view, instructions: body.instructions }));
    case "delta":
      return inMessage(state, body.conversation_id, body.message_id, (message) => ({
        ...message,
        parts: append(message.parts, body.part, body.reasoning, body.text),
      }));
    case "call":
      return inMessage(state, body.conversation_id, body.message_id, (message) => ({
        ...message,
        parts: putCall(message.parts, body.call),
      }));
    case "approval":
      return inConversation(state, body.approval.conversation_id, (view) => ({
        ...view,
        approvals: upsert(view.approvals, body.approval),
      }));
    case "approval_done":
      return inConversation(state, body.conversation_id, (view) => ({
        ...view,
        approvals: view.approvals.filter((approval) => approval.id !== body.id),
      }));
    case "elicitation":
      return inConversation(state, body.elicitation.conversation_id, (view) => ({
        ...view,
        elicitations: upsert(view.elicitations, body.elicitation),
      }));
    case "elicitation_done":
      return inConversation(state, body.conversation_id, (view) => ({
        ...view,
        elicitations: view.elicitations.filter((asked) => asked.id !== body.id),
      }));
    case "turn_ended":
      return inMessage(state, body.conversation_id, body.message_id, (message) => ({ ...message, end: body.end }));
    case "setting": {
      const settings = state.settings.filter((entry) => entry.key !== body.setting.key);
      return { ...state, settings: [...settings, body.setting] };
    }
    case "models":
      return { ...state, providers: body.providers, models: body.models, model: body.model };
    case "local_server":
      return { ...state, local_server: body.local_server };
    case "notice":
      return { ...state, notices: upsert(state.notices, body.notice) };
    case "notice_dismissed":
      return { ...state, notices: state.notices.filter((notice) => notice.id !== body.id) };
    case "vault":
      return { ...state, vault: body.vault };
  }
}

/** The conversation that an event is about; null when it is about none, or about its row alone. */
export function conversationOf(body: EventBody): string | null {
  switch (body.type) {
    case "message":
    case "branch":
    case "instructions":
    case "delta":
    case "call":
    case "approval_done":
    case "elicitation_done":
    case "turn_ended":
      return body.conversation_id;
    case "approval":
      return body.approval.conversation_id;
    case "elicitation":
      return body.elicitation.conversation_id;
    default:
      return null;
  }
}

/** Joins neighbouring deltas of the same part, so that a frame's worth of text is one change. */
export function coalesce(events: readonly CoreEvent[]): CoreEvent[] {
  const joined: CoreEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    const a = last?.body;
    const b = event.body;
    if (
      a?.type === "delta" &&
      b.type === "delta" &&
      a.conversation_id === b.conversation_id &&
      a.message_id === b.message_id &&
      a.part === b.part
    ) {
      joined[joined.length - 1] = { seq: event.seq, body: { ...a, text: a.text + b.text } };
    } else {
      joined.push(event);
    }
  }
  return joined;
}

/** A list, newest first, with a row in its place. */
function placed(rows: readonly ConversationSummary[], row: ConversationSummary): ConversationSummary[] {
  const others = rows.filter((other) => other.id !== row.id);
  const at = others.findIndex((other) => other.updated_at <= row.updated_at);
  return others.toSpliced(at < 0 ? others.length : at, 0, row);
}

function upsert<T extends { id: string }>(list: readonly T[], item: T): T[] {
  const at = list.findIndex((other) => other.id === item.id);
  return at < 0 ? [...list, item] : list.with(at, item);
}

function inConversation(state: State, id: string, change: (view: ConversationView) => ConversationView): State {
  const view = state.open[id];
  return view === undefined ? state : { ...state, open: { ...state.open, [id]: change(view) } };
}

function inMessage(state: State, id: string, messageId: string, change: (message: MessageView) => MessageView): State {
  return inConversation(state, id, (view) => {
    // What changes is nearly always the last one: a long conversation is not walked for each word.
    const at = view.messages.findLastIndex((other) => other.id === messageId);
    // A message that was never announced is begun, so that no text is lost.
    const message = view.messages[at] ?? {
      id: messageId,
      role: "assistant",
      parts: [],
      at: view.summary.updated_at,
      end: null,
      model: null,
      usage: null,
      alternatives: [],
    };
    const changed = change(message);
    return { ...view, messages: at < 0 ? [...view.messages, changed] : view.messages.with(at, changed) };
  });
}

function append(parts: readonly PartView[], at: number, reasoning: boolean, text: string): PartView[] {
  const next = [...parts];
  while (next.length <= at) {
    next.push({ type: reasoning ? "reasoning" : "text", text: "" });
  }
  const part = next[at];
  if (part?.type === "text" || part?.type === "reasoning") {
    next[at] = { ...part, text: part.text + text };
  }
  return next;
}

function putCall(parts: readonly PartView[], call: CallView): PartView[] {
  const at = parts.findIndex((part) => part.type === "call" && part.call.id === call.id);
  return at < 0 ? [...parts, { type: "call", call }] : parts.with(at, { type: "call", call });
}
