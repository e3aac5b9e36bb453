/** Keys that work everywhere: Ctrl/Cmd+N begins a conversation, Ctrl/Cmd+F goes to the search, Ctrl/Cmd+, to Settings. */
import { useEffect } from "react";
import { go, usePlace } from "../state/place";

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.isComposing;
      if (!command) {
        return;
      }
      if (event.key === "n") {
        event.preventDefault();
        go({ screen: "chat", conversation: null });
      } else if (event.key === ",") {
        event.preventDefault();
        go({ screen: "settings" });
      } else if (event.key === "f") {
        event.preventDefault();
        usePlace.setState({ sidebar: true });
        requestAnimationFrame(() => document.querySelector<HTMLInputElement>("[data-testid=search]")?.focus());
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
