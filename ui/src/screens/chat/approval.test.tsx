import { fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ApprovalView, Effects } from "../../ipc";
import { failure } from "../../mock/core";
import { callOf, conversationOf, messageOf, sentence, snapshotOf, text } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const none: Effects = { read_only: false, destructive: false, open_world: false };

function approval(id: string, more: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id,
    conversation_id: "c1",
    call: callOf({
      id: `call ${id}`,
      tool: "request_leave",
      title: "Request leave",
      arguments: '{"from":"2026-12-21","to":"2026-12-23","note":"winter break"}',
      state: "asking",
      structured: null,
      text: null,
      duration_ms: null,
    }),
    description: "Asks your manager for days off.",
    effects: none,
    can_always: true,
    reason: null,
    ...more,
  };
}

async function asking(...approvals: ApprovalView[]) {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Request leave"))]));
  core.onAnswer = (mock, id) => mock.emit({ type: "approval_done", conversation_id: "c1", id });
  const opened = await openWindow(core);
  await screen.findByTestId("message-user");
  const message = core.begin("c1");
  for (const entry of approvals) {
    core.call("c1", message, entry.call);
  }
  await settle();
  await tell(core, ...approvals.map((entry) => ({ type: "approval" as const, approval: entry })));
  return opened;
}

let now = 10_000;

beforeEach(() => {
  now = 10_000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Longer than anyone's last keys before the card came. */
const later = () => {
  now += 1000;
};

describe("Approval", () => {
  it("shows tool, server, account and every argument, in place of the call's card", async () => {
    const { user } = await asking(approval("a1"));
    const card = screen.getByTestId("approval");
    expect(card).toHaveTextContent("Request leave");
    expect(card).toHaveTextContent("Meridian HR");
    expect(card).toHaveTextContent("as ada@meridian.example");
    expect(screen.getByTestId("approval-arguments")).toHaveTextContent("FromDec 21, 2026");
    expect(screen.getByTestId("approval-arguments")).toHaveTextContent("Notewinter break");
    expect(screen.queryByTestId("tool-card")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("show-json"));
    expect(screen.getByTestId("json")).toHaveTextContent('"from": "2026-12-21"');
  });

  it("is answered with Enter from an empty composer, and hands the focus back", async () => {
    const { core, user } = await asking(approval("a1"));
    expect(screen.getByTestId("approve-once")).toHaveFocus();
    later();
    await user.keyboard("{Enter}");
    await settle();
    expect(lastCall(core, "answer_approval")).toEqual({ id: "a1", answer: "allow_once" });
    expect(screen.queryByTestId("approval")).not.toBeInTheDocument();
    expect(screen.getByTestId("composer")).toHaveFocus();
  });

  it.each([
    ["approve-always", "allow_always"],
    ["approve-deny", "deny"],
  ])("is answered by keyboard with %s", async (button, answer) => {
    const { core, user } = await asking(approval("a1"));
    later();
    for (let tabs = 0; tabs < 4 && document.activeElement !== screen.getByTestId(button); tabs += 1) {
      await user.tab();
    }
    await user.keyboard("{Enter}");
    await settle();
    expect(lastCall(core, "answer_approval")).toEqual({ id: "a1", answer });
  });

  it("ignores an Enter that was meant for something else", async () => {
    const { core, user } = await asking(approval("a1"));
    await user.keyboard("{Enter}");
    later();
    const notPrevented = fireEvent.keyDown(screen.getByTestId("approve-once"), { key: "Enter", repeat: true });
    expect(notPrevented).toBe(false);
    expect(lastCall(core, "answer_approval")).toBeUndefined();
  });

  it("does not take the focus from who is writing", async () => {
    const core = new MockCore(snapshotOf());
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Request leave"))]));
    const { user } = await openWindow(core);
    await screen.findByTestId("message-user");
    await user.type(screen.getByTestId("composer"), "Also");
    await tell(core, { type: "approval", approval: approval("a1") });
    expect(screen.getByTestId("approval")).toBeInTheDocument();
    expect(screen.getByTestId("composer")).toHaveFocus();
    await user.clear(screen.getByTestId("composer"));
  });

  it("gives the composer back to who goes on typing", async () => {
    const { user } = await asking(approval("a1"));
    await user.keyboard("h");
    expect(screen.getByTestId("composer")).toHaveFocus();
    await user.clear(screen.getByTestId("composer"));
  });

  it("lets several wait, and goes from one to the next", async () => {
    const { core, user } = await asking(approval("a1"), approval("a2"));
    expect(screen.getAllByTestId("approval").map((card) => card.dataset.id)).toEqual(["a1", "a2"]);
    later();
    await user.keyboard("{Enter}");
    await settle();
    expect(lastCall(core, "answer_approval")).toEqual({ id: "a1", answer: "allow_once" });
    const [left] = screen.getAllByTestId("approval");
    expect(left).toHaveAttribute("data-id", "a2");
    expect(left?.contains(document.activeElement)).toBe(true);
  });

  it("does not offer Always where the company says to ask, and says why", async () => {
    await asking(
      approval("a1", {
        can_always: false,
        reason: sentence("{company} has this tool ask each time.", { company: "Meridian" }),
      }),
    );
    expect(screen.queryByTestId("approve-always")).not.toBeInTheDocument();
    expect(screen.getByTestId("approval-reason")).toHaveTextContent("Meridian has this tool ask each time.");
  });

  it("keeps what may destroy more than one key away", async () => {
    const { core, user } = await asking(approval("a1", { effects: { ...none, destructive: true } }));
    expect(screen.getByTestId("approval")).toHaveFocus();
    later();
    await user.keyboard("{Enter}");
    expect(lastCall(core, "answer_approval")).toBeUndefined();
    expect(screen.getByTestId("approval")).toHaveTextContent("may delete or overwrite");
  });

  it("stands below the stream when its call is not in it, and says what failed", async () => {
    const core = new MockCore(snapshotOf());
    core.add({ ...conversationOf("c1", "Leave", [messageOf("m1", "user", text("x"))]), approvals: [approval("a1")] });
    core.failures.set("answer_approval", failure("not_found", "This question was withdrawn."));
    const { user } = await openWindow(core);
    await user.click(await screen.findByTestId("approve-once"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("This question was withdrawn.");
  });
});
