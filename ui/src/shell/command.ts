/** What a command is. */
import type { Catalogue } from "../i18n/en";
import type { Choice } from "./choices";
import type { Now } from "./now";

export type Group = "go" | "message" | "conversation" | "view" | "app";
export const groups: readonly Group[] = ["go", "message", "conversation", "view", "app"];

export interface Command {
  id: string;
  group: Group;
  name: (t: Catalogue) => string;
  /** Other words that find it. */
  also?: (t: Catalogue) => string;
  keys?: readonly string[];
  /** The keys on a Mac, where they are not the same with Cmd. */
  macKeys?: readonly string[];
  /** The keys are taken where the focus is, and only listed here. */
  elsewhere?: true;
  /** Holding the keys does it again and again. */
  repeats?: true;
  /** Is offered behind a slash in the field for messages. */
  slash?: true;
  /** Without it: always. */
  when?: (now: Now) => boolean;
  /** What there is to choose from; choosing runs it. */
  choices?: (now: Now) => Choice[];
  /** Asks for one line, which begins as this; null when there is nothing to ask for. */
  asks?: (now: Now) => { label: string; text: string; save: (text: string) => void } | null;
  run?: (now: Now) => void;
  /** What its keys do, where there is a better place than the palette. */
  press?: (now: Now) => void;
}
