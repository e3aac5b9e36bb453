/** The Details fold: server, step, rule, what was said, the trace; and a button that copies all of it. */
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useSay } from "../i18n/say";
import { useText } from "../i18n/text";
import type { Details, TraceStep, Words } from "../ipc";
import { CopyButton } from "./copy-button";
import { TraceList } from "./trace-list";
import { visible } from "./visible";

interface Props {
  details: Details | null;
  /** The sentence that the details are about; the first line of what is copied. */
  message: Words;
  code?: string;
  trace?: readonly TraceStep[];
}

/** The fold, closed at first. Nothing when there is nothing to show. */
export function DetailsFold(props: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return hasDetails(props) ? (
    <div className="mt-1">
      <DetailsToggle id={id} open={open} onChange={setOpen} className="-ml-1.5" />
      {open ? <DetailsPanel id={id} {...props} /> : null}
    </div>
  ) : null;
}

/** What a person typed wrong needs no fold; any other error has one, if only to be copied. */
export function hasDetails({ details, code, trace = [] }: Props): boolean {
  return (
    (code !== undefined && code !== "invalid") ||
    trace.length > 0 ||
    (details !== null && Object.values(details).some((value) => value !== null && value !== ""))
  );
}

interface ToggleProps {
  id: string;
  open: boolean;
  onChange: (open: boolean) => void;
  className?: string;
}

export function DetailsToggle({ id, open, onChange, className = "" }: ToggleProps) {
  const t = useText();
  return (
    <button
      type="button"
      data-testid="details-toggle"
      aria-expanded={open}
      aria-controls={id}
      onClick={() => onChange(!open)}
      className={`inline-flex min-h-8 items-center gap-1 rounded-md px-1.5 text-sm text-soft hover:text-ink ${className}`}
    >
      <ChevronRight size={14} aria-hidden="true" className={open ? "rotate-90" : ""} />
      {t.details}
    </button>
  );
}

export function DetailsPanel({ id, details, message, code, trace = [] }: Props & { id: string }) {
  const t = useText();
  const say = useSay();
  const rows = (
    [
      [t.detail.server, details?.server],
      [t.detail.step, details?.step],
      [t.detail.rule, details?.rule],
      [t.detail.said, details?.said],
      [t.detail.code, code],
    ] as const
  ).filter((row): row is readonly [string, string] => typeof row[1] === "string" && row[1] !== "");
  const asText = () =>
    [
      say(message),
      ...rows.map(([name, value]) => `${name}: ${value}`),
      ...trace.map((step) => `[${step.outcome}] ${step.name}: ${step.detail}`),
    ].join("\n");
  return (
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
        className="mt-1 -ml-2.5"
      />
    </div>
  );
}
