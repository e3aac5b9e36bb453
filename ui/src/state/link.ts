/**
 * The link to the core: subscribe first, then take the snapshot, then follow the events. A gap in the numbers asks for
 * the missing ones; a reset starts over. A reload is therefore the same as a replay.
 */
import { type CoreEvent, commands, subscribe, toError } from "../ipc";
import { adopt } from "./adopt";
import { forgetDrafts } from "./drafts";
import { startOver } from "./place";
import { conversationOf } from "./reduce";
import { fromSnapshot, initialState } from "./state";
import { enqueue, flush, replace, useCore } from "./store";

/** Streams of older generations are ignored: a reset or a gap opens a new one. */
let generation = 0;
/** Starts so far: what was asked for before the last one belongs to another state. */
let starts = 0;
/** The number of the last event taken. */
let last = 0;
/** Events that came before the snapshot; null once it is there. */
let early: CoreEvent[] | null = null;
/** Events of conversations on their way here, by conversation. */
const loading = new Map<string, CoreEvent[]>();

/** Starts, or starts over. Resolves when the window has something to show. */
export async function connect(): Promise<void> {
  generation += 1;
  starts += 1;
  const mine = generation;
  early = [];
  loading.clear();
  try {
    await subscribe(null, (event) => receive(mine, event));
    const snapshot = await commands.snapshot();
    if (mine !== generation) {
      return;
    }
    const before = useCore.getState();
    if (before.phase !== "ready" || before.profile !== snapshot.profile) {
      forgetDrafts();
    }
    if (before.phase === "ready" && before.profile !== snapshot.profile) {
      startOver();
    }
    replace(fromSnapshot(snapshot));
    last = snapshot.seq;
    const missed = early ?? [];
    early = null;
    for (const event of missed) {
      receive(mine, event);
    }
  } catch (thrown) {
    if (mine === generation) {
      replace({ ...initialState, phase: "failed", failure: toError(thrown) });
    }
  }
}

function receive(mine: number, event: CoreEvent): void {
  if (mine !== generation) {
    return;
  }
  if (event.body.type === "reset") {
    void connect();
    return;
  }
  if (early !== null) {
    early.push(event);
    return;
  }
  if (event.seq <= last) {
    return;
  }
  if (event.seq > last + 1) {
    void resume();
    return;
  }
  last = event.seq;
  const id = conversationOf(event.body);
  if (id !== null) {
    loading.get(id)?.push(event);
  }
  enqueue(event);
}

/** Asks again for everything after the last event taken. */
async function resume(): Promise<void> {
  generation += 1;
  const mine = generation;
  try {
    await subscribe(last, (event) => receive(mine, event));
  } catch {
    if (mine === generation) {
      await connect();
    }
  }
}

/** Brings a conversation here, unless it is here already. */
export async function openConversation(id: string): Promise<void> {
  if (useCore.getState().open[id] !== undefined || loading.has(id)) {
    return;
  }
  const mine = starts;
  const meanwhile: CoreEvent[] = [];
  loading.set(id, meanwhile);
  try {
    const view = await commands.openConversation(id);
    if (mine === starts) {
      flush();
      useCore.setState((state) => adopt(state, view, meanwhile));
    }
  } finally {
    if (loading.get(id) === meanwhile) {
      loading.delete(id);
    }
  }
}

/** Makes a conversation and returns its id. */
export async function newConversation(): Promise<string> {
  const view = await commands.newConversation();
  flush();
  useCore.setState((state) => (state.open[view.summary.id] === undefined ? adopt(state, view, []) : state));
  return view.summary.id;
}
