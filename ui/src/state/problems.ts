/** Errors of things a person did that have no place of their own: shown in the bar above, until dismissed. */
import { useCallback, useState } from "react";
import { create } from "zustand";
import { say } from "../i18n/say";
import { type ApiError, toError } from "../ipc";

export interface Problem {
  id: number;
  error: ApiError;
}

export const useProblems = create<{ list: readonly Problem[] }>(() => ({ list: [] }));

let next = 1;

function said({ error }: Problem): string {
  return say(error.message, "en");
}

/** Runs something and shows its error in the bar above. */
export function attempt(work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    const problem = { id: next, error: toError(thrown) };
    next += 1;
    // The same sentence twice says no more than once.
    useProblems.setState(({ list }) => ({
      list: [...list.filter((other) => said(other) !== said(problem)), problem],
    }));
  });
}

export function dismissProblem(id: number): void {
  useProblems.setState(({ list }) => ({ list: list.filter((problem) => problem.id !== id) }));
}

/** Runs something whose error is shown where it was asked for. */
export function useTask(): {
  busy: boolean;
  error: ApiError | null;
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(toError(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}
