/**
 * The field of the first paint (public/first-field.js), and how what was written into it reaches the real one: the text
 * becomes the draft of the conversation that opens, and an Enter sends it as soon as that can be sent.
 */
import { draftOf, keepDraft } from "../state/drafts";
import { enterSends } from "./send-key";

/** What the first paint needs to know to show the field. */
const KEY = "lanyard.composer";

/** An Enter that waits for the real field. */
let waiting = false;

function field(): HTMLTextAreaElement | null {
  const found = document.getElementById("first-field");
  return found instanceof HTMLTextAreaElement && !found.hidden ? found : null;
}

/** Calls back when the first field may be replaced: at once, or when an input method has finished its word. */
export function whenWritten(then: () => void): void {
  const first = field();
  if (first?.dataset.composing === undefined) {
    then();
    return;
  }
  first.addEventListener("compositionend", () => setTimeout(() => whenWritten(then)), { once: true });
}

/** Takes what was written, for the conversation that opens. To be called in the task that replaces the field. */
export function takeFirst(conversation: string | null): void {
  const first = field();
  if (first === null || first.value === "") {
    return;
  }
  waiting = first.dataset.send !== undefined;
  // An Enter sends what was just written; else it is added to what was kept of an earlier time.
  const before = waiting ? "" : (draftOf(conversation) ?? "");
  keepDraft(conversation, before === "" ? first.value : `${before}\n${first.value}`);
}

/** Whether an Enter waits. It is for the first field that asks. */
export function takeEnter(): boolean {
  const taken = waiting;
  waiting = false;
  return taken;
}

/** The next first paint shows the field. */
export function rememberField(label: string, placeholder: string): void {
  localStorage.setItem(KEY, JSON.stringify({ label, placeholder, enterSends: enterSends() }));
}

/** The next first paint shows none: there may be nothing to write to. */
export function forgetField(): void {
  localStorage.removeItem(KEY);
}
