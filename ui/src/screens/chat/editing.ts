/** The message that is being said differently, and its words so far: they stay while one looks elsewhere. */
import { create } from "zustand";
import type { ConversationView, MessageView } from "../../ipc";
import { textOf } from "./message-text";

interface Editing {
  conversation: string | null;
  message: string | null;
  text: string;
}

const none: Editing = { conversation: null, message: null, text: "" };

export const useEditing = create<Editing>(() => none);

export function beginEdit(conversation: string, message: MessageView): void {
  useEditing.setState({ conversation, message: message.id, text: textOf(message, "") });
}

export function endEdit(): void {
  useEditing.setState(none);
}

/** Begins with the last message of one's own; says whether there is one. */
export function editLast(view: ConversationView): boolean {
  const last = view.messages.findLast((message) => message.role === "user");
  if (last === undefined) {
    return false;
  }
  beginEdit(view.summary.id, last);
  return true;
}
