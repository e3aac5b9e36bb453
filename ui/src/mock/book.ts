import type { ConversationView, EventBody, Snapshot } from "../ipc";
import { clone } from "./data";

/** The mock's own books: written apart from the window's reducer, so that each checks the other. */
export function book(state: Snapshot, conversations: Map<string, ConversationView>, body: EventBody): void {
  const put = <T extends { id: string }>(list: T[], item: T) => {
    const at = list.findIndex((other) => other.id === item.id);
    if (at < 0) {
      list.push(item);
    } else {
      list[at] = item;
    }
  };
  const drop = <T extends { id: string }>(list: T[], id: string) => {
    const at = list.findIndex((other) => other.id === id);
    if (at >= 0) {
      list.splice(at, 1);
    }
  };
  const message = (conversation: string, id: string) =>
    conversations.get(conversation)?.messages.find((other) => other.id === id);
  switch (body.type) {
    case "server":
      return put(state.servers, body.server);
    case "server_removed":
      return drop(state.servers, body.id);
    case "sign_in":
      return put(state.sign_ins, body.sign_in);
    case "conversation": {
      drop(state.conversations, body.conversation.id);
      state.conversations.push(body.conversation);
      state.conversations.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
      const view = conversations.get(body.conversation.id);
      if (view !== undefined) {
        view.summary = clone(body.conversation);
      }
      return;
    }
    case "conversation_removed":
      conversations.delete(body.id);
      return drop(state.conversations, body.id);
    case "message": {
      const list = conversations.get(body.conversation_id)?.messages;
      return list === undefined ? undefined : put(list, body.message);
    }
    case "branch":
    case "instructions": {
      const view = conversations.get(body.conversation_id);
      if (view !== undefined && body.type === "branch") {
        view.messages = body.messages;
        view.elsewhere = body.elsewhere;
      } else if (view !== undefined && body.type === "instructions") {
        view.instructions = body.instructions;
      }
      return;
    }
    case "delta": {
      const parts = message(body.conversation_id, body.message_id)?.parts ?? [];
      for (let at = parts.length; at <= body.part; at += 1) {
        parts.push({ type: body.reasoning ? "reasoning" : "text", text: "" });
      }
      const part = parts[body.part];
      if (part?.type === "text" || part?.type === "reasoning") {
        part.text += body.text;
      }
      return;
    }
    case "call": {
      const parts = message(body.conversation_id, body.message_id)?.parts ?? [];
      const at = parts.findIndex((part) => part.type === "call" && part.call.id === body.call.id);
      parts.splice(at < 0 ? parts.length : at, at < 0 ? 0 : 1, { type: "call", call: body.call });
      return;
    }
    case "approval": {
      const list = conversations.get(body.approval.conversation_id)?.approvals;
      return list === undefined ? undefined : put(list, body.approval);
    }
    case "approval_done": {
      const list = conversations.get(body.conversation_id)?.approvals;
      return list === undefined ? undefined : drop(list, body.id);
    }
    case "elicitation": {
      const list = conversations.get(body.elicitation.conversation_id)?.elicitations;
      return list === undefined ? undefined : put(list, body.elicitation);
    }
    case "elicitation_done": {
      const list = conversations.get(body.conversation_id)?.elicitations;
      return list === undefined ? undefined : drop(list, body.id);
    }
    case "turn_ended": {
      const ended = message(body.conversation_id, body.message_id);
      if (ended !== undefined) {
        ended.end = body.end;
      }
      return;
    }
    case "setting": {
      const at = state.settings.findIndex((entry) => entry.key === body.setting.key);
      state.settings.splice(at < 0 ? state.settings.length : at, at < 0 ? 0 : 1);
      state.settings.push(body.setting);
      return;
    }
    case "models":
      state.providers = body.providers;
      state.models = body.models;
      state.model = body.model;
      return;
    case "local_server":
      state.local_server = body.local_server;
      return;
    case "notice":
      return put(state.notices, body.notice);
    case "notice_dismissed":
      return drop(state.notices, body.id);
    case "vault":
      state.vault = body.vault;
      return;
    default:
      return;
  }
}
