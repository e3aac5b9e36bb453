/** What the model said: its parts in order, how it ended, and what can be done with it. */
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import type { ElicitationView, PartView } from "../../ipc";
import { visibleLine } from "../../parts/visible";
import { AnswerEnd } from "./answer-end";
import { articleClass } from "./goal";
import type { Props } from "./message";
import { Part } from "./part";

export function Answer({ conversation, message, last, approvals, elicitations, first }: Props) {
  const t = useText();
  const say = useSay();
  const running = message.end === null;
  const lastPart = message.parts.length - 1;
  return (
    <article
      data-testid="message-assistant"
      data-id={message.id}
      data-end={message.end?.type ?? "running"}
      // Read out when it is whole, not word by word.
      aria-busy={running}
      tabIndex={-1}
      className={`group space-y-3 ${articleClass}`}
    >
      <h2 className="sr-only">{visibleLine(say(message.model ?? t.app))}</h2>
      {message.parts.map((part, index) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end.
          key={index}
          part={part}
          streaming={running && index === lastPart}
          approval={part.type === "call" ? approvals.find((entry) => entry.call.id === part.call.id) : undefined}
          asked={part.type === "call" ? askedBy(elicitations, part.call.id) : nothing}
          first={first}
        />
      ))}
      {running && thinks(message.parts[lastPart]) && approvals.length === 0 ? (
        <p className="caret text-soft">
          <span className="sr-only">{t.chat.thinking}</span>
        </p>
      ) : null}
      {message.end === null ? null : <AnswerEnd conversation={conversation} message={message} last={last} />}
    </article>
  );
}

const nothing: readonly ElicitationView[] = [];

/** A call that nothing is asked for gets the same empty list each time, so that its card is not drawn again. */
function askedBy(elicitations: readonly ElicitationView[], call: string): readonly ElicitationView[] {
  return elicitations.some((entry) => entry.call_id === call)
    ? elicitations.filter((entry) => entry.call_id === call)
    : nothing;
}

/** Nothing is to be seen yet of what comes next: there is no text, or a call has just ended. */
function thinks(last: PartView | undefined): boolean {
  return last === undefined || (last.type === "call" && last.call.state !== "running" && last.call.state !== "asking");
}
