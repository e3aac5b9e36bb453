/** A word about something that was done and can't be seen, such as a copy: said once, and gone. It may lead there. */
import { useEffect } from "react";
import { create } from "zustand";

/** How long it stays, in milliseconds; longer where there is something to be done. */
const STAYS = 2000;
const STAYS_TO_ACT = 10_000;

interface Act {
  label: string;
  run: () => void;
}

const useToast = create<{ text: string; act: Act | null; count: number }>(() => ({ text: "", act: null, count: 0 }));

export function toast(text: string, act: Act | null = null): void {
  useToast.setState(({ count }) => ({ text, act, count: count + 1 }));
}

export function Toast() {
  const { text, act, count } = useToast();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words said again stay anew.
  useEffect(() => {
    if (text !== "") {
      const timer = setTimeout(() => useToast.setState({ text: "", act: null }), act === null ? STAYS : STAYS_TO_ACT);
      return () => clearTimeout(timer);
    }
  }, [text, act, count]);
  return (
    <div
      role="status"
      data-testid="toast"
      className="pointer-events-none fixed inset-x-0 bottom-24 z-40 px-4 text-center"
    >
      {text === "" ? null : (
        <span className="appear inline-flex max-w-full items-center gap-3 rounded-full bg-raised px-3.5 py-1.5 text-sm shadow-float">
          <span className="min-w-0">{text}</span>
          {act === null ? null : (
            <button
              type="button"
              data-testid="toast-act"
              onClick={() => {
                useToast.setState({ text: "", act: null });
                act.run();
              }}
              className="pointer-events-auto min-h-8 shrink-0 rounded-md px-1.5 font-medium text-accent hover:underline"
            >
              {act.label}
            </button>
          )}
        </span>
      )}
    </div>
  );
}
