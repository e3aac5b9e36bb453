/** A part of the settings: its name, and its fields beside it; below it where the list of parts stands at the left. */
import { type ReactNode, useId } from "react";

export function Section({
  title,
  lead,
  children,
  ...rest
}: {
  title: string;
  lead?: string;
  children: ReactNode;
  "data-testid"?: string;
  "data-state"?: string;
}) {
  const id = useId();
  return (
    <section
      {...rest}
      aria-labelledby={id}
      className="grid gap-x-10 gap-y-4 border-t border-line py-6 narrow:grid-cols-[180px_minmax(0,1fr)] wide:grid-cols-1"
    >
      <h2 id={id} tabIndex={-1} className="font-semibold wide:text-lg">
        {title}
      </h2>
      <div className="min-w-0 max-w-[480px] space-y-5">
        {lead ? <p className="text-soft">{lead}</p> : null}
        {children}
      </div>
    </section>
  );
}
