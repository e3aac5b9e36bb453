/** One message. A settled one is drawn once. */
import { ChevronRight } from "lucide-react";
import { memo, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import type { ApprovalView, ElicitationView, MessageView, PartView, Sentence } from "../../ipc";
import { CopyButton } from "../../parts/copy-button";
import { ErrorNote } from "../../parts/error-note";
import { LongText } from "../../parts/long-text";
import { visible, visibleLine } from "../../parts/visible";
import { When } from "../../parts/when";
import { ApprovalCard } from "./approval-card";
import { Attachment } from "./attachment";
import { ElicitationCard } from "./elicitation-card";
import { GuardedMarkdown } from "./guarded-markdown";
import { ModelSignIn } from "./model-sign-in";
import { ToolCard } from "./tool-card";

interface Props {
  message: MessageView;
  /** What waits for an answer in it. */
  approvals: readonly ApprovalView[];
  /** What servers ask in the middle of its calls. */
  elicitations: readonly ElicitationView[];
  /** The approval that is to be answered first. */
  first: string | undefined;
}

export const Message = memo(function Message(props: Props) {
  return props.message.role === "user" ? <Own message={props.message} /> : <Answer {...props} />;
});

function Own({ message }: { message: MessageView }) {
  const t = useText();
  return (
    <article data-testid="message-user" data-id={message.id} className="group flex flex-col items-end">
      <h2 className="sr-only">{t.chat.you}</h2>
      <div dir="auto" className="max-w-[85%] rounded-lg bg-hover px-3.5 py-2">
        <Attached parts={message.parts} />
        {message.parts.map((part, index) =>
          part.type === "call" || part.type === "attachment" || part.type === "summary" ? null : part.type ===
            "note" ? (
            <Note key={part.sentence.pattern} sentence={part.sentence} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end.
            <LongText key={index} text={part.text} />
          ),
        )}
      </div>
      <When at={message.at} className="mt-1 -mb-3 text-xs text-soft opacity-0 group-hover:opacity-100" />
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

function Answer({ message, approvals, elicitations, first }: Props) {
  const t = useText();
  const say = useSay();
  const running = message.end === null;
  const last = message.parts.length - 1;
  return (
    <article
      data-testid="message-assistant"
      data-id={message.id}
      data-end={message.end?.type ?? "running"}
      // Read out when it is whole, not word by word.
      aria-busy={running}
      className="group space-y-3"
    >
      <h2 className="sr-only">{visibleLine(say(message.model ?? t.app))}</h2>
      {message.parts.map((part, index) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end.
          key={index}
          part={part}
          streaming={running && index === last}
          approval={part.type === "call" ? approvals.find((entry) => entry.call.id === part.call.id) : undefined}
          asked={part.type === "call" ? elicitations.filter((entry) => entry.call_id === part.call.id) : nothing}
          first={first}
        />
      ))}
      {running && thinks(message.parts[last]) && approvals.length === 0 ? (
        <p className="caret text-soft">
          <span className="sr-only">{t.chat.thinking}</span>
        </p>
      ) : null}
      <End message={message} />
    </article>
  );
}

const nothing: readonly ElicitationView[] = [];

/** Nothing is to be seen yet of what comes next: there is no text, or a call has just ended. */
function thinks(last: PartView | undefined): boolean {
  return last === undefined || (last.type === "call" && last.call.state !== "running" && last.call.state !== "asking");
}

function End({ message }: { message: MessageView }) {
  const t = useText();
  const { end } = message;
  const text = message.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
  return (
    <>
      {end?.type === "failed" ? (
        <ErrorNote error={end.error}>{end.error.code === "sign_in_required" ? <ModelSignIn /> : null}</ErrorNote>
      ) : null}
      {end?.type === "stopped" || end?.type === "interrupted" ? (
        <p className="text-sm text-soft">{t.chat.ended[end.type]}</p>
      ) : null}
      {end !== null ? (
        <div className="-mt-2 -ml-2 flex h-8 items-center gap-1 text-xs text-soft opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
          {text === "" ? <span className="w-2" /> : <CopyButton compact text={text} label={t.chat.copyMessage} />}
          <When at={message.at} />
        </div>
      ) : null}
    </>
  );
}

interface PartProps {
  part: PartView;
  streaming: boolean;
  approval: ApprovalView | undefined;
  asked: readonly ElicitationView[];
  first: string | undefined;
}

const Part = memo(function Part({ part, streaming, approval, asked, first }: PartProps) {
  switch (part.type) {
    case "text":
      return part.text === "" ? null : (
        <div data-testid="message-text">
          <GuardedMarkdown text={part.text} streaming={streaming} />
        </div>
      );
    case "reasoning":
      return <Reasoning text={part.text} streaming={streaming} />;
    case "note":
      return <Note sentence={part.sentence} />;
    case "summary":
      return <Summary text={part.text} />;
    case "attachment":
      return <Attachment attachment={part.attachment} />;
    case "call":
      return approval === undefined ? (
        <div>
          <ToolCard call={part.call} />
          {asked.map((entry) => (
            <ElicitationCard key={entry.id} asked={entry} />
          ))}
        </div>
      ) : (
        <ApprovalCard approval={approval} first={approval.id === first} />
      );
  }
});

/** In place of what can't be shown. */
function Note({ sentence }: { sentence: Sentence }) {
  const say = useSay();
  return (
    <p data-testid="message-note" className="text-soft">
      {visible(say(sentence))}
    </p>
  );
}

/** What was said before, in short: the model reads this in its place. */
function Summary({ text }: { text: string }) {
  const t = useText();
  return (
    <details data-testid="message-summary" className="text-sm text-soft">
      <summary className="min-h-8">{t.chat.summarised}</summary>
      <div className="border-l border-line pl-3">
        <LongText text={text} />
      </div>
    </details>
  );
}

function Reasoning({ text, streaming }: { text: string; streaming: boolean }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <div data-testid="message-reasoning" className="text-sm text-soft">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ml-1.5 inline-flex min-h-8 items-center gap-1 rounded-md px-1.5 hover:text-ink"
      >
        <ChevronRight size={14} aria-hidden="true" className={open ? "rotate-90" : ""} />
        {streaming ? t.chat.thinking : t.chat.thoughts}
      </button>
      {open ? (
        <div className="border-l border-line pl-3">
          <LongText text={text} />
        </div>
      ) : null}
    </div>
  );
}
