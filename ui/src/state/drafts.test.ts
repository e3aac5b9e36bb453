import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, MockCore } from "../mock/core";
import { conversationOf, snapshotOf } from "../mock/data";
import { installMock } from "../mock/install";
import { clearDraft, draftOf, forgetDrafts, keepDraft, storeOnLeave } from "./drafts";
import { connect } from "./link";
import { leaveDemo, startDemo } from "./profile";
import { initialState } from "./state";
import { replace, useCore } from "./store";

let core: MockCore;

beforeEach(async () => {
  vi.useFakeTimers();
  core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "One", []));
  installMock(core);
  replace(initialState);
  forgetDrafts();
  await connect();
});

afterEach(() => {
  vi.useRealTimers();
});

const stored = () => core.calls.filter((call) => call.command === "set_draft").map((call) => call.args);

describe("Drafts", () => {
  it("are stored when one pauses, once", async () => {
    keepDraft("c1", "Hel");
    keepDraft("c1", "Hello");
    expect(stored()).toEqual([]);
    await vi.runAllTimersAsync();
    expect(stored()).toEqual([{ id: "c1", text: "Hello" }]);
  });

  it("of a conversation that is not made yet come back with the next start", async () => {
    keepDraft(null, "To be sent");
    await vi.runAllTimersAsync();
    expect(core.newDraft).toBe("To be sent");
    // The window starts anew.
    forgetDrafts();
    replace(initialState);
    await connect();
    expect(draftOf(null)).toBe("To be sent");
    clearDraft(null);
    await vi.runAllTimersAsync();
    expect(core.newDraft).toBe("");
  });

  it("that were written since win over what was kept", async () => {
    core.newDraft = "Old";
    keepDraft(null, "New");
    await connect();
    expect(draftOf(null)).toBe("New");
  });

  it("are stored before another profile opens", async () => {
    keepDraft("c1", "Not sent yet");
    await startDemo();
    const called = core.calls.map((call) => call.command);
    expect(called.indexOf("set_draft")).toBeGreaterThan(0);
    expect(called.indexOf("set_draft")).toBeLessThan(called.indexOf("start_demo"));
    await vi.waitFor(() => expect(useCore.getState().profile).toBe("demo"));
    await vi.runAllTimersAsync();
    expect(stored()).toEqual([{ id: "c1", text: "Not sent yet" }]);
    expect(draftOf("c1")).toBeUndefined();
  });

  it("wait while another profile opens, and are never stored in it", async () => {
    const invoke = core.invoke.bind(core);
    vi.spyOn(core, "invoke").mockImplementation(async (command, args) => {
      if (command === "start_demo") {
        keepDraft("c1", "Written meanwhile");
        await vi.advanceTimersByTimeAsync(1000);
      }
      return invoke(command, args);
    });
    await startDemo();
    await vi.waitFor(() => expect(useCore.getState().profile).toBe("demo"));
    await vi.runAllTimersAsync();
    expect(stored()).toEqual([]);
  });

  it("are not stored in the profile that opened without asking", async () => {
    keepDraft("c1", "Mine");
    await core.invoke("start_demo", {});
    await vi.waitFor(() => expect(useCore.getState().profile).toBe("demo"));
    await vi.runAllTimersAsync();
    expect(stored()).toEqual([]);
    expect(draftOf("c1")).toBeUndefined();
  });

  it("are stored after all where the other profile did not open", async () => {
    core.failures.set("leave_demo", failure("keychain", "The keychain is locked."));
    const left = leaveDemo();
    keepDraft("c1", "Still here");
    await expect(left).rejects.toMatchObject({ code: "keychain" });
    await vi.runAllTimersAsync();
    expect(stored()).toEqual([{ id: "c1", text: "Still here" }]);
  });

  it("are stored, and kept, when the window starts over in the same profile", async () => {
    keepDraft("c1", "Half a senten");
    await connect();
    expect(stored()).toEqual([{ id: "c1", text: "Half a senten" }]);
    expect(draftOf("c1")).toBe("Half a senten");
    await vi.runAllTimersAsync();
    expect(stored()).toHaveLength(1);
  });

  it("survive a start that failed", async () => {
    keepDraft("c1", "Half a senten");
    keepDraft(null, "New");
    core.failures.set("snapshot", failure("storage", "The data folder can't be read."));
    await connect();
    core.failures.clear();
    await connect();
    expect(stored()).toEqual([{ id: "c1", text: "Half a senten" }]);
    expect(draftOf(null)).toBe("New");
  });

  it.each(["pagehide", "blur"])("are stored on %s", (name) => {
    const stop = storeOnLeave();
    keepDraft("c1", "Last words");
    window.dispatchEvent(new Event(name));
    expect(stored()).toEqual([{ id: "c1", text: "Last words" }]);
    stop();
  });
});
