/** Beside a wide page: its parts, and which of them is being read. */
import { type RefObject, useEffect, useState } from "react";
import { useText } from "../../i18n/text";
import type { Part, PartId } from "./finding";
import { partElement } from "./part";

/** A part whose top is above this, in pixels from the window's, is being read. */
const READING = 160;

export function PartsList({ parts, page }: { parts: readonly Part[]; page: RefObject<HTMLElement | null> }) {
  const t = useText();
  const current = useReading(parts, page);
  return (
    <nav aria-label={t.settings.sections} className="sticky top-6 hidden self-start wide:block">
      <ul>
        {parts.map(({ id, title }) => (
          <li key={id}>
            <button
              type="button"
              data-testid="settings-go"
              data-part={id}
              aria-current={id === current ? "true" : undefined}
              onClick={() => {
                const element = partElement(id);
                element?.scrollIntoView?.({ block: "start" });
                element?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
              }}
              className={`min-h-8 w-full rounded-md px-2.5 py-1 text-left hover:bg-hover ${id === current ? "bg-hover font-medium" : "text-soft hover:text-ink"}`}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useReading(parts: readonly Part[], page: RefObject<HTMLElement | null>): PartId | undefined {
  const [reading, setReading] = useState<PartId | undefined>(undefined);
  useEffect(() => {
    // The page scrolls in the box that the list stands in.
    const box = page.current?.closest("[data-testid=settings-page]") ?? null;
    const look = () => {
      const above = parts.findLast(({ id }) => (partElement(id)?.getBoundingClientRect().top ?? READING) < READING);
      const end = box !== null && box.scrollTop > 0 && box.scrollHeight - box.scrollTop - box.clientHeight < 2;
      setReading((end ? parts.at(-1) : (above ?? parts[0]))?.id);
    };
    look();
    box?.addEventListener("scroll", look, { passive: true });
    return () => box?.removeEventListener("scroll", look);
  }, [parts, page]);
  return reading;
}
