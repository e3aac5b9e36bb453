/** Sends a message; the first one of a new conversation makes it. */
import { commands } from "../../ipc";
import { newConversation } from "../../state/link";
import { usePlace } from "../../state/place";
import { useCore } from "../../state/store";

/** The conversation that was made for a first message which then could not be sent. */
let made: string | null = null;

export async function send(id: string | null, text: string, attached: string[] = []): Promise<void> {
  const conversation = id ?? (isEmpty(made) ? made : await newConversation());
  if (id === null) {
    // Should this fail, the next try is not to make another.
    made = conversation;
  }
  await commands.sendMessage(conversation, text, attached);
  if (id === null) {
    made = null;
    usePlace.setState((place) => (place.conversation === null ? { conversation } : {}));
  }
}

/** It is still there, in the profile that is open, and nothing was said in it. */
function isEmpty(id: string | null): id is string {
  return id !== null && useCore.getState().open[id]?.messages.length === 0;
}
