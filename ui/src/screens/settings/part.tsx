/** A part of the page, which the search may hide. Hidden, not gone: what was typed in it stays. */
import type { ReactNode } from "react";
import { type Found, FoundContext, type PartId } from "./finding";

interface Props {
  id: PartId;
  found: ReadonlyMap<PartId, ReadonlySet<Found>>;
  children: ReactNode;
}

export function partElement(id: PartId): HTMLElement | null {
  return document.getElementById(`settings-${id}`);
}

export function Part({ id, found, children }: Props) {
  return (
    <div
      id={`settings-${id}`}
      data-testid="settings-part"
      data-part={id}
      hidden={!found.has(id)}
      className="scroll-mt-4"
    >
      <FoundContext value={found.get(id) ?? null}>{children}</FoundContext>
    </div>
  );
}
