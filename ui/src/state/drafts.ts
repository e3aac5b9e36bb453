/**
 * What was written and not sent: kept here at once, and in the core when one pauses or leaves. A draft belongs to the
 * profile it was written in; while it is not known which profile is open, nothing is stored.
 */
import { commands, type Profile } from "../ipc";
import { forgetAttached } from "./attached";
import { forgetComing } from "./files";

/** Pause after which a draft is stored, in milliseconds. */
const PAUSE = 400;

const drafts = new Map<string, string>();
/** Drafts that are not stored yet, by the same key; without a timer while they are held. */
const unstored = new Map<string, ReturnType<typeof setTimeout> | undefined>();
/** The profile that the drafts were written in; null before the first. */
let owner: Profile | null = null;
let held = false;

/** A conversation that is not made yet has a key as well. */
function keyOf(id: string | null): string {
  return id ?? "";
}

export function draftOf(id: string | null): string | undefined {
  return drafts.get(keyOf(id));
}

export function keepDraft(id: string | null, text: string): void {
  const key = keyOf(id);
  drafts.set(key, text);
  clearTimeout(unstored.get(key));
  unstored.set(key, held ? undefined : setTimeout(() => void store(key), PAUSE));
}

/** What the core kept of a new conversation, unless one has written in it since. */
export function offerNewDraft(text: string): void {
  if (text !== "" && draftOf(null) === undefined) {
    drafts.set(keyOf(null), text);
  }
}

/** Sent: nothing of it is to come back. The core forgets it with the message. */
export function clearDraft(id: string | null): void {
  keepDraft(id, "");
  if (!held) {
    void store(keyOf(id));
  }
}

async function store(key: string): Promise<void> {
  clearTimeout(unstored.get(key));
  unstored.delete(key);
  const text = drafts.get(key) ?? "";
  // A draft that could not be stored is still in the window; there is nothing to tell.
  await (key === "" ? commands.setNewDraft(text) : commands.setDraft(key, text)).catch(() => undefined);
}

/** Stores what waits for a pause, now. Resolves when the core has it. */
export async function storeDrafts(): Promise<void> {
  if (!held) {
    await Promise.all([...unstored.keys()].map(store));
  }
}

/** It is not known which profile is open: what is written waits. */
export function holdDrafts(): void {
  held = true;
  for (const [key, timer] of unstored) {
    clearTimeout(timer);
    unstored.set(key, undefined);
  }
}

/** This profile is open: its drafts are stored, those of another are forgotten. */
export function openDrafts(profile: Profile): void {
  if (owner !== null && owner !== profile) {
    forgetDrafts();
  }
  owner = profile;
  held = false;
  void storeDrafts();
}

/** As a window that was never written in. */
export function forgetDrafts(): void {
  for (const timer of unstored.values()) {
    clearTimeout(timer);
  }
  unstored.clear();
  drafts.clear();
  forgetAttached();
  forgetComing();
  owner = null;
  held = false;
}

/** Stores what waits whenever the window is left, which may be for good. Returns how to stop. */
export function storeOnLeave(): () => void {
  const leave = () => void storeDrafts();
  const hide = () => document.hidden && leave();
  window.addEventListener("pagehide", leave);
  window.addEventListener("blur", leave);
  document.addEventListener("visibilitychange", hide);
  return () => {
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("blur", leave);
    document.removeEventListener("visibilitychange", hide);
  };
}
