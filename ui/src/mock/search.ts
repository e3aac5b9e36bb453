import type { ConversationSummary, ConversationView, SearchHit } from "../ipc";

/** The mock's search: titles, then messages, word by word as they stand. */
export function searchIn(
  rows: readonly ConversationSummary[],
  views: ReadonlyMap<string, ConversationView>,
  text: string,
): SearchHit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") {
    return [];
  }
  const titles = rows
    .filter((row) => row.title.toLowerCase().includes(wanted))
    .map((row) => ({ conversation: row, message_id: null, role: null, at: row.updated_at, excerpt: [] }));
  const messages = rows.flatMap((row) =>
    (views.get(row.id)?.messages ?? []).flatMap((message): SearchHit[] => {
      const said = message.parts.map((part) => (part.type === "text" ? part.text : "")).join(" ");
      const at = said.toLowerCase().indexOf(wanted);
      if (at < 0) {
        return [];
      }
      const excerpt = [
        { text: said.slice(Math.max(0, at - 40), at), hit: false },
        { text: said.slice(at, at + wanted.length), hit: true },
        { text: said.slice(at + wanted.length, at + wanted.length + 60), hit: false },
      ];
      return [{ conversation: row, message_id: message.id, role: message.role, at: message.at, excerpt }];
    }),
  );
  return [...titles, ...messages];
}
