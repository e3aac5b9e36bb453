/** The order of the list: pinned conversations, then the days, and those put away at the end. Pure. */
import type { ConversationSummary } from "../ipc";
import { type Day, days } from "./days";

export type Heading = { type: "pinned" } | Day;

export interface Groups {
  groups: { heading: Heading; items: ConversationSummary[] }[];
  archived: ConversationSummary[];
}

export function groupsOf(all: readonly ConversationSummary[], now: number): Groups {
  const pinned: ConversationSummary[] = [];
  const others: ConversationSummary[] = [];
  const archived: ConversationSummary[] = [];
  for (const item of all) {
    (item.archived ? archived : item.pinned ? pinned : others).push(item);
  }
  const dated = days(others, now).map(({ day, items }) => ({ heading: day, items }));
  return {
    groups: pinned.length > 0 ? [{ heading: { type: "pinned" }, items: pinned }, ...dated] : dated,
    archived,
  };
}

/** Those that are listed, from above: what the keys go through. */
export function listed(all: readonly ConversationSummary[]): ConversationSummary[] {
  const open = all.filter((item) => !item.archived);
  return [...open.filter((item) => item.pinned), ...open.filter((item) => !item.pinned)];
}
