/** The title of a conversation, being written in its place. Enter and leaving save it, Escape does not. */
import { useEffect, useRef } from "react";
import { useText } from "../i18n/text";
import { visibleLine } from "../parts/visible";

interface Props {
  title: string;
  onSave: (title: string) => void;
  onDone: () => void;
}

export function RenameField({ title, onSave, onDone }: Props) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  const shown = visibleLine(title);
  useEffect(() => {
    // After the menu has given the focus back.
    const frame = requestAnimationFrame(() => input.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const end = (save: boolean) => {
    if (ended.current) {
      return;
    }
    ended.current = true;
    const next = input.current?.value.trim() ?? "";
    // What only shows hidden characters was not changed.
    if (save && next !== "" && next !== shown && next !== title) {
      onSave(next);
    }
    onDone();
  };
  return (
    <input
      ref={input}
      data-testid="rename-input"
      aria-label={t.nav.renameLabel}
      defaultValue={shown}
      dir="auto"
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) {
          return;
        }
        if (event.key === "Enter") {
          end(true);
        } else if (event.key === "Escape") {
          event.preventDefault();
          end(false);
        }
      }}
      className="h-8 w-full min-w-0 rounded-md border border-edge/60 bg-raised px-2.5 focus-visible:outline-offset-0"
    />
  );
}
