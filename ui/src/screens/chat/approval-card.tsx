/**
 * A call that asks first, in the stream. It takes the focus only from an empty composer, ignores the keys of who was
 * still typing, and hands the focus on when it is answered.
 */
import { TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { type Answer, type ApprovalView, commands } from "../../ipc";
import { parseJson } from "../../json/parse";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Named } from "../../parts/named";
import { visible, visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { Arguments, ShowJson } from "./call-body";
import { composerField } from "./composer-field";

/** Keys pressed this soon after the card appeared were meant for something else. In milliseconds. */
const UNMEANT = 400;

/** Answers for more than this call. */
const lasting = [
  { choice: "allow_conversation", testId: "approve-conversation", label: "conversation" },
  { choice: "allow_always", testId: "approve-always", label: "always" },
] as const;

export function ApprovalCard({ approval, first }: { approval: ApprovalView; first: boolean }) {
  const t = useText();
  const say = useSay();
  const { call, effects } = approval;
  const card = useRef<HTMLElement>(null);
  const once = useRef<HTMLButtonElement>(null);
  const since = useRef(0);
  const [json, setJson] = useState(false);
  const [given, setGiven] = useState<Answer | null>(null);
  const { busy, error, run } = useTask();
  const args = useMemo(() => parseJson(call.arguments), [call.arguments]);
  const id = useId();
  const title = visibleLine(call.title || call.tool);
  const { destructive } = effects;

  useEffect(() => {
    since.current = performance.now();
    if (first && mayTakeFocus()) {
      // What may destroy is not one key away.
      (destructive ? card : once).current?.focus();
    }
  }, [first, destructive]);

  const answer = (choice: Answer) => {
    setGiven(choice);
    void run(() => commands.answerApproval(approval.id, choice)).then((ok) => {
      if (ok) {
        handOn(card.current);
      }
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const unmeant = event.repeat || performance.now() - since.current < UNMEANT;
    if ((event.key === "Enter" || event.key === " ") && unmeant) {
      event.preventDefault();
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Who types goes on typing in the composer.
      composerField()?.focus();
    }
  };

  return (
    <section
      ref={card}
      tabIndex={-1}
      data-testid="approval"
      data-id={approval.id}
      data-tool={call.tool}
      data-server={call.server_id}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-what`}
      onKeyDown={onKeyDown}
      className="rounded-lg border border-accent bg-tint px-4 py-3 focus-visible:outline-offset-1"
    >
      <div className="flex items-start justify-between gap-4">
        <h3 id={`${id}-title`}>
          <Named className="font-semibold">{title}</Named>
          <span className="text-soft">
            {" · "}
            <Named>{call.server_name}</Named>
            {" · "}
            <bdi>{t.call.as(call.account === null ? t.approval.unnamed : visibleLine(call.account))}</bdi>
          </span>
        </h3>
        <ShowJson json={json} onChange={setJson} />
      </div>
      <div id={`${id}-what`}>
        <div data-testid="approval-arguments" className="mt-2 max-h-[50vh] overflow-y-auto">
          <Arguments text={call.arguments} value={args} json={json} />
        </div>
        {approval.reason === null ? null : (
          <p data-testid="approval-reason" className="mt-2">
            {visible(say(approval.reason))}
          </p>
        )}
        {destructive || effects.open_world ? (
          <p className="mt-2 flex gap-2 text-sm text-warn">
            <TriangleAlert size={14} aria-hidden="true" className="mt-0.5 shrink-0" />
            {[destructive ? t.approval.destructive : "", effects.open_world ? t.approval.openWorld : ""]
              .join(" ")
              .trim()}
          </p>
        ) : null}
        {approval.description === "" ? null : (
          <p className="mt-2 text-sm text-soft">
            {t.approval.about}
            {t.colon}
            <bdi>{visibleLine(approval.description)}</bdi>
          </p>
        )}
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          ref={once}
          kind={first && !destructive ? "primary" : "secondary"}
          data-testid="approve-once"
          busy={busy && given === "allow_once"}
          disabled={busy && given !== "allow_once"}
          onClick={() => answer("allow_once")}
          className="group/once"
        >
          {t.approval.once}
          <span aria-hidden="true" className="hidden font-sans opacity-70 group-focus-visible/once:inline">
            ⏎
          </span>
        </Button>
        {approval.can_always
          ? lasting.map(({ choice, testId, label }) => (
              <Button
                key={choice}
                data-testid={testId}
                busy={busy && given === choice}
                disabled={busy && given !== choice}
                onClick={() => answer(choice)}
              >
                {t.approval[label]}
              </Button>
            ))
          : null}
        <Button
          data-testid="approve-deny"
          busy={busy && given === "deny"}
          disabled={busy && given !== "deny"}
          onClick={() => answer("deny")}
        >
          {t.approval.deny}
        </Button>
      </div>
      {error ? <ErrorNote error={error} className="mt-3" /> : null}
    </section>
  );
}

/** The focus may be taken from nothing, or from a composer in which nothing stands. */
function mayTakeFocus(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || (active === composerField() && composerField()?.value === "");
}

/** After an answer: to the next request, or back to the composer. */
function handOn(from: HTMLElement | null): void {
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (!lost && !from?.contains(document.activeElement)) {
    return;
  }
  const cards = [...document.querySelectorAll<HTMLElement>("[data-testid=approval]")];
  const next = cards.find((card) => card !== from);
  if (next === undefined) {
    composerField()?.focus();
  } else {
    (next.querySelector<HTMLElement>("[data-testid=approve-once]") ?? next).focus();
  }
}
