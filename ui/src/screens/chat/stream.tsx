/**
 * The messages. Whoever reads at the bottom follows the text; whoever has scrolled up stays where they are, and a pill
 * says that there is more. A word that comes costs the same in a conversation of two messages and of two thousand.
 */
import { ArrowDown } from "lucide-react";
import { useMemo } from "react";
import { useText } from "../../i18n/text";
import type { ConversationView, MessageView } from "../../ipc";
import { ApprovalCard } from "./approval-card";
import { ElicitationCard } from "./elicitation-card";
import { Message } from "./message";
import { useDrawn } from "./use-drawn";
import { useFollow } from "./use-follow";
import { useGoalIn } from "./use-goal";

export function Stream({ view }: { view: ConversationView }) {
  const t = useText();
  const { id } = view.summary;
  const follow = useFollow(view.messages);
  const drawn = useDrawn(view.messages, follow.scroller);
  useGoalIn(view, { ...follow, ...drawn });

  const messages = view.messages.slice(drawn.start);
  const last = view.messages.at(-1)?.id;
  // Approvals and questions stand at their call; one whose call is not in the stream stands below it.
  const running = view.messages.findLast((message) => message.role === "assistant");
  const { asking, calls } = useMemo(() => callsOf(running), [running]);
  const below = view.approvals.filter((approval) => !asking.has(approval.call.id));
  const orphans = view.elicitations.filter((asked) => asked.call_id === null || !calls.has(asked.call_id));
  const first = view.approvals[0]?.id;

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* Opening a card must not count as text that grew. */}
      <div
        ref={follow.scroller}
        data-stream
        onClickCapture={follow.keepPlace}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain px-4"
      >
        <div ref={follow.content} role="log" aria-live="polite" className="mx-auto max-w-[72ch] space-y-5 py-6">
          {drawn.start > 0 ? (
            <div className="text-center">
              <button
                type="button"
                data-testid="earlier"
                onClick={drawn.earlier}
                className="min-h-8 rounded-md px-3 text-sm text-accent hover:bg-hover"
              >
                {t.chat.earlier}
              </button>
            </div>
          ) : null}
          {messages.map((message) => (
            <Message
              key={message.id}
              conversation={id}
              message={message}
              last={message.id === last}
              approvals={message.end === null && message.role === "assistant" ? view.approvals : none}
              elicitations={message.end === null && message.role === "assistant" ? view.elicitations : nobody}
              first={first}
            />
          ))}
          {orphans.map((asked) => (
            <ElicitationCard key={asked.id} asked={asked} />
          ))}
          {below.map((approval) => (
            <ApprovalCard key={approval.id} approval={approval} first={approval.id === first} />
          ))}
        </div>
      </div>
      {follow.more ? (
        <button
          type="button"
          data-testid="new-messages"
          onClick={follow.toBottom}
          className="appear absolute bottom-3 left-1/2 inline-flex min-h-8 -translate-x-1/2 items-center gap-1.5 rounded-full bg-raised px-3.5 text-sm shadow-float hover:bg-hover"
        >
          <ArrowDown size={14} aria-hidden="true" />
          {t.chat.newMessages}
        </button>
      ) : null}
    </div>
  );
}

const none: ConversationView["approvals"] = [];
const nobody: ConversationView["elicitations"] = [];

/** The calls of an answer that is running, and those of them that ask. A settled one has none. */
function callsOf(message: MessageView | undefined): { asking: Set<string>; calls: Set<string> } {
  const asking = new Set<string>();
  const calls = new Set<string>();
  for (const part of message?.end === null ? message.parts : []) {
    if (part.type === "call") {
      calls.add(part.call.id);
      if (part.call.state === "asking") {
        asking.add(part.call.id);
      }
    }
  }
  return { asking, calls };
}
