/**
 * Has code coloured by a worker, one after the other. Whatever takes too long is ended with its worker and stays
 * plain; a worker that has nothing to do for a while is let go, with its memory.
 */
import type { Painted } from "./highlight";
import type { Language } from "./languages";

export interface Job {
  id: number;
  language: Language;
  pieces: readonly string[];
}

export interface Painting {
  id: number;
  spans: Painted | null;
}

/** The first code of a language reads its grammar. */
const PATIENCE = 10_000;
const REST = 30_000;

let worker: Worker | null = null;
let rest: ReturnType<typeof setTimeout> | undefined;
let next = 1;
/** The next code waits for the last. */
let turn: Promise<unknown> = Promise.resolve();

/** The colours of a code; null where there are none to be had, or nobody wants them any more. */
export function colour(language: Language, pieces: readonly string[], off: () => boolean): Promise<Painted | null> {
  const work = turn.then(() => (off() ? null : ask(language, pieces))).catch(() => null);
  turn = work;
  return work;
}

async function ask(language: Language, pieces: readonly string[]): Promise<Painted | null> {
  if (typeof Worker === "undefined") {
    return null;
  }
  clearTimeout(rest);
  worker ??= new Worker(new URL("./colours.worker.ts", import.meta.url), { type: "module" });
  const asked = worker;
  const id = next;
  next += 1;
  const spans = await new Promise<Painted | null | undefined>((resolve) => {
    const late = setTimeout(() => resolve(undefined), PATIENCE);
    const done = (answer: Painted | null | undefined) => {
      clearTimeout(late);
      resolve(answer);
    };
    asked.onmessage = ({ data }: MessageEvent<Painting>) => {
      if (data.id === id) {
        done(data.spans);
      }
    };
    asked.onerror = (event) => {
      event.preventDefault();
      done(undefined);
    };
    asked.postMessage({ id, language, pieces } satisfies Job);
  });
  if (spans === undefined) {
    letGo();
    return null;
  }
  rest = setTimeout(letGo, REST);
  return spans;
}

function letGo(): void {
  worker?.terminate();
  worker = null;
}
