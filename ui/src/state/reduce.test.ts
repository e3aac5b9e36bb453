import { describe, expect, it } from "vitest";
import type { CoreEvent, EventBody, Snapshot } from "../ipc";
import { MockCore } from "../mock/core";
import { callOf, clone, conversationOf, hr, messageOf, sentence, snapshotOf, text } from "../mock/data";
import { coalesce, reduce } from "./reduce";
import { fromSnapshot, type State } from "./state";

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function start(core: MockCore): State {
  const state = fromSnapshot(clone(core.state));
  return { ...state, open: Object.fromEntries([...core.conversations].map(([id, view]) => [id, clone(view)])) };
}

function core(): MockCore {
  const mock = new MockCore(snapshotOf());
  mock.add(conversationOf("c1", "One", [messageOf("m1", "user", text("Hello"))]));
  mock.add(conversationOf("c2", "Two", []));
  return mock;
}

/** Everything of the state that a snapshot holds too, lists that have no order sorted. */
function comparable(state: Snapshot) {
  const { settings, ...rest } = state;
  return { ...rest, settings: [...settings].sort((a, b) => a.key.localeCompare(b.key)) };
}

function snapshotPart({ phase: _p, failure: _f, open: _o, openSeq: _s, ...rest }: State): Snapshot {
  return rest;
}

function anything(next: () => number): EventBody {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const conversation = pick(["c1", "c2"]);
  const message = pick(["m2", "m3"]);
  const call = callOf({ id: pick(["k1", "k2"]), state: pick(["running", "done"]), progress: next() });
  const bodies: (() => EventBody)[] = [
    () => ({
      type: "delta",
      conversation_id: conversation,
      message_id: message,
      part: 0,
      reasoning: false,
      text: `${Math.floor(next() * 100)} `,
    }),
    () => ({ type: "call", conversation_id: conversation, message_id: message, call }),
    () => ({
      type: "message",
      conversation_id: conversation,
      message: { ...messageOf(message, "assistant", text("whole")), at: "2026-11-23T05:00:00Z", end: null },
    }),
    () => ({ type: "turn_ended", conversation_id: conversation, message_id: message, end: { type: "complete" } }),
    () => ({
      type: "branch",
      conversation_id: conversation,
      messages: [
        messageOf("m1", "user", text(pick(["Anew", "Again"]))),
        messageOf("m2", "assistant"),
        messageOf("m3", "assistant"),
      ],
      elsewhere: { input: 12, output: null, cached: null, reasoning: null },
    }),
    () => ({ type: "instructions", conversation_id: conversation, instructions: pick(["", "In rhymes."]) }),
    () => ({
      type: "approval",
      approval: {
        id: pick(["a1", "a2"]),
        conversation_id: conversation,
        call,
        description: "",
        effects: { read_only: false, destructive: false, open_world: false },
        can_always: true,
        reason: null,
      },
    }),
    () => ({ type: "approval_done", conversation_id: conversation, id: pick(["a1", "a2"]) }),
    () => ({
      type: "conversation",
      conversation: {
        id: conversation,
        title: pick(["One", "Uno"]),
        updated_at: new Date(1_700_000_000_000 + Math.floor(next() * 1e12)).toISOString(),
        busy: next() > 0.5,
        asking: false,
        pinned: next() > 0.5,
        archived: next() > 0.5,
      },
    }),
    () => ({ type: "server", server: { ...hr, id: pick(["s1", "meridian-hr"]), account: pick([null, "ada@x"]) } }),
    () => ({ type: "server_removed", id: pick(["s1", "tickets"]) }),
    () => ({
      type: "setting",
      setting: { key: "theme", value: pick(["dark", "light"]), source: "user", locked_by: null },
    }),
    () => ({ type: "vault", vault: pick(["locked", "keychain"]) }),
    () => ({
      type: "notice",
      notice: { id: pick(["n1", "n2"]), kind: "disk", message: sentence("Full."), details: null },
    }),
    () => ({ type: "notice_dismissed", id: pick(["n1", "n2"]) }),
    () => ({ type: "models", providers: [], models: [], model: pick([null, "x"]) }),
  ];
  return pick(bodies)();
}

describe("reduce", () => {
  it("makes of a snapshot and the events after it what the next snapshot is", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const mock = core();
      const before = start(mock);
      const next = random(seed);
      // Messages are announced before they grow, as the core does.
      for (const conversation of ["c1", "c2"]) {
        for (const id of ["m2", "m3"]) {
          mock.emit({
            type: "message",
            conversation_id: conversation,
            message: { ...messageOf(id, "assistant"), at: "2026-11-23T05:00:00Z", end: null },
          });
        }
      }
      for (let count = 0; count < 120; count += 1) {
        mock.emit(anything(next));
      }
      const after = mock.told.reduce(reduce, before);
      expect(comparable(snapshotPart(after)), `seed ${seed}`).toEqual(comparable(mock.state));
      expect(after.open, `seed ${seed}`).toEqual(Object.fromEntries(mock.conversations));
      // One commit per frame must make no difference.
      expect(coalesce(mock.told).reduce(reduce, before), `seed ${seed}`).toEqual(after);
    }
  });

  it("applies no event twice", () => {
    const mock = core();
    const before = start(mock);
    mock.begin("c1");
    const id = mock.view("c1").messages.at(-1)?.id ?? "";
    mock.delta("c1", id, 0, "once");
    const after = mock.told.reduce(reduce, before);
    expect([...mock.told, ...mock.told].reduce(reduce, before)).toEqual(after);
    expect(after.open.c1?.messages.at(-1)?.parts).toEqual([{ type: "text", text: "once" }]);
  });

  it("drops what a snapshot or an opened conversation already includes", () => {
    const mock = core();
    const state = { ...start(mock), seq: 20, openSeq: { c1: 22 } };
    const delta = (seq: number): CoreEvent => ({
      seq,
      body: { type: "delta", conversation_id: "c1", message_id: "m1", part: 0, reasoning: false, text: "!" },
    });
    expect(reduce(state, delta(20))).toBe(state);
    const seen = reduce(state, delta(22));
    expect(seen.seq).toBe(22);
    expect(seen.open.c1).toBe(state.open.c1);
    expect(reduce(seen, delta(23)).open.c1?.messages[0]?.parts).toEqual([{ type: "text", text: "Hello!" }]);
  });

  it("keeps messages that did not change as they are, so that they are not drawn again", () => {
    const mock = core();
    const state = start(mock);
    const after = reduce(state, {
      seq: 11,
      body: { type: "delta", conversation_id: "c1", message_id: "m9", part: 0, reasoning: false, text: "new" },
    });
    expect(after.open.c1?.messages[0]).toBe(state.open.c1?.messages[0]);
    expect(after.open.c2).toBe(state.open.c2);
  });

  it("begins a message and parts that were not announced, and never writes text into a call", () => {
    const state = start(core());
    const events: EventBody[] = [
      { type: "delta", conversation_id: "c2", message_id: "x", part: 1, reasoning: true, text: "late" },
      { type: "call", conversation_id: "c2", message_id: "x", call: callOf({ id: "k" }) },
      { type: "delta", conversation_id: "c2", message_id: "x", part: 2, reasoning: false, text: "lost" },
    ];
    const after = events.map((body, index) => ({ seq: 11 + index, body })).reduce(reduce, state);
    expect(after.open.c2?.messages[0]?.parts).toEqual([
      { type: "reasoning", text: "" },
      { type: "reasoning", text: "late" },
      { type: "call", call: callOf({ id: "k" }) },
    ]);
  });
});

describe("coalesce", () => {
  it("joins neighbouring deltas of one part and nothing else", () => {
    const delta = (seq: number, part: number, words: string): CoreEvent => ({
      seq,
      body: { type: "delta", conversation_id: "c", message_id: "m", part, reasoning: false, text: words },
    });
    const vault: CoreEvent = { seq: 4, body: { type: "vault", vault: "locked" } };
    expect(coalesce([delta(1, 0, "a"), delta(2, 0, "b"), delta(3, 1, "c"), vault, delta(5, 1, "d")])).toEqual([
      delta(2, 0, "ab"),
      delta(3, 1, "c"),
      vault,
      delta(5, 1, "d"),
    ]);
  });
});
