/** What the palette lists for what was typed. Pure. */
import { catalogues } from "../i18n/text";
import type { ConversationSummary } from "../ipc";
import { visibleLine } from "../parts/visible";
import { type Command, type Group, groups } from "./command";
import { fold, score } from "./fuzzy";

/** No more than this is listed at once. */
export const MOST = 50;
/** Conversations that are listed before anything was typed. */
const FEW = 6;

export interface Section {
  id: Group | "recent" | "conversations";
  commands: Command[];
  conversations: ConversationSummary[];
}

/** A command's names in every language: who reads one may think in another. */
const words = new Map<string, string[]>();
export function wordsOf(command: Command): string[] {
  let known = words.get(command.id);
  if (known === undefined) {
    known = Object.values(catalogues).flatMap((t) =>
      [command.name(t), command.also?.(t) ?? ""].map(fold).filter((text) => text !== ""),
    );
    words.set(command.id, known);
  }
  return known;
}

/** Titles folded once: there may be ten thousand, and one types fast. */
const titles = new WeakMap<ConversationSummary, string>();
function titleOf(row: ConversationSummary): string {
  let known = titles.get(row);
  if (known === undefined) {
    known = fold(visibleLine(row.title));
    titles.set(row, known);
  }
  return known;
}

/** Before anything was typed: what was used last, then everything in its groups. */
function unasked(
  commands: readonly Command[],
  rows: readonly ConversationSummary[],
  recent: readonly string[],
): Section[] {
  const last = recent.flatMap((id) => commands.find((command) => command.id === id) ?? []).slice(0, 4);
  const rest = commands.filter((command) => !last.includes(command));
  return [
    { id: "recent", commands: last, conversations: [] },
    { id: "conversations", commands: [], conversations: rows.slice(0, FEW) },
    ...groups.map(
      (id): Section => ({
        id,
        commands: rest.filter((command) => command.group === id),
        conversations: [],
      }),
    ),
  ];
}

function best<T>(list: readonly T[], rate: (item: T) => number): T[] {
  const rated: { item: T; rate: number }[] = [];
  for (const item of list) {
    const rateOf = rate(item);
    if (rateOf > 0) {
      rated.push({ item, rate: rateOf });
    }
  }
  // Sorting keeps the order of equals: newer conversations stay first.
  return rated.sort((a, b) => b.rate - a.rate).map(({ item }) => item);
}

export function find(
  typed: string,
  commands: readonly Command[],
  rows: readonly ConversationSummary[],
  recent: readonly string[],
): { sections: Section[]; more: boolean } {
  const wanted = fold(typed.trim());
  // The palette itself is open already.
  const listed = commands.filter((command) => command.id !== "palette");
  if (wanted === "") {
    return { sections: unasked(listed, rows, recent).filter(isFilled), more: false };
  }
  const bonus = (command: Command) => (recent.includes(command.id) ? 5 : 0);
  const rateOf = (command: Command) => Math.max(...wordsOf(command).map((text) => score(wanted, text)));
  const found = best(listed, (command) => {
    const rate = rateOf(command);
    return rate > 0 ? rate + bonus(command) : 0;
  });
  const titled = best(rows, (row) => score(wanted, titleOf(row)));
  const room = Math.max(0, MOST - found.length);
  const sections: Section[] = groups.map((id) => ({
    id,
    commands: found.filter((command) => command.group === id),
    conversations: [],
  }));
  // The group of the best command first.
  const first = found[0]?.group;
  sections.sort((a, b) => Number(b.id === first) - Number(a.id === first));
  const conversations: Section = { id: "conversations", commands: [], conversations: titled.slice(0, room) };
  const titlesFirst =
    titled[0] !== undefined && score(wanted, titleOf(titled[0])) > (found[0] === undefined ? 0 : rateOf(found[0]));
  const all = titlesFirst ? [conversations, ...sections] : [...sections, conversations];
  return { sections: all.filter(isFilled), more: titled.length > room };
}

function isFilled(section: Section): boolean {
  return section.commands.length > 0 || section.conversations.length > 0;
}
