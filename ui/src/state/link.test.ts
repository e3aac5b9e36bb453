import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, MockCore } from "../mock/core";
import { conversationOf, messageOf, sentence, snapshotOf, text } from "../mock/data";
import { installMock } from "../mock/install";
import { adopt } from "./adopt";
import { draftOf, forgetDrafts, keepDraft } from "./drafts";
import { connect, newConversation, openConversation } from "./link";
import { usePlace } from "./place";
import { initialState } from "./state";
import { flush, replace, useCore } from "./store";

let core: MockCore;

beforeEach(() => {
  core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "One", [messageOf("m1", "user", text("Hello"))]));
  installMock(core);
  replace(initialState);
  forgetDrafts();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What was asked, beside the draft of a new conversation. */
const called = () => core.calls.filter((call) => call.command !== "new_draft");
const commandsCalled = () => called().map((call) => call.command);

describe("connect", () => {
  it("takes the snapshot, then asks for everything after it", async () => {
    await connect();
    expect(commandsCalled()).toEqual(["snapshot", "subscribe"]);
    expect(called()[1]?.args.after).toBe(core.state.seq);
    expect(useCore.getState().phase).toBe("ready");
    expect(useCore.getState().seq).toBe(core.state.seq);
  });

  it("draws itself with the top of the list, and brings the others after", async () => {
    for (let number = 0; number < 9; number += 1) {
      core.add(conversationOf(`old${number}`, `Old ${number}`, []));
    }
    core.top = 3;
    const invoke = core.invoke.bind(core);
    const seen: number[] = [];
    vi.spyOn(core, "invoke").mockImplementation(async (command, args) => {
      if (command === "conversations") {
        seen.push(useCore.getState().conversations.length);
        const answer = await invoke(command, args);
        // Of what happens while they are on their way, nothing is lost and nothing comes back.
        core.emit({ type: "conversation_removed", id: "old0" });
        const row = { ...conversationOf("c1", "Renamed", []).summary, updated_at: "2999-01-01T00:00:00Z" };
        core.emit({ type: "conversation", conversation: row });
        return answer;
      }
      return invoke(command, args);
    });
    await connect();
    await vi.waitFor(() => expect(useCore.getState().more_conversations).toBe(false));
    flush();
    expect(seen).toEqual([3]);
    const { conversations } = useCore.getState();
    expect(conversations.map((row) => row.id)).not.toContain("old0");
    expect(conversations).toHaveLength(9);
    expect(conversations[0]?.title).toBe("Renamed");
  });

  it("loses nothing while the core has answered and does not listen yet", async () => {
    const listen = core.subscribe.bind(core);
    let begin = () => undefined as unknown;
    vi.spyOn(core, "subscribe").mockImplementation((after, listener) => {
      begin = () => listen(after, listener);
    });
    await connect();
    core.emit({ type: "vault", vault: "locked" });
    begin();
    flush();
    expect(useCore.getState().vault).toBe("locked");
    expect(useCore.getState().seq).toBe(core.state.seq);
  });

  it("starts over when what it asks for is gone", async () => {
    const listen = core.subscribe.bind(core);
    vi.spyOn(core, "subscribe").mockImplementationOnce((after, listener) => {
      core.emit({ type: "vault", vault: "locked" });
      core.emit({ type: "vault", vault: "file" });
      core.told.shift();
      listen(after, listener);
    });
    await connect();
    await vi.waitFor(() => expect(useCore.getState().seq).toBe(core.state.seq));
    expect(commandsCalled().filter((command) => command === "snapshot")).toHaveLength(2);
    expect(useCore.getState().vault).toBe("file");
  });

  it("heeds a reset that the old stream tells while it starts over", async () => {
    await connect();
    const invoke = core.invoke.bind(core);
    const spy = vi.spyOn(core, "invoke").mockImplementation(async (command, args) => {
      const answer = await invoke(command, args);
      if (command === "snapshot") {
        spy.mockRestore();
        await core.invoke("start_demo", {});
        // The other profile counts on its own: the number asked for is there too, and is something else.
        core.told.splice(0, core.told.length, { seq: core.state.seq, body: { type: "vault", vault: "file" } });
      }
      return answer;
    });
    await connect();
    await vi.waitFor(() => expect(useCore.getState().profile).toBe("demo"));
  });

  it("keeps events from around the snapshot, and none of them twice", async () => {
    const invoke = core.invoke.bind(core);
    vi.spyOn(core, "invoke").mockImplementation(async (command, args) => {
      if (command === "snapshot") {
        core.emit({ type: "vault", vault: "locked" });
        const answer = await invoke(command, args);
        core.emit({ type: "notice", notice: { id: "n1", kind: "disk", message: sentence("Full."), details: null } });
        return answer;
      }
      return invoke(command, args);
    });
    await connect();
    flush();
    expect(useCore.getState().vault).toBe("locked");
    expect(useCore.getState().notices).toHaveLength(1);
    expect(useCore.getState().seq).toBe(core.state.seq);
  });

  it("says so when there is no snapshot, and can be tried again", async () => {
    core.failures.set("snapshot", failure("storage", "The data folder can't be written."));
    await connect();
    expect(useCore.getState().phase).toBe("failed");
    expect(useCore.getState().failure?.message).toEqual(sentence("The data folder can't be written."));
    core.failures.clear();
    await connect();
    expect(useCore.getState().phase).toBe("ready");
  });

  it("starts over when it missed something", async () => {
    await connect();
    const listener = core.unplug();
    core.emit({ type: "vault", vault: "locked" });
    core.plug(listener);
    core.emit({ type: "notice", notice: { id: "n1", kind: "disk", message: sentence("Full."), details: null } });
    await vi.waitFor(() => {
      flush();
      expect(useCore.getState().seq).toBe(core.state.seq);
    });
    expect(commandsCalled()).toEqual(["snapshot", "subscribe", "snapshot", "subscribe"]);
    expect(called()[3]?.args.after).toBe(core.state.seq);
    expect(useCore.getState().vault).toBe("locked");
    expect(useCore.getState().notices).toHaveLength(1);
  });

  it("takes a new snapshot on a reset", async () => {
    await connect();
    await core.invoke("start_demo", {});
    await vi.waitFor(() => expect(useCore.getState().profile).toBe("demo"));
    expect(useCore.getState().conversations).toEqual([]);
    expect(commandsCalled().filter((command) => command === "snapshot")).toHaveLength(2);
  });

  it("forgets where one was, and what one was writing, when another profile opens", async () => {
    await connect();
    usePlace.setState({ screen: "settings", conversation: "c1" });
    keepDraft(null, "For my own eyes");
    await core.invoke("start_demo", {});
    await vi.waitFor(() => expect(useCore.getState().profile).toBe("demo"));
    expect(usePlace.getState()).toMatchObject({ screen: "chat", conversation: null });
    expect(draftOf(null)).toBeUndefined();
  });

  it("ends a reload where a window that never left is", async () => {
    await connect();
    await openConversation("c1");
    const message = core.begin("c1");
    for (const word of ["One ", "two ", "three"]) {
      core.delta("c1", message, 0, word);
    }
    core.end("c1", message);
    flush();
    const { open: before, openSeq: _seq, ...rest } = useCore.getState();
    await connect();
    await openConversation("c1");
    const { open: after, openSeq: _again, ...restAfter } = useCore.getState();
    expect(after.c1?.messages).toEqual(before.c1?.messages);
    expect(restAfter).toEqual(rest);
  });
});

describe("deltas", () => {
  it("are one commit per frame", async () => {
    await connect();
    await openConversation("c1");
    const message = core.begin("c1");
    flush();
    let commits = 0;
    const stop = useCore.subscribe(() => {
      commits += 1;
    });
    for (let index = 0; index < 200; index += 1) {
      core.delta("c1", message, 0, "word ");
    }
    expect(commits).toBe(0);
    await vi.waitFor(() => expect(commits).toBe(1));
    const part = useCore.getState().open.c1?.messages.at(-1)?.parts[0];
    expect(part).toEqual({ type: "text", text: "word ".repeat(200) });
    stop();
  });
});

describe("openConversation", () => {
  it("neither loses nor doubles text that streams while it is on its way", async () => {
    const message = core.begin("c1");
    core.delta("c1", message, 0, "a");
    await connect();
    const invoke = core.invoke.bind(core);
    vi.spyOn(core, "invoke").mockImplementation(async (command, args) => {
      if (command === "open_conversation") {
        core.delta("c1", message, 0, "b");
        const view = await invoke(command, args);
        core.delta("c1", message, 0, "c");
        return view;
      }
      return invoke(command, args);
    });
    await openConversation("c1");
    core.delta("c1", message, 0, "d");
    flush();
    expect(useCore.getState().open.c1?.messages.at(-1)?.parts).toEqual([{ type: "text", text: "abcd" }]);
  });

  it("asks again where another snapshot came while it was on its way", async () => {
    const message = core.begin("c1");
    await connect();
    const invoke = core.invoke.bind(core);
    vi.spyOn(core, "invoke").mockImplementationOnce(async (command, args) => {
      const view = await invoke(command, args);
      core.unplug();
      core.delta("c1", message, 0, "missed");
      await connect();
      return view;
    });
    await openConversation("c1");
    expect(useCore.getState().open.c1?.messages.at(-1)?.parts).toEqual([{ type: "text", text: "missed" }]);
  });

  it("takes from the events on their way only those after the view's number", async () => {
    await connect();
    const streaming = { ...messageOf("m2", "assistant", text("Hello wor")), end: null };
    const view = { ...conversationOf("c1", "One", [streaming]), seq: 12 };
    const delta = (seq: number, words: string) => ({
      seq,
      body: { type: "delta", conversation_id: "c1", message_id: "m2", part: 0, reasoning: false, text: words } as const,
    });
    const state = adopt(useCore.getState(), view, [delta(11, "wo"), delta(12, "r"), delta(13, "ld")]);
    expect(state.open.c1?.messages[0]?.parts).toEqual([{ type: "text", text: "Hello world" }]);
  });

  it("asks once", async () => {
    await connect();
    await Promise.all([openConversation("c1"), openConversation("c1")]);
    expect(commandsCalled().filter((command) => command === "open_conversation")).toHaveLength(1);
  });
});

describe("newConversation", () => {
  it("is open when its id is known", async () => {
    await connect();
    const id = await newConversation();
    expect(useCore.getState().open[id]?.messages).toEqual([]);
    expect(useCore.getState().conversations[0]?.id).toBe(id);
  });
});
