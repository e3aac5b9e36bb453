/** The steps of a sign-in, in order. */
import { Check, TriangleAlert, X } from "lucide-react";
import { useText } from "../i18n/text";
import type { TraceStep } from "../ipc";
import { visible } from "./visible";

const icons = {
  ok: <Check size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-ok" />,
  warning: <TriangleAlert size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />,
  failed: <X size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-danger" />,
};

export function TraceList({ steps }: { steps: readonly TraceStep[] }) {
  const t = useText();
  return (
    <ol aria-label={t.detail.trace} className="mt-2 space-y-1">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end, and names repeat.
        <li key={index} data-testid="trace-step" data-outcome={step.outcome} className="flex gap-2">
          {icons[step.outcome]}
          <span className="min-w-0">
            <span className="sr-only">
              {t.waiting.outcome[step.outcome]}
              {t.colon}
            </span>
            <span className="font-medium">{visible(step.name)}</span>{" "}
            <span className="text-soft">{visible(step.detail)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
