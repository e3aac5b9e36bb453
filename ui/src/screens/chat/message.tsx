/** One message. A settled one is drawn once, however long the conversation goes on. */
import { memo } from "react";
import type { ApprovalView, ElicitationView, MessageView } from "../../ipc";
import { Answer } from "./answer";
import { OwnMessage } from "./own-message";

export interface Props {
  conversation: string;
  message: MessageView;
  /** It is the last one: it can go on. */
  last: boolean;
  /** What waits for an answer in it. */
  approvals: readonly ApprovalView[];
  /** What servers ask in the middle of its calls. */
  elicitations: readonly ElicitationView[];
  /** The approval that is to be answered first. */
  first: string | undefined;
}

export const Message = memo(function Message(props: Props) {
  return props.message.role === "user" ? (
    <OwnMessage conversation={props.conversation} message={props.message} />
  ) : (
    <Answer {...props} />
  );
});
