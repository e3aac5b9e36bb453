/** Form fields: a label above, a hint below, the control between. */
import { ChevronDown, Lock } from "lucide-react";
import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, useId } from "react";
import { useText } from "../i18n/text";

export const inputClass =
  "w-full min-h-8 rounded-md border border-edge/60 bg-raised px-2.5 py-1 hover:border-edge focus-visible:outline-offset-0 disabled:opacity-60 disabled:hover:border-edge/60";

interface FieldProps {
  label: string;
  hint?: ReactNode | undefined;
  /** Who locked it. */
  lockedBy?: string | null | undefined;
  children: (id: string, describedBy: string | undefined) => ReactNode;
  className?: string;
  /** A search is for something else. */
  hidden?: boolean;
}

export function Field({ label, hint, lockedBy, children, className = "", hidden = false }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const described = hint || lockedBy ? hintId : undefined;
  return (
    <div className={className} hidden={hidden}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {children(id, described)}
      {described ? (
        <div id={hintId} className="mt-1 text-sm text-soft">
          {hint}
          {lockedBy ? (
            <span className="block">
              <SetBy who={lockedBy} />
            </span>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** "Set by Meridian": why something cannot be changed here. */
export function SetBy({ who }: { who: string }) {
  const t = useText();
  return (
    <span data-testid="set-by" className="inline-flex items-center gap-1 text-soft">
      <Lock size={12} aria-hidden="true" className="shrink-0" />
      {t.setBy(who)}
    </span>
  );
}

export function TextInput({
  className = "",
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input type="text" spellCheck={false} autoComplete="off" {...rest} className={`${inputClass} ${className}`} />;
}

export function Select({ children, className = "", ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <span className={`relative inline-block w-full ${className}`}>
      <select {...rest} className={`${inputClass} appearance-none pr-8`}>
        {children}
      </select>
      <ChevronDown
        size={14}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-soft"
      />
    </span>
  );
}
