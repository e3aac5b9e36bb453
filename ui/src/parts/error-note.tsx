/** An error as a person meets it: a sentence, the next step, and a fold with what an expert asks for. */
import { ChevronRight, CircleAlert } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useText } from "../i18n/text";
import type { ApiError, Details, TraceStep } from "../ipc";
import { CopyButton } from "./copy-button";
import { TraceList } from "./trace-list";
import { visible } from "./visible";

interface Props {
  error: ApiError;
  trace?: TraceStep[];
  /** Buttons: the next steps. */
  children?: ReactNode;
  className?: string;
}

export function ErrorNote({ error, trace = [], children, className = "" }: Props) {
  const t = useText();
  return (
    <div role="alert" className={`flex gap-2.5 ${className}`}>
      <CircleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p data-testid="error-message" data-code={error.code}>
          {visible(error.message) || t.somethingFailed}
        </p>
        {children ? <div className="mt-2 flex flex-wrap gap-2">{children}</div> : null}
        <DetailsFold code={error.code} details={error.details} trace={trace} message={error.message} />
      </div>
    </div>
  );
}

interface FoldProps {
  details: Details | null;
  message: string;
  code?: string;
  trace?: readonly TraceStep[];
}

/** Server, step, rule, what was said, the trace; and a button that copies all of it. Nothing when there is nothing. */
export function DetailsFold({ details, message, code, trace = [] }: FoldProps) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const id = useId();
  const rows = (
    [
      [t.detail.server, details?.server],
      [t.detail.step, details?.step],
      [t.detail.rule, details?.rule],
      [t.detail.said, details?.said],
      [t.detail.code, code],
    ] as const
  ).filter((row): row is readonly [string, string] => typeof row[1] === "string" && row[1] !== "");
  if (rows.length === 0 && trace.length === 0) {
    return null;
  }
  const asText = () =>
    [
      message,
      ...rows.map(([name, value]) => `${name}: ${value}`),
      ...trace.map((step) => `[${step.outcome}] ${step.name}: ${step.detail}`),
    ].join("\n");
  return (
    <div className="mt-1">
      <button
        type="button"
        data-testid="details-toggle"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="-ml-1.5 inline-flex min-h-8 items-center gap-1 rounded-md px-1.5 text-sm text-soft hover:text-ink"
      >
        <ChevronRight size={14} aria-hidden="true" className={open ? "rotate-90" : ""} />
        {t.details}
      </button>
      {open ? (
        <div id={id} data-testid="details" className="appear mt-1 border-l border-line pl-3 text-sm">
          <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
            {rows.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-soft">{name}</dt>
                <dd className="min-w-0 whitespace-pre-wrap">{visible(value)}</dd>
              </div>
            ))}
          </dl>
          {trace.length > 0 ? <TraceList steps={trace} /> : null}
          <CopyButton
            kind="quiet"
            text={asText}
            label={t.copyDetails}
            data-testid="details-copy"
            className="-ml-2.5 mt-1"
          />
        </div>
      ) : null}
    </div>
  );
}
