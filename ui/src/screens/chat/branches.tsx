/** "2 of 3": the messages that stand in one place, and the way from one to the next. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useLanguage, useText } from "../../i18n/text";
import type { MessageView } from "../../ipc";
import { IconButton } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { useTask } from "../../state/problems";
import { arrived, heading, showVersion } from "./switching";

interface Props {
  conversation: string;
  message: MessageView;
  busy: boolean;
}

export function Branches({ conversation, message, busy }: Props) {
  const t = useText();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const task = useTask();
  const { alternatives } = message;
  const at = alternatives.indexOf(message.id);

  // Another message stands here after a switch: who went there stays at the same place, and on the same button.
  useLayoutEffect(() => {
    const from = heading(message.id);
    const row = box.current;
    if (from === null || row === null) {
      return;
    }
    const scroller = row.closest<HTMLElement>("[data-stream]");
    if (scroller !== null) {
      scroller.scrollTop += row.getBoundingClientRect().top - from.top;
    }
    if (!from.focused) {
      // It was asked for from elsewhere, and is to be seen.
      row.scrollIntoView?.({ block: "nearest" });
      return;
    }
    const wanted = row.querySelector<HTMLButtonElement>(`[data-by="${from.by}"]:enabled`);
    (wanted ?? row.querySelector<HTMLButtonElement>("button:enabled"))?.focus({ preventScroll: true });
  }, [message.id]);
  useEffect(() => arrived(message.id), [message.id]);

  if (alternatives.length < 2 || at < 0) {
    return null;
  }
  const number = new Intl.NumberFormat(language);
  const place = [number.format(at + 1), number.format(alternatives.length)] as const;
  const go = (by: -1 | 1) => {
    const next = alternatives[at + by];
    if (next !== undefined) {
      void task.run(() => showVersion(conversation, { message: next, by, focused: true }, box.current));
    }
  };
  const step = (by: -1 | 1, label: string, icon: React.ReactNode) =>
    busy ? null : (
      <IconButton
        label={label}
        data-testid={by < 0 ? "branch-previous" : "branch-next"}
        data-by={by}
        disabled={alternatives[at + by] === undefined || task.busy}
        onClick={() => go(by)}
      >
        {icon}
      </IconButton>
    );
  return (
    <div ref={box} data-versions={message.id}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form. */}
      <div role="group" aria-label={t.message.branch(...place)} data-testid="branches" className="flex items-center">
        {step(-1, t.message.branchPrevious, <ChevronLeft size={14} aria-hidden="true" />)}
        <span aria-hidden="true" className="px-1 tabular-nums">
          {t.message.branchPlace(...place)}
        </span>
        {step(1, t.message.branchNext, <ChevronRight size={14} aria-hidden="true" />)}
      </div>
      {task.error ? <ErrorNote error={task.error} /> : null}
    </div>
  );
}
