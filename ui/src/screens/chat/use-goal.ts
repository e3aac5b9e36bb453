/** Brings a message that was looked for into view: its branch, then as many messages as it takes, then its place. */
import { type RefObject, useEffect, useLayoutEffect } from "react";
import { type ConversationView, commands } from "../../ipc";
import { attempt } from "../../state/problems";
import { reached, show, useGoal } from "./goal";

interface Ways {
  scroller: RefObject<HTMLDivElement | null>;
  start: number;
  drawFrom: (at: number) => void;
  stayAt: (element: HTMLElement) => void;
}

/** So many messages are drawn before it. */
const BEFORE = 10;

export function useGoalIn(view: ConversationView, { scroller, start, drawFrom, stayAt }: Ways): void {
  const { id } = view.summary;
  const wanted = useGoal((goal) => (goal.conversation === id ? goal.message : null));
  const at = wanted === null ? -1 : view.messages.findIndex((message) => message.id === wanted);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the message has come nearer.
  useLayoutEffect(() => {
    if (wanted === null || at < 0) {
      return;
    }
    if (at < start) {
      drawFrom(at - BEFORE);
      return;
    }
    const found = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted)}"]`);
    if (found) {
      stayAt(found);
      show(found);
    }
    reached();
  }, [wanted, at, start]);

  // It may stand on another branch. That is asked for once.
  const elsewhere = wanted !== null && at < 0;
  useEffect(() => {
    if (wanted !== null && elsewhere) {
      const shown = commands.showBranch(id, wanted);
      shown.catch(reached);
      attempt(shown);
    }
  }, [id, wanted, elsewhere]);
}
