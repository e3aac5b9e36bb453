/** What was written and not sent: kept here at once, and in the core when one pauses. */
import { commands } from "../ipc";

/** Pause after which a draft is stored, in milliseconds. */
const PAUSE = 400;

const drafts = new Map<string, string>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

function keyOf(id: string | null): string {
  return id ?? "";
}

export function draftOf(id: string | null): string | undefined {
  return drafts.get(keyOf(id));
}

export function keepDraft(id: string | null, text: string): void {
  drafts.set(keyOf(id), text);
  if (id !== null) {
    clearTimeout(timers.get(id));
    timers.set(
      id,
      setTimeout(() => {
        timers.delete(id);
        // A draft that could not be stored is still in the window; there is nothing to tell.
        commands.setDraft(id, text).catch(() => undefined);
      }, PAUSE),
    );
  }
}

/** Sent: nothing of it is to come back. The core forgets it with the message. */
export function clearDraft(id: string | null): void {
  drafts.set(keyOf(id), "");
  if (id !== null) {
    clearTimeout(timers.get(id));
    timers.delete(id);
    commands.setDraft(id, "").catch(() => undefined);
  }
}

/** Another profile, or a fresh start: what was written belongs to another set of conversations. */
export function forgetDrafts(): void {
  for (const timer of timers.values()) {
    clearTimeout(timer);
  }
  timers.clear();
  drafts.clear();
}
