/** Which key sends a message: the setting `send_key`, for the field one writes in and for who lists keys. */
import type { KeyboardEvent } from "react";
import { setting } from "../state/state";
import { useCore } from "../state/store";
import { isMac, written } from "./keys";

interface SendKey {
  /** As a shortcut. */
  keys: string;
  /** What begins a new line instead. */
  breaks: string;
  /** As it is printed on the keyboard. */
  shown: string;
  /** Whether an event is it. */
  sends: (event: KeyboardEvent) => boolean;
}

function plain(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function held(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.altKey && (isMac ? event.metaKey : event.ctrlKey);
}

const enter: SendKey = { keys: "Enter", breaks: "Shift+Enter", shown: "⏎", sends: plain };
const ctrlEnter: SendKey = {
  keys: "Mod+Enter",
  breaks: "Enter",
  shown: written("Mod+Enter").join(isMac ? "" : "+"),
  sends: held,
};

export function useSendKey(): SendKey {
  return useCore((state) => setting(state, "send_key")?.value) === "ctrl_enter" ? ctrlEnter : enter;
}

/** Whether a mere Enter sends, for who is not drawn. */
export function enterSends(): boolean {
  return setting(useCore.getState(), "send_key")?.value !== "ctrl_enter";
}
