/**
 * A part of the window that is fetched when it is first drawn. React remembers for good that one could not be fetched;
 * this one is asked for again after `forgetFailed`.
 */
import { type ComponentType, lazy, type ReactElement } from "react";

const failed = new Set<() => void>();

/** A part that takes nothing. */
export function lazily(load: () => Promise<{ default: ComponentType }>): () => ReactElement {
  const fetched = () =>
    lazy(() =>
      load().catch((error: unknown) => {
        failed.add(renew);
        throw error;
      }),
    );
  let Part = fetched();
  const renew = () => {
    Part = fetched();
  };
  return () => <Part />;
}

/** What could not be fetched is fetched again when it is drawn next. */
export function forgetFailed(): void {
  for (const renew of failed) {
    renew();
  }
  failed.clear();
}
