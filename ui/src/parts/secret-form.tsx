/**
 * A field for a secret. The input is uncontrolled: what is typed is read once, at submit, handed over, and cleared at
 * once. It is never in the state of the window, and nothing puts it back.
 */
import { type FormEvent, useId, useRef } from "react";
import { own } from "../i18n/say";
import { useText } from "../i18n/text";
import type { ApiError } from "../ipc";
import { useTask } from "../state/problems";
import { Button } from "./button";
import { ErrorNote } from "./error-note";
import { inputClass } from "./field";

interface Props {
  label: string;
  hint?: string;
  submitLabel: string;
  /** What to say when nothing was typed. */
  emptyMessage: string;
  /** Shown while typing, as for an address; a password field otherwise. */
  plain?: boolean;
  autoFocus?: boolean;
  onSubmit: (secret: string) => Promise<unknown>;
  onDone?: () => void;
  inputTestId: string;
  submitTestId: string;
}

export function SecretForm(props: Props) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const { busy, error, run } = useTask();
  const id = useId();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const field = input.current;
    if (field === null || busy) {
      return;
    }
    const secret = field.value;
    field.value = "";
    void run(() => (secret.trim() === "" ? Promise.reject(empty(props.emptyMessage)) : props.onSubmit(secret))).then(
      (ok) => (ok ? props.onDone?.() : field.focus()),
    );
  };

  return (
    <form onSubmit={submit} autoComplete="off" className="space-y-2">
      <label htmlFor={id} className="block text-sm font-medium">
        {props.label}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          ref={input}
          id={id}
          type={props.plain ? "text" : "password"}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the person just asked for this field.
          autoFocus={props.autoFocus}
          aria-describedby={props.hint ? `${id}-hint` : undefined}
          data-testid={props.inputTestId}
          className={`${inputClass} min-w-40 flex-1`}
        />
        <Button type="submit" busy={busy} data-testid={props.submitTestId}>
          {props.submitLabel}
        </Button>
      </div>
      {props.hint ? (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {props.hint}
        </p>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
      <span className="sr-only" aria-live="polite">
        {busy ? t.loading : ""}
      </span>
    </form>
  );
}

function empty(message: string): ApiError {
  return { code: "invalid", message: own(message), details: null };
}
