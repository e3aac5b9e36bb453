/** What the mock's model does with a message: a few turns like those of the demo. */
import type { Answer } from "../ipc";
import type { MockCore } from "./core";
import { callOf, sentence } from "./data";
import { flood } from "./showcase";

const asked = new Map<string, { conversation: string; message: string; call: ReturnType<typeof callOf> }>();

function words(core: MockCore, conversation: string, message: string, part: number, text: string, then: () => void) {
  const pieces = text.match(/\S+\s*/g) ?? [];
  const step = (at: number) => {
    const piece = pieces[at];
    if (piece === undefined) {
      then();
    } else {
      core.delta(conversation, message, part, piece);
      setTimeout(() => step(at + 1), 30);
    }
  };
  step(0);
}

export function answerMessage(core: MockCore, conversation: string, text: string): void {
  const message = core.begin(conversation);
  const end = () => core.end(conversation, message);
  const [, tokens, rate] = /^flood (\d+) (\d+)$/.exec(text) ?? [];
  if (tokens !== undefined && rate !== undefined) {
    return flood(core, conversation, message, Number(tokens), Number(rate));
  }
  if (/leave from|休假/i.test(text)) {
    const call = callOf({
      id: core.id("call"),
      tool: "request_leave",
      title: "Request leave",
      arguments: '{"from":"2026-12-21","to":"2026-12-23","note":"winter break"}',
      state: "asking",
      structured: null,
      text: null,
      duration_ms: null,
    });
    const id = core.id("a");
    asked.set(id, { conversation, message, call });
    core.call(conversation, message, call);
    core.row(conversation, { asking: true, busy: true });
    core.emit({
      type: "approval",
      approval: {
        id,
        conversation_id: conversation,
        call,
        description: "Asks your manager for days off.",
        effects: { read_only: false, destructive: false, open_world: false },
        can_always: true,
        reason: null,
      },
    });
    return;
  }
  if (/report|报告/i.test(text) && !/expense|报销/i.test(text)) {
    const call = callOf({
      id: core.id("call"),
      tool: "quarterly_report",
      title: "Quarterly report",
      arguments: '{"quarter":"2026-Q4"}',
      state: "running",
      structured: null,
      text: null,
      duration_ms: null,
    });
    let step = 0;
    const timer = setInterval(() => {
      step += 1;
      if (step <= 8) {
        core.call(conversation, message, { ...call, progress: step / 8, progress_message: `Section ${step} of 8` });
      } else {
        clearInterval(timer);
        core.call(conversation, message, { ...call, state: "done", text: "8 sections written.", duration_ms: 4100 });
        words(core, conversation, message, 1, "The quarterly report is ready. It has 8 sections.", end);
      }
    }, 450);
    return;
  }
  const blocked = /expense|报销/i.test(text);
  core.call(
    conversation,
    message,
    blocked
      ? callOf({
          id: core.id("call"),
          tool: "expense_report",
          title: "Expense report",
          arguments: "{}",
          state: "blocked",
          structured: null,
          text: null,
          reason: sentence("{company} does not allow this tool.", { company: "Meridian" }),
          duration_ms: null,
        })
      : callOf({ id: core.id("call") }),
  );
  words(
    core,
    conversation,
    message,
    1,
    blocked
      ? "I can't show the expense report: your company does not allow it."
      : "You have **12 days** left this year.",
    end,
  );
}

export function answerApproval(core: MockCore, id: string, answer: Answer): void {
  const open = asked.get(id);
  if (open === undefined) {
    return;
  }
  const { conversation, message, call } = open;
  core.emit({ type: "approval_done", conversation_id: conversation, id });
  const denied = answer === "deny";
  core.call(conversation, message, {
    ...call,
    state: denied ? "declined" : "done",
    text: denied ? null : "Requested. Your manager has been asked.",
    structured: denied ? null : '{"request":"LR-2041","status":"pending"}',
    duration_ms: denied ? null : 380,
  });
  words(
    core,
    conversation,
    message,
    1,
    denied ? "I did not request leave." : "Your request LR-2041 is on its way.",
    () => core.end(conversation, message),
  );
}
