/** Conversations under the day of their last change. Pure; the clock comes in. */
import type { ConversationSummary } from "../ipc";

export type Day = { type: "today" } | { type: "yesterday" } | { type: "week" } | { type: "month"; at: string };

export function days(items: readonly ConversationSummary[], now: number): { day: Day; items: ConversationSummary[] }[] {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const before = (count: number) => {
    const day = new Date(midnight);
    day.setDate(day.getDate() - count);
    return day.getTime();
  };
  const groups: { day: Day; key: string; items: ConversationSummary[] }[] = [];
  for (const item of items) {
    const date = new Date(item.updated_at);
    const time = date.getTime();
    const month = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
    const day: Day =
      time >= midnight.getTime()
        ? { type: "today" }
        : time >= before(1)
          ? { type: "yesterday" }
          : time >= before(7)
            ? { type: "week" }
            : { type: "month", at: `${month}-01T00:00:00` };
    const key = day.type === "month" ? day.at : day.type;
    const group = groups.find((other) => other.key === key);
    if (group === undefined) {
      groups.push({ day, key, items: [item] });
    } else {
      group.items.push(item);
    }
  }
  return groups.map(({ day, items: list }) => ({ day, items: list }));
}
