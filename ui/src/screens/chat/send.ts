/** Sends a message; the first one of a new conversation makes it. */
import { commands } from "../../ipc";
import { newConversation } from "../../state/link";
import { usePlace } from "../../state/place";

export async function send(id: string | null, text: string, attached: string[] = []): Promise<void> {
  const conversation = id ?? (await newConversation());
  await commands.sendMessage(conversation, text, attached);
  if (id === null) {
    usePlace.setState((place) => (place.conversation === null ? { conversation } : {}));
  }
}
