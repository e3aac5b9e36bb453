/** The words of a message, without its tools and thoughts. */
import type { MessageView } from "../../ipc";

export function textOf(message: MessageView, between = "\n\n"): string {
  return message.parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : [])).join(between);
}
