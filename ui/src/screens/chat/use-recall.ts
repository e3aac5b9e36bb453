/**
 * What one wrote before in this conversation: Up in an empty field goes back through it, Down comes forward again and
 * ends at the empty field. It begins only where nothing is written, and ends as soon as something is: no draft is lost.
 */
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from "react";
import type { ConversationView } from "../../ipc";
import { textOf } from "./message-text";

interface Walk {
  /** How far back. */
  back: number;
  /** What was put into the field there. */
  text: string;
}

export function useRecall(
  field: RefObject<HTMLTextAreaElement | null>,
  view: ConversationView | undefined,
  text: string,
  change: (text: string) => void,
) {
  const last = useRef<Walk | null>(null);
  const moved = useRef(false);

  // The caret stands before what was brought back, where the next arrow goes on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret follows the text.
  useLayoutEffect(() => {
    if (moved.current) {
      moved.current = false;
      field.current?.setSelectionRange(0, 0);
      field.current?.scrollTo?.({ top: 0 });
    }
  }, [text]);

  const put = (walk: Walk | null) => {
    last.current = walk;
    moved.current = true;
    change(walk?.text ?? "");
  };

  /** Whether the key was for this. */
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (by === 0 || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    // What was changed since, or sent, is no walk any more.
    const walk = text !== "" && last.current?.text === text ? last.current : null;
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (walk === null ? text !== "" || by < 0 : selectionStart !== 0 || selectionEnd !== 0) {
      return false;
    }
    const said = view === undefined ? [] : saidIn(view);
    const back = (walk?.back ?? 0) + by;
    const found = said.at(-back);
    if (walk === null && found === undefined) {
      return false;
    }
    event.preventDefault();
    if (back === 0) {
      put(null);
    } else if (found !== undefined) {
      put({ back, text: found });
    }
    return true;
  };
  return { onKey };
}

/** One's own messages, oldest first; the same one twice in a row is one. */
function saidIn(view: ConversationView): string[] {
  return view.messages
    .filter((message) => message.role === "user")
    .map((message) => textOf(message, ""))
    .filter((said, at, all) => said.trim() !== "" && said !== all[at - 1]);
}
