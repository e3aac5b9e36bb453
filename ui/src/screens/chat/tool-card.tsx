/** A tool call: one line that says what ran, where, how it ended and how long it took; opened, everything about it. */
import { Ban, Check, ChevronRight, CircleSlash, Clock, KeyRound, PanelRight, Square, X } from "lucide-react";
import { memo, type ReactNode, useId, useState } from "react";
import { useSay } from "../../i18n/say";
import { duration, useLanguage, useText } from "../../i18n/text";
import { type CallState, type CallView, commands } from "../../ipc";
import { summary } from "../../json/words";
import { Button, IconButton } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Named } from "../../parts/named";
import { Spinner } from "../../parts/spinner";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { CallBody, isEmpty, useContent } from "./call-body";
import { showDetails } from "./chosen-call";
import { Media } from "./media";

const icons: Record<CallState, ReactNode> = {
  asking: <Clock size={14} aria-hidden="true" className="text-warn" />,
  running: <Spinner />,
  done: <Check size={14} aria-hidden="true" className="text-ok" />,
  failed: <X size={14} aria-hidden="true" className="text-danger" />,
  sign_in_required: <KeyRound size={14} aria-hidden="true" className="text-warn" />,
  declined: <CircleSlash size={14} aria-hidden="true" className="text-soft" />,
  blocked: <Ban size={14} aria-hidden="true" className="text-danger" />,
  stopped: <Square size={12} aria-hidden="true" className="text-soft" />,
};

export const ToolCard = memo(function ToolCard({ call }: { call: CallView }) {
  const t = useText();
  const say = useSay();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const id = useId();
  const content = useContent(call);
  const { args, result } = content;
  const reason = call.reason === null ? null : say(call.reason);
  const refused = ["failed", "sign_in_required", "blocked", "declined"].includes(call.state);
  const argWords = args === null ? visibleLine(call.arguments) : isEmpty(args) ? "" : summary(args, t, language);
  const resultWords =
    result === null
      ? ""
      : visibleLine(result.kind === "string" ? result.value.slice(0, 300) : summary(result, t, language));

  return (
    <div
      data-testid="tool-card"
      data-state={call.state}
      data-tool={call.tool}
      data-server={call.server_id}
      data-call={call.id}
      data-open={open}
      className="relative rounded-lg border border-line"
    >
      <IconButton
        label={t.message.showDetails(visibleLine(call.title || call.tool))}
        data-testid="tool-card-details"
        onClick={(event) => showDetails(call.id, event.currentTarget)}
        className="absolute top-0.5 right-1 z-1"
      >
        <PanelRight size={14} aria-hidden="true" />
      </IconButton>
      <button
        type="button"
        data-testid="tool-card-toggle"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 rounded-lg py-2 pr-10 pl-3 text-left hover:bg-side"
      >
        <span className="flex justify-center">{icons[call.state]}</span>
        <span className="truncate">
          <Named className="font-medium">{call.title || call.tool}</Named>
          <span className="text-soft">
            {" · "}
            <Named>{call.server_name || t.call.unknownServer}</Named>
          </span>
        </span>
        <span className="flex items-center gap-2 text-sm text-soft tabular-nums">
          {call.state === "done" ? <span className="sr-only">{t.call.state.done}</span> : t.call.state[call.state]}
          {call.duration_ms === null ? null : <span>{duration(call.duration_ms, language)}</span>}
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={`transition-transform duration-100 ${open ? "rotate-90" : ""}`}
          />
        </span>
        <span
          data-testid="tool-summary"
          className={`col-start-2 col-span-2 text-sm text-soft ${refused ? "line-clamp-3" : open ? "hidden" : "truncate"} ${argWords === "" && resultWords === "" ? "hidden" : ""}`}
        >
          {argWords === "" || (refused && resultWords !== "") ? null : <bdi>{argWords}</bdi>}
          {argWords !== "" && resultWords !== "" && !refused ? <span aria-hidden="true"> → </span> : null}
          {resultWords === "" ? null : <bdi className={refused ? "text-ink" : ""}>{resultWords}</bdi>}
        </span>
      </button>
      {call.state === "done" && reason !== null && call.text !== null ? (
        <p data-testid="tool-note" className="px-3 pb-2 pl-9 text-sm text-soft">
          {visibleLine(reason)}
        </p>
      ) : null}
      {call.state === "running" ? <Progress call={call} /> : null}
      {open || (call.media ?? []).length === 0 ? null : (
        <div className="px-3 pb-3 pl-9">
          <Media media={call.media ?? []} />
        </div>
      )}
      {call.state === "sign_in_required" && call.server_id !== "" ? <SignIn server={call.server_id} /> : null}
      {open ? (
        <div id={id} className="appear border-t border-line px-3 py-3">
          {call.account === null ? null : (
            <p className="mb-3 text-sm text-soft">
              <bdi>{t.call.as(visibleLine(call.account))}</bdi> ·{" "}
              <code className="font-mono">{visibleLine(call.tool)}</code>
            </p>
          )}
          <CallBody call={call} content={content} />
        </div>
      ) : null}
    </div>
  );
});

/** The way on when a server wants a sign-in, or consent for more, before it runs a call. */
function SignIn({ server }: { server: string }) {
  const t = useText();
  const { busy, error, run } = useTask();
  return (
    <div className="space-y-2 px-3 pb-3 pl-9">
      <Button data-testid="tool-card-sign-in" busy={busy} onClick={() => void run(() => commands.signIn(server))}>
        {t.tools.signIn}
      </Button>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  );
}

function Progress({ call }: { call: CallView }) {
  const t = useText();
  if (call.progress === null && call.progress_message === null) {
    return null;
  }
  const percent = Math.round(Math.min(1, Math.max(0, call.progress ?? 0)) * 100);
  return (
    <div className="px-3 pb-2.5 pl-9">
      {call.progress === null ? null : (
        <div
          role="progressbar"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-label={visibleLine(call.title)}
          className="h-1 overflow-hidden rounded-full bg-hover"
        >
          <div className="h-full bg-accent transition-[width] duration-150" style={{ width: `${percent}%` }} />
        </div>
      )}
      <p className="mt-1 flex justify-between gap-3 text-sm text-soft">
        <span className="truncate">{call.progress_message === null ? "" : visibleLine(call.progress_message)}</span>
        {call.progress === null ? null : <span className="tabular-nums">{t.call.progress(percent)}</span>}
      </p>
    </div>
  );
}
