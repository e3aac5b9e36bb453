/** What can be done with a message. It is seen on hover and where the focus is, and takes its room always. */
import { Pencil, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../../i18n/text";
import { commands, type MessageView } from "../../ipc";
import { IconButton } from "../../parts/button";
import { CopyButton } from "../../parts/copy-button";
import { ErrorNote } from "../../parts/error-note";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";
import { Branches } from "./branches";
import { beginEdit } from "./editing";
import { textOf } from "./message-text";

interface Props {
  conversation: string;
  message: MessageView;
  /** When it was said, and what it took. */
  children: ReactNode;
}

/** Whether an answer is on its way: nothing else is said or shown meanwhile. */
export function useBusy(conversation: string): boolean {
  return useCore((state) => state.open[conversation]?.summary.busy ?? false);
}

const shown = "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100";

export function OwnActions({ conversation, message, children }: Props) {
  const t = useText();
  const busy = useBusy(conversation);
  return (
    <div className="mt-0.5 -mb-4 flex min-h-8 items-center text-xs text-soft">
      <span className={`flex items-center ${shown}`}>
        {children}
        {hasText(message) ? <CopyButton compact text={() => textOf(message, "")} label={t.chat.copyMessage} /> : null}
        {busy ? null : (
          <IconButton
            label={t.message.edit}
            data-testid="message-edit"
            onClick={() => beginEdit(conversation, message)}
          >
            <Pencil size={14} aria-hidden="true" />
          </IconButton>
        )}
      </span>
      <Branches conversation={conversation} message={message} busy={busy} />
    </div>
  );
}

export function AnswerActions({ conversation, message, children }: Props) {
  const t = useText();
  const busy = useBusy(conversation);
  const again = useTask();
  return (
    <>
      <div className="-mt-2 -mb-2 -ml-2 flex min-h-8 items-center text-xs text-soft">
        <Branches conversation={conversation} message={message} busy={busy} />
        <span className={`flex items-center ${shown}`}>
          {hasText(message) ? <CopyButton compact text={() => textOf(message)} label={t.chat.copyMessage} /> : null}
          {busy ? null : (
            <IconButton
              label={t.message.again}
              data-testid="message-again"
              disabled={again.busy}
              onClick={() => void again.run(() => commands.regenerate(conversation, message.id))}
            >
              <RotateCcw size={14} aria-hidden="true" />
            </IconButton>
          )}
          {children}
        </span>
      </div>
      {again.error ? <ErrorNote error={again.error} /> : null}
    </>
  );
}

/** Cheap where the text is long: nothing is put together. */
function hasText(message: MessageView): boolean {
  return message.parts.some((part) => part.type === "text" && part.text !== "");
}
