/** A message of one's own, said differently: what is saved stands on a branch beside it. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "../../i18n/text";
import { commands, type MessageView } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { useSendKey } from "../../shell/send-key";
import { useTask } from "../../state/problems";
import { composerField } from "./composer-field";
import { endEdit, useEditing } from "./editing";
import { useBusy } from "./message-actions";
import { useGrowing } from "./use-growing";

interface Props {
  conversation: string;
  message: MessageView;
  /** The files of the message, which stay. */
  children: ReactNode;
}

export function EditMessage({ conversation, message, children }: Props) {
  const t = useText();
  const text = useEditing((edit) => edit.text);
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  const sendKey = useSendKey();
  const busy = useBusy(conversation);
  const saving = useTask();
  const attached = message.parts.some((part) => part.type === "attachment");
  const ready = !busy && !saving.busy && (text.trim() !== "" || attached);

  useEffect(() => {
    const box = field.current;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
    box?.scrollIntoView?.({ block: "nearest" });
  }, []);
  useGrowing(field, text);

  const close = () => {
    endEdit();
    composerField()?.focus();
  };
  const save = () => {
    if (ready) {
      void saving.run(() => commands.editMessage(conversation, message.id, text.trim())).then((ok) => ok && close());
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // An input method's own Enter and Escape are its own; 229 is how older webviews say so.
    if (event.nativeEvent.isComposing || event.keyCode === 229) {
      return;
    }
    if (sendKey.sends(event)) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      // It ends the edit, and stops no answer.
      event.preventDefault();
      close();
    }
  };

  return (
    <div
      data-testid="edit-message"
      className="w-full rounded-lg border border-edge/60 bg-raised focus-within:border-accent"
    >
      <div className="px-3.5 pt-2 empty:hidden">{children}</div>
      <textarea
        ref={field}
        data-testid="edit-field"
        aria-label={t.message.editLabel}
        aria-describedby={hint}
        rows={1}
        dir="auto"
        value={text}
        onChange={(event) => useEditing.setState({ text: event.target.value })}
        onKeyDown={onKeyDown}
        className="block max-h-[40vh] w-full resize-none bg-transparent px-3.5 pt-2 pb-1 focus-visible:outline-none"
      />
      <div className="flex flex-wrap items-center justify-end gap-2 p-2 pl-3.5">
        <p id={hint} className="min-w-[24ch] flex-1 text-sm text-soft">
          {t.message.editHint}
        </p>
        <Button data-testid="edit-cancel" onClick={close}>
          {t.cancel}
        </Button>
        <Button kind="primary" data-testid="edit-save" busy={saving.busy} disabled={!ready} onClick={save}>
          {t.message.editSave}
        </Button>
      </div>
      {saving.error ? <ErrorNote error={saving.error} className="px-3.5 pb-3" /> : null}
    </div>
  );
}
