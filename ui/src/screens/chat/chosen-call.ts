/** The call whose details are shown at the right, and where one came from. */
import { create } from "zustand";
import type { CallView, ConversationView, MessageView } from "../../ipc";
import { usePlace } from "../../state/place";
import { composerField } from "./composer-field";

interface Chosen {
  /** None: the last one of the conversation. */
  call: string | null;
  /** What gets the focus back. */
  from: HTMLElement | null;
  /** Somebody asked for it just now, and the panel has not taken the focus yet. */
  asked: boolean;
}

const nothing: Chosen = { call: null, from: null, asked: false };

export const useChosenCall = create<Chosen>(() => nothing);

/** Opens the panel with a call; without one, with the last. */
export function showDetails(call: string | null, from: Element | null): void {
  useChosenCall.setState({ call, from: from instanceof HTMLElement ? from : null, asked: true });
  usePlace.setState({ details: true });
}

/** Closes the panel. A focus that was in it goes back to where one came from, if that is still there. */
export function closeDetails(): void {
  const { from } = useChosenCall.getState();
  const inside = document.activeElement?.closest("[data-details]") != null;
  usePlace.setState({ details: false });
  useChosenCall.setState(nothing);
  if (inside) {
    (from?.isConnected ? from : composerField())?.focus();
  }
}

export function toggleDetails(): void {
  if (usePlace.getState().details) {
    closeDetails();
  } else {
    showDetails(null, document.activeElement);
  }
}

export interface Found {
  message: MessageView;
  call: CallView;
}

/** The chosen call; where none is chosen, or it is not there, the last one. */
export function findCall(view: ConversationView, chosen: string | null): Found | null {
  return (chosen === null ? null : lastWhere(view, (call) => call.id === chosen)) ?? lastWhere(view, () => true);
}

function lastWhere(view: ConversationView, fits: (call: CallView) => boolean): Found | null {
  for (let at = view.messages.length - 1; at >= 0; at -= 1) {
    const message = view.messages[at];
    const part = message?.parts.findLast((one) => one.type === "call" && fits(one.call));
    if (message !== undefined && part?.type === "call") {
      return { message, call: part.call };
    }
  }
  return null;
}
