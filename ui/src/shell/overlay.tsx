/** A dialog over the window: it keeps the focus while it is open and gives it back where it came from. */
import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";

interface Props {
  testId: string;
  label: string;
  onClose: () => void;
  /** What has the focus first. */
  initialFocus?: RefObject<HTMLElement | null>;
  className: string;
  children: ReactNode;
}

export function Overlay({ testId, label, onClose, initialFocus, className, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup
          data-testid={testId}
          aria-label={label}
          {...(initialFocus ? { initialFocus } : {})}
          className={`appear fixed left-1/2 z-50 flex -translate-x-1/2 flex-col overflow-hidden rounded-lg bg-raised shadow-float outline-none ${className}`}
        >
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
