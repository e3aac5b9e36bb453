/** What is added to messages that are not sent yet, by conversation. Of this window and this profile only. */
import { create } from "zustand";
import { type AttachmentView, commands } from "../ipc";

const useAll = create<Readonly<Record<string, readonly AttachmentView[]>>>(() => ({}));
const none: readonly AttachmentView[] = [];

function keyOf(id: string | null): string {
  return id ?? "";
}

/** What is added to the next message; null is the conversation that is not there yet. */
export function useAttached(id: string | null): readonly AttachmentView[] {
  return useAll((all) => all[keyOf(id)] ?? none);
}

export function setAttached(id: string | null, list: readonly AttachmentView[]): void {
  useAll.setState({ [keyOf(id)]: list });
}

export function addAttached(id: string | null, attachment: AttachmentView): void {
  useAll.setState((all) => ({ [keyOf(id)]: [...(all[keyOf(id)] ?? none), attachment] }));
}

export function removeAttached(id: string | null, attachment: AttachmentView): void {
  useAll.setState((all) => ({ [keyOf(id)]: (all[keyOf(id)] ?? none).filter((other) => other.id !== attachment.id) }));
  // The core lets go of it by itself in time; there is nothing to tell.
  void commands.detach(attachment.id).catch(() => undefined);
}

/** Another profile is open: its core knows none of them. */
export function forgetAttached(): void {
  useAll.setState({}, true);
}
