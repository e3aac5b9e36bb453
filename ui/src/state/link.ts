/**
 * The link to the core: take the snapshot, then follow the events after its number. The core keeps events and tells
 * those again, so it does not matter when it begins to listen. A gap in the numbers, or a reset, starts over; a reload
 * is therefore the same as a replay.
 */
import { type CoreEvent, commands, subscribe, toError } from "../ipc";
import { begin } from "../shell/acts";
import { adopt, adoptList } from "./adopt";
import { holdDrafts, offerNewDraft, openDrafts } from "./drafts";
import { startAt, startOver } from "./place";
import { attempt } from "./problems";
import { conversationOf } from "./reduce";
import { soon } from "./soon";
import { fromSnapshot, initialState } from "./state";
import { enqueue, flush, replace, useCore } from "./store";

/** Streams of older generations are ignored: whoever starts over opens a new one. */
let generation = 0;
/** Snapshots so far: what was asked for before the last one belongs to another state. */
let snapshots = 0;
/** The number of the last event taken. */
let last = 0;
/** Events of conversations on their way here, by conversation. */
const loading = new Map<string, CoreEvent[]>();

/** Events of rows of the list while all of it is on its way here. */
let listing: CoreEvent[] | null = null;

/** Starts, or starts over. Resolves when the window has something to show. */
export async function connect(): Promise<void> {
  generation += 1;
  const mine = generation;
  holdDrafts();
  try {
    const [snapshot, draft] = await Promise.all([commands.snapshot(), commands.newDraft().catch(() => "")]);
    if (mine !== generation) {
      return;
    }
    const before = useCore.getState();
    openDrafts(snapshot.profile);
    offerNewDraft(draft);
    if (before.phase === "ready" && before.profile !== snapshot.profile) {
      startOver();
    }
    snapshots += 1;
    loading.clear();
    // Before the state, so that what is drawn first is what stays.
    startAt(snapshot.conversations.find((row) => !row.archived)?.id ?? null);
    replace(fromSnapshot(snapshot));
    last = snapshot.seq;
    await subscribe(last, (event) => receive(mine, event));
    if (snapshot.more_conversations) {
      attempt(drawn().then(() => fetchList(mine)));
    }
  } catch (thrown) {
    if (mine === generation) {
      replace({ ...initialState, phase: "failed", failure: toError(thrown) });
    }
  }
}

function receive(mine: number, event: CoreEvent): void {
  if (event.body.type === "reset") {
    // Of an older stream too: another profile may have opened after the snapshot was taken.
    void connect();
    return;
  }
  if (mine !== generation || event.seq <= last) {
    return;
  }
  if (event.seq > last + 1) {
    void connect();
    return;
  }
  last = event.seq;
  const id = conversationOf(event.body);
  if (id !== null) {
    loading.get(id)?.push(event);
  }
  if (event.body.type === "conversation" || event.body.type === "conversation_removed") {
    listing?.push(event);
  }
  enqueue(event);
  if (event.body.type === "begin") {
    begin();
  }
}

/** Brings the conversations here that the snapshot left out. */
async function fetchList(mine: number): Promise<void> {
  const meanwhile: CoreEvent[] = [];
  listing = meanwhile;
  try {
    const list = await commands.conversations();
    // Who started over asks for them anew.
    if (mine === generation) {
      flush();
      useCore.setState((state) => adoptList(state, list, meanwhile));
    }
  } finally {
    if (listing === meanwhile) {
      listing = null;
    }
  }
}

/** Resolves when what stands in the state has been drawn; soon, where the window is hidden. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) {
      setTimeout(resolve);
    } else {
      soon(() => setTimeout(resolve));
    }
  });
}

/** Brings a conversation here, unless it is here already. */
export async function openConversation(id: string): Promise<void> {
  if (useCore.getState().open[id] !== undefined || loading.has(id)) {
    return;
  }
  const mine = snapshots;
  const { profile } = useCore.getState();
  const meanwhile: CoreEvent[] = [];
  loading.set(id, meanwhile);
  try {
    const view = await commands.openConversation(id);
    if (mine === snapshots) {
      flush();
      useCore.setState((state) => adopt(state, view, meanwhile));
      return;
    }
  } catch (thrown) {
    if (mine === snapshots) {
      throw thrown;
    }
  } finally {
    if (loading.get(id) === meanwhile) {
      loading.delete(id);
    }
  }
  // Another snapshot came meanwhile, and with it another number to count from.
  if (useCore.getState().profile === profile) {
    await openConversation(id);
  }
}

/** Makes a conversation and returns its id. */
export async function newConversation(): Promise<string> {
  const view = await commands.newConversation();
  flush();
  useCore.setState((state) => (state.open[view.summary.id] === undefined ? adopt(state, view, []) : state));
  return view.summary.id;
}
