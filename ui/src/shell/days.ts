/** Conversations under the day of their last change. Pure; the clock comes in. */
import type { ConversationSummary } from "../ipc";

export type Day = { type: "today" } | { type: "yesterday" } | { type: "week" } | { type: "month"; at: string };

interface Group {
  day: Day;
  items: ConversationSummary[];
}

/** What is shown under one heading: instants from one up to another, in milliseconds since 1970. */
interface Span {
  day: Day;
  from: number;
  to: number;
}

/** In the order given. A row that goes under the heading of the one before it costs a comparison: there may be many. */
export function days(items: readonly ConversationSummary[], now: number): Group[] {
  const spans: (Span & Group)[] = [];
  let span: (Span & Group) | undefined;
  for (const item of items) {
    const time = Date.parse(item.updated_at);
    if (!holds(span, time)) {
      span = spans.find((other) => holds(other, time));
    }
    if (span === undefined) {
      span = { ...spanOf(time, now), items: [] };
      spans.push(span);
    }
    span.items.push(item);
  }
  return spans.map(({ day, items: list }) => ({ day, items: list }));
}

function holds(span: Span | undefined, time: number): boolean {
  return span !== undefined && time >= span.from && time < span.to;
}

function spanOf(time: number, now: number): Span {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const before = (count: number) => new Date(midnight).setDate(midnight.getDate() - count);
  const [today, yesterday, week] = [midnight.getTime(), before(1), before(7)];
  if (time >= today) {
    return { day: { type: "today" }, from: today, to: Number.POSITIVE_INFINITY };
  }
  if (time >= yesterday) {
    return { day: { type: "yesterday" }, from: yesterday, to: today };
  }
  if (time >= week) {
    return { day: { type: "week" }, from: week, to: yesterday };
  }
  const date = new Date(time);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  const at = `${year}-${String(month + 1).padStart(2, "0")}-01T00:00:00`;
  const next = new Date(year, month + 1).getTime();
  return { day: { type: "month", at }, from: new Date(year, month).getTime(), to: Math.min(next, week) };
}
