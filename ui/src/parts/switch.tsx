/** On or off, at once. */
interface Props {
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  /** It is under way: another click does nothing. */
  busy?: boolean;
  id?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "data-testid"?: string;
  "data-locked"?: boolean;
}

export function Switch({ on, onChange, disabled = false, busy = false, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      role="switch"
      aria-checked={on}
      aria-disabled={busy || undefined}
      disabled={disabled}
      onClick={() => (busy ? undefined : onChange(!on))}
      className="inline-flex h-8 w-12 shrink-0 items-center justify-center rounded-md disabled:opacity-60"
    >
      <span
        className={`flex h-[20px] w-[36px] items-center rounded-full border px-[2px] transition-colors duration-100 ${on ? "border-accent bg-accent" : "border-edge bg-hover"}`}
      >
        <span
          className={`size-[14px] rounded-full transition-transform duration-100 ${on ? "translate-x-[16px] bg-on-accent" : "bg-edge"}`}
        />
      </span>
    </button>
  );
}
