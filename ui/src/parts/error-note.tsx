/** An error as a person meets it: a sentence, the next step, and a fold with what an expert asks for. */
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useSay } from "../i18n/say";
import { useText } from "../i18n/text";
import type { ApiError, TraceStep } from "../ipc";
import { DetailsFold } from "./details-fold";
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
  const say = useSay();
  return (
    <div role="alert" className={`flex gap-2.5 ${className}`}>
      <CircleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p data-testid="error-message" data-code={error.code}>
          {visible(say(error.message)) || t.somethingFailed}
        </p>
        {children ? <div className="mt-2 flex flex-wrap gap-2">{children}</div> : null}
        <DetailsFold code={error.code} details={error.details} trace={trace} message={error.message} />
      </div>
    </div>
  );
}
