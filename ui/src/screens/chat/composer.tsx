/** Where one writes. Enter sends, Shift+Enter breaks, Escape stops, Up in an empty field recalls the last message. */
import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { type ConversationView, commands } from "../../ipc";
import { ErrorNote } from "../../parts/error-note";
import { rememberField, takeEnter } from "../../shell/first-field";
import { useUsable } from "../../shell/usable";
import { clearDraft, draftOf, keepDraft } from "../../state/drafts";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";
import { ModelPicker } from "./model-picker";
import { send } from "./send";

interface Props {
  id: string | null;
  view: ConversationView | undefined;
  busy: boolean;
}

export function Composer({ id, view, busy }: Props) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => draftOf(id) ?? view?.draft ?? "");
  const hasModel = useCore((state) => state.models.length > 0);
  const sending = useTask();
  const touched = useRef(draftOf(id) !== undefined);

  // A draft that arrives with its conversation, unless one has begun to write.
  const draft = view?.draft;
  useEffect(() => {
    if (draft && !touched.current) {
      setText(draft);
    }
  }, [draft]);

  useGrowing(field, text);
  useEffect(() => {
    const box = field.current;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  }, []);
  useEffect(() => rememberField(t.chat.composer, t.chat.placeholder), [t]);
  useUsable();

  const change = useCallback(
    (next: string) => {
      touched.current = true;
      // Whoever goes on writing has not sent yet.
      takeEnter();
      setText(next);
      keepDraft(id, next);
    },
    [id],
  );

  const ready = text.trim() !== "" && hasModel && !busy && !sending.busy;
  const submit = () => {
    if (!ready) {
      return;
    }
    const message = text.trim();
    change("");
    clearDraft(id);
    void sending
      .run(() => send(id, message))
      .then((ok) => {
        if (!ok) {
          // Nothing that was written is lost.
          change(message);
        }
      });
  };
  // Somebody was faster than the window: the Enter of the first paint.
  useEffect(() => {
    if (ready && takeEnter()) {
      submit();
    }
  });
  const stop = () => {
    if (id !== null && busy) {
      void sending.run(() => commands.stopTurn(id));
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An input method's own Enter and Escape are its own; 229 is how older webviews say so.
    if (event.nativeEvent.isComposing || event.keyCode === 229) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && busy) {
      event.preventDefault();
      stop();
    } else if (event.key === "ArrowUp" && text === "") {
      const last = view?.messages.findLast((message) => message.role === "user");
      const recalled = last?.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
      if (recalled) {
        event.preventDefault();
        change(recalled);
      }
    }
  };

  return (
    <div>
      {sending.error ? <ErrorNote error={sending.error} className="mb-3" /> : null}
      <div className="rounded-lg border border-edge/60 bg-raised focus-within:border-accent">
        <textarea
          ref={field}
          data-testid="composer"
          aria-label={t.chat.composer}
          placeholder={t.chat.placeholder}
          rows={1}
          dir="auto"
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          className="block max-h-[40vh] w-full resize-none bg-transparent px-3.5 pt-3 pb-1 focus-visible:outline-none"
        />
        <div className="flex items-center justify-between gap-2 p-1.5">
          <ModelPicker />
          {busy ? (
            <button
              type="button"
              data-testid="stop"
              aria-label={t.chat.stop}
              title={`${t.chat.stop} (Esc)`}
              onClick={stop}
              className="inline-flex size-8 items-center justify-center rounded-md border border-edge/60 hover:bg-hover"
            >
              <Square size={12} aria-hidden="true" fill="currentColor" />
            </button>
          ) : (
            <button
              type="button"
              data-testid="send"
              aria-label={t.chat.send}
              title={`${t.chat.send} (⏎)`}
              disabled={!ready}
              onClick={submit}
              className="inline-flex size-8 items-center justify-center rounded-md bg-accent text-on-accent hover:bg-accent-hover disabled:bg-hover disabled:text-soft"
            >
              <ArrowUp size={16} aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** As high as its text, up to what the style allows. */
function useGrowing(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const box = field.current;
    if (box !== null) {
      box.style.height = "auto";
      box.style.height = `${box.scrollHeight}px`;
    }
  }, [text]);
}
