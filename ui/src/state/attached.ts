/** What is added to messages that are not sent yet, by conversation. Of this window and this profile only. */
import { create } from "zustand";
import { type AttachmentView, commands } from "../ipc";

const useAll = create<Readonly<Record<string, readonly AttachmentView[]>>>(() => ({}));
const none: readonly AttachmentView[] = [];
/** Counts the profiles that were opened. */
let era = 0;

function keyOf(id: string | null): string {
  return id ?? "";
}

/** What is added to the next message; null is the conversation that is not there yet. */
export function useAttached(id: string | null): readonly AttachmentView[] {
  return useAll((all) => all[keyOf(id)] ?? none);
}

/** The same, once. */
export function attachedTo(id: string | null): readonly AttachmentView[] {
  return useAll.getState()[keyOf(id)] ?? none;
}

/** Adds what comes, unless another profile has been opened meanwhile. */
export async function addAttached(id: string | null, coming: Promise<AttachmentView>): Promise<void> {
  const begun = era;
  const attachment = await coming;
  if (begun === era) {
    useAll.setState((all) => ({ [keyOf(id)]: [...(all[keyOf(id)] ?? none), attachment] }));
  }
}

/** They are being sent. */
export function clearAttached(id: string | null): void {
  useAll.setState({ [keyOf(id)]: none });
}

/** They were not sent after all: they are there again, before what was added meanwhile. */
export function restoreAttached(id: string | null, list: readonly AttachmentView[]): void {
  useAll.setState((all) => ({ [keyOf(id)]: [...list, ...(all[keyOf(id)] ?? none)] }));
}

/** A conversation is gone, with what was to be added to it. */
export function dropAttached(id: string): void {
  for (const attachment of useAll.getState()[keyOf(id)] ?? none) {
    removeAttached(id, attachment);
  }
}

export function removeAttached(id: string | null, attachment: AttachmentView): void {
  useAll.setState((all) => ({ [keyOf(id)]: (all[keyOf(id)] ?? none).filter((other) => other.id !== attachment.id) }));
  // The core lets go of it by itself in time; there is nothing to tell.
  void commands.detach(attachment.id).catch(() => undefined);
}

/** Another profile is open: its core knows none of them. */
export function forgetAttached(): void {
  era += 1;
  useAll.setState({}, true);
}
