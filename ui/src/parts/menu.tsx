/** Menus: Base UI's behaviour, our look. */
import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";

interface Props {
  trigger: ReactElement;
  children: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "end";
  /** The accessible name of the list. */
  label: string;
}

export function Menu({ trigger, children, side = "bottom", align = "start", label }: Props) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} collisionPadding={4} className="z-40">
          <Base.Popup
            aria-label={label}
            className="appear max-h-[min(70vh,var(--available-height))] min-w-[max(208px,var(--anchor-width))] max-w-[min(340px,calc(100vw-16px))] overflow-y-auto rounded-lg bg-raised p-1 shadow-float outline-none"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const itemClass =
  "flex min-h-8 w-full items-center gap-2 rounded-md px-2.5 py-1 text-left outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50";

export function MenuItem({
  icon,
  children,
  onClick,
  danger = false,
  ...rest
}: {
  icon?: ReactNode;
  children: ReactNode;
  onClick: () => void;
  danger?: boolean;
  "data-testid"?: string;
  "data-server"?: string;
}) {
  return (
    <Base.Item {...rest} onClick={onClick} className={`${itemClass} ${danger ? "text-danger" : ""}`}>
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
    </Base.Item>
  );
}

export function MenuRadio({
  value,
  onChange,
  children,
}: {
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(String(next))}>
      {children}
    </Base.RadioGroup>
  );
}

export function MenuRadioItem({
  value,
  children,
  ...rest
}: {
  value: string;
  children: ReactNode;
  "data-testid"?: string;
  "data-model"?: string;
}) {
  return (
    <Base.RadioItem {...rest} value={value} closeOnClick className={itemClass}>
      <span className="flex size-4 shrink-0 items-center justify-center">
        <Base.RadioItemIndicator>
          <Check size={14} aria-hidden="true" />
        </Base.RadioItemIndicator>
      </span>
      <span className="min-w-0 flex-1">{children}</span>
    </Base.RadioItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="mx-2.5 my-1 h-px bg-line" />;
}
