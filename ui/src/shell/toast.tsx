/** A word about something that was done and can't be seen, such as a copy: said once, and gone. */
import { useEffect } from "react";
import { create } from "zustand";

/** How long it stays, in milliseconds. */
const STAYS = 2000;

const useToast = create<{ text: string; count: number }>(() => ({ text: "", count: 0 }));

export function toast(text: string): void {
  useToast.setState(({ count }) => ({ text, count: count + 1 }));
}

export function Toast() {
  const { text, count } = useToast();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words said again stay anew.
  useEffect(() => {
    if (text !== "") {
      const timer = setTimeout(() => useToast.setState({ text: "" }), STAYS);
      return () => clearTimeout(timer);
    }
  }, [text, count]);
  return (
    <div role="status" data-testid="toast" className="pointer-events-none fixed inset-x-0 bottom-24 z-40 text-center">
      {text === "" ? null : (
        <span className="appear inline-block rounded-full bg-raised px-3.5 py-1.5 text-sm shadow-float">{text}</span>
      )}
    </div>
  );
}
