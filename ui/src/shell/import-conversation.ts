/** A conversation that comes from a file: what was exported as JSON becomes one of its own, and is shown. */
import { commands } from "../ipc";
import { pickFile } from "../parts/pick-file";
import { readText } from "../parts/read-file";
import { go } from "../state/place";
import { attempt } from "../state/problems";

/** The files that are offered. */
export const conversationFiles = ".json,application/json";

export async function importConversation(file: File): Promise<void> {
  const row = await commands.importConversation(await readText(file));
  go({ screen: "chat", conversation: row.id });
}

/** The same, from anywhere: the file is asked for first. */
export function pickConversation(): void {
  pickFile(conversationFiles, (file) => attempt(importConversation(file)));
}
