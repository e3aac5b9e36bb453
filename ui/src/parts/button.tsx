/** Buttons: one primary per view, secondary for the rest, quiet where they stand in text or lists. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Spinner } from "./spinner";

export type Kind = "primary" | "secondary" | "quiet" | "danger";

const kinds: Record<Kind, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover px-3.5 font-medium",
  secondary: "border border-edge/50 bg-raised hover:bg-hover px-3.5",
  quiet: "hover:bg-hover px-2.5",
  danger: "bg-danger text-canvas hover:opacity-90 px-3.5 font-medium",
};

/** The look of a button, for what is a button by other means (menu triggers, toggles). */
export function buttonClass(kind: Kind, more = ""): string {
  return `inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md py-1 transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50 ${kinds[kind]} ${more}`;
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  "data-testid"?: string;
  kind?: Kind;
  /** Shows a spinner: a person caused the wait. */
  busy?: boolean;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "secondary", busy = false, icon, className = "", children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass(kind, className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A button that is an icon; its label is read out and shown on hover. */
export function IconButton({ label, children, className = "", ...rest }: Props & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-soft transition-colors duration-100 hover:bg-hover hover:text-ink disabled:opacity-50 ${className}`}
    >
      {children}
    </button>
  );
}
