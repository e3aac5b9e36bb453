/** Fields that few people need, folded away; the browser's own fold, with our mark. */
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  label: string;
  open?: boolean;
  "data-testid"?: string;
  children: ReactNode;
}

export function Fold({ label, open = false, children, ...rest }: Props) {
  return (
    <details {...rest} open={open} className="group">
      <summary
        data-testid={rest["data-testid"] === undefined ? undefined : `${rest["data-testid"]}-toggle`}
        className="-ml-1.5 inline-flex min-h-8 cursor-default list-none items-center gap-1 rounded-md px-1.5 text-sm text-soft hover:text-ink [&::-webkit-details-marker]:hidden"
      >
        <ChevronRight size={14} aria-hidden="true" className="group-open:rotate-90" />
        {label}
      </summary>
      <div className="mt-2 space-y-4">{children}</div>
    </details>
  );
}
