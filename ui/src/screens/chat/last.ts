/** Which messages of a conversation the commands are about: the last of their kind. Pure. */
import type { ConversationView, MessageView } from "../../ipc";

/** The answer that the conversation ends with. One that is followed by a question is not asked for again. */
export function answerAtEnd(view: ConversationView): MessageView | null {
  const last = view.messages.at(-1);
  return last?.role === "assistant" ? last : null;
}

/** Whether an answer ended before it was whole. */
export function isCut({ end }: MessageView): boolean {
  return end !== null && end.type !== "complete";
}

export function lastOwn(view: ConversationView): MessageView | null {
  return view.messages.findLast((message) => message.role === "user") ?? null;
}

/** The last message that has versions, and the one before or behind it; null: there is none that way. */
export function versionFrom(view: ConversationView, by: 1 | -1): { message: MessageView; next: string } | null {
  const message = view.messages.findLast(
    ({ id, alternatives }) => alternatives.length > 1 && alternatives.includes(id),
  );
  const next = message?.alternatives[message.alternatives.indexOf(message.id) + by];
  return message === undefined || next === undefined ? null : { message, next };
}
