/** A question before something that cannot be taken back. One at a time, asked from anywhere. */
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useRef } from "react";
import { create } from "zustand";
import { useText } from "../i18n/text";
import { Button } from "./button";

interface Question {
  title: string;
  text: string;
  ok: string;
  onYes: () => void;
}

const useQuestion = create<{ question: Question | null; open: boolean }>(() => ({ question: null, open: false }));

/** Asks; `onYes` runs when the person says yes. */
export function confirm(question: Question): void {
  useQuestion.setState({ question, open: true });
}

export function ConfirmDialog() {
  const t = useText();
  const { question, open } = useQuestion();
  const cancel = useRef<HTMLButtonElement>(null);
  const close = () => useQuestion.setState({ open: false });
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => (next ? undefined : close())}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Popup
          data-testid="confirm"
          initialFocus={cancel}
          className="appear fixed top-1/2 left-1/2 z-50 w-[min(400px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 rounded-lg bg-raised p-5 shadow-float outline-none"
        >
          <AlertDialog.Title className="text-lg font-semibold">{question?.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-soft">{question?.text}</AlertDialog.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Button ref={cancel} onClick={close} data-testid="confirm-cancel">
              {t.cancel}
            </Button>
            <Button
              kind="danger"
              data-testid="confirm-ok"
              onClick={() => {
                close();
                question?.onYes();
              }}
            >
              {question?.ok}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
