/** The end of an answer: why it is not whole, the way on, and the small line of what can be done with it. */
import { Play, RotateCcw } from "lucide-react";
import { useText } from "../../i18n/text";
import { commands, type MessageView } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { When } from "../../parts/when";
import { useTask } from "../../state/problems";
import { isCut } from "./last";
import { AnswerActions, useBusy } from "./message-actions";
import { ModelSignIn } from "./model-sign-in";
import { Tokens } from "./tokens";

interface Props {
  conversation: string;
  message: MessageView;
  last: boolean;
}

export function AnswerEnd({ conversation, message, last }: Props) {
  const t = useText();
  const { end } = message;
  return (
    <>
      {end?.type === "failed" ? (
        <ErrorNote error={end.error}>{end.error.code === "sign_in_required" ? <ModelSignIn /> : null}</ErrorNote>
      ) : null}
      {end?.type === "stopped" || end?.type === "interrupted" ? (
        <p className="text-sm text-soft">{t.chat.ended[end.type]}</p>
      ) : null}
      {isCut(message) && last ? <GoOn conversation={conversation} message={message} /> : null}
      <AnswerActions conversation={conversation} message={message}>
        <span className="flex flex-wrap gap-x-2 px-1">
          <When at={message.at} />
          {message.usage === null ? null : <Tokens usage={message.usage} />}
        </span>
      </AnswerActions>
    </>
  );
}

/** The way on after an answer that was cut: further from where it ended, or once more from its beginning. */
function GoOn({ conversation, message }: { conversation: string; message: MessageView }) {
  const t = useText();
  const busy = useBusy(conversation);
  const task = useTask();
  if (busy && !task.busy) {
    return null;
  }
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        <Button
          data-testid="continue"
          busy={task.busy}
          icon={<Play size={14} aria-hidden="true" />}
          onClick={() => void task.run(() => commands.continueTurn(conversation))}
        >
          {t.message.goOn}
        </Button>
        {message.end?.type === "failed" ? (
          <Button
            data-testid="try-again"
            icon={<RotateCcw size={14} aria-hidden="true" />}
            onClick={() => void task.run(() => commands.regenerate(conversation, message.id))}
          >
            {t.tryAgain}
          </Button>
        ) : null}
      </div>
      {task.error ? <ErrorNote error={task.error} /> : null}
    </div>
  );
}
