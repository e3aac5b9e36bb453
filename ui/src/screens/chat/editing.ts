/** The message that is being said differently, and its words so far: they stay while one looks elsewhere. */
import { create } from "zustand";
import type { ConversationView, MessageView } from "../../ipc";
import { lastOwn } from "./last";
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

/** Begins with the last message of one's own, if there is one. Words that are being changed here stay, and are gone to. */
export function editLast(view: ConversationView): void {
  const field = document.querySelector<HTMLElement>("[data-testid=edit-field]");
  if (field !== null && useEditing.getState().conversation === view.summary.id) {
    field.focus();
    return;
  }
  const last = lastOwn(view);
  if (last !== null) {
    beginEdit(view.summary.id, last);
  }
}
