/** What the person said: a bubble with its files, or the field in which it is said differently. */
import { useText } from "../../i18n/text";
import type { MessageView, PartView } from "../../ipc";
import { LongText } from "../../parts/long-text";
import { When } from "../../parts/when";
import { Attachment } from "./attachment";
import { EditMessage } from "./edit-message";
import { useEditing } from "./editing";
import { articleClass } from "./goal";
import { OwnActions } from "./message-actions";
import { Note } from "./part";

export function OwnMessage({ conversation, message }: { conversation: string; message: MessageView }) {
  const t = useText();
  const editing = useEditing((edit) => edit.conversation === conversation && edit.message === message.id);
  return (
    <article
      data-testid="message-user"
      data-id={message.id}
      tabIndex={-1}
      className={`group flex flex-col items-end ${articleClass}`}
    >
      <h2 className="sr-only">{t.chat.you}</h2>
      {editing ? (
        <EditMessage conversation={conversation} message={message}>
          <Attached parts={message.parts} />
        </EditMessage>
      ) : (
        <>
          <div dir="auto" className="max-w-[85%] rounded-lg bg-hover px-3.5 py-2">
            <Attached parts={message.parts} />
            {message.parts.map((part, index) =>
              part.type === "note" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end, and notes may say the same.
                <Note key={index} sentence={part.sentence} />
              ) : part.type === "text" || part.type === "reasoning" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end.
                <LongText key={index} text={part.text} />
              ) : null,
            )}
          </div>
          <OwnActions conversation={conversation} message={message}>
            <When at={message.at} className="px-1" />
          </OwnActions>
        </>
      )}
    </article>
  );
}

/** What was added to it, side by side where there is room. */
function Attached({ parts }: { parts: readonly PartView[] }) {
  const attachments = parts.flatMap((part) => (part.type === "attachment" ? [part.attachment] : []));
  return attachments.length === 0 ? null : (
    <div className="mb-1.5 flex flex-wrap items-start gap-1.5 last:mb-0">
      {attachments.map((attachment) => (
        <Attachment key={attachment.id} attachment={attachment} />
      ))}
    </div>
  );
}
