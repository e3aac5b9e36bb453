/** A part of an answer: text, what the model thought, a tool call, or what stands in place of something. */
import { ChevronRight } from "lucide-react";
import { memo, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import type { ApprovalView, ElicitationView, PartView, Sentence } from "../../ipc";
import { Fold } from "../../parts/fold";
import { LongText } from "../../parts/long-text";
import { visible } from "../../parts/visible";
import { ApprovalCard } from "./approval-card";
import { Attachment } from "./attachment";
import { ElicitationCard } from "./elicitation-card";
import { GuardedMarkdown } from "./guarded-markdown";
import { ToolCard } from "./tool-card";

interface Props {
  part: PartView;
  streaming: boolean;
  approval: ApprovalView | undefined;
  asked: readonly ElicitationView[];
  first: string | undefined;
}

export const Part = memo(function Part({ part, streaming, approval, asked, first }: Props) {
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
export function Note({ sentence }: { sentence: Sentence }) {
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
    <Fold label={t.chat.summarised} data-testid="message-summary">
      <div className="border-l border-line pl-3 text-sm text-soft">
        <LongText text={text} />
      </div>
    </Fold>
  );
}

function Reasoning({ text, streaming }: { text: string; streaming: boolean }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <div data-testid="message-reasoning" className="text-sm text-soft">
      <button
        type="button"
        data-testid="message-reasoning-toggle"
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
