import { within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { MessageView } from "../../ipc";
import { callOf, conversationOf, messageOf, sentence, snapshotOf, text } from "../../mock/data";
import { MockCore, openWindow, screen, settle, tell } from "../../test/window";

function coreWith(...messages: MessageView[]): MockCore {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", messages));
  return core;
}

const thoughts = () => within(screen.getByTestId("message-reasoning"));

describe("Thoughts of a model", () => {
  it("are folded under a word, and opened by who wants to read them", async () => {
    const { user } = await openWindow(
      coreWith(messageOf("m1", "assistant", { type: "reasoning", text: "First\u202e the year." }, text("Twelve."))),
    );
    expect(await screen.findByText("Twelve.")).toBeInTheDocument();
    const button = thoughts().getByRole("button", { name: "Thoughts" });
    expect(button).toHaveAttribute("aria-expanded", "false");
    expect(thoughts().queryByText(/First/)).not.toBeInTheDocument();
    await user.click(button);
    expect(button).toHaveAttribute("aria-expanded", "true");
    expect(thoughts().getByText("First⟨U+202E⟩ the year.")).toBeInTheDocument();
    await user.click(button);
    expect(thoughts().queryByText(/First/)).not.toBeInTheDocument();
  });

  it("say that they are being thought, grow while they are open, and stay open when the answer begins", async () => {
    const core = coreWith(messageOf("m1", "user", text("How many?")));
    const { user } = await openWindow(core);
    await screen.findByTestId("message-user");
    const id = core.begin("c1");
    core.delta("c1", id, 0, "The year ", true);
    await settle();
    const button = thoughts().getByRole("button", { name: "Thinking" });
    await user.click(button);
    expect(screen.getByTestId("message-reasoning")).toHaveTextContent("The year");
    core.delta("c1", id, 0, "is 2026.", true);
    await settle();
    expect(screen.getByTestId("message-reasoning")).toHaveTextContent("The year is 2026.");
    core.delta("c1", id, 1, "Twelve.");
    await settle();
    expect(button).toHaveTextContent("Thoughts");
    expect(button).toHaveAttribute("aria-expanded", "true");
    core.end("c1", id);
    await settle();
    expect(screen.getByTestId("message-reasoning")).toHaveTextContent("Thoughts");
    // They are no part of what is copied.
    await user.click(within(screen.getByTestId("message-assistant")).getByRole("button", { name: "Copy message" }));
    expect(await navigator.clipboard.readText()).toBe("Twelve.");
  });

  it("are text, and fold where they are long", async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `**thought** ${index + 1}`).join("\n");
    const { user } = await openWindow(coreWith(messageOf("m1", "assistant", { type: "reasoning", text: lines })));
    await user.click(await screen.findByTestId("message-reasoning-toggle"));
    expect(screen.getByTestId("message-reasoning")).toHaveTextContent("**thought** 12");
    expect(screen.getByTestId("message-reasoning")).not.toHaveTextContent("**thought** 13");
    await user.click(thoughts().getByText("Show all 30 lines"));
    expect(screen.getByTestId("message-reasoning")).toHaveTextContent("**thought** 30");
  });
});

describe("An answer on its way", () => {
  const waits = () => screen.queryByText("Thinking", { selector: "p > span" });

  it("says so before its first word and after a call, and nowhere else", async () => {
    const core = coreWith(messageOf("m1", "user", text("How many?")));
    await openWindow(core);
    await screen.findByTestId("message-user");
    const id = core.begin("c1");
    await settle();
    expect(waits()).toBeInTheDocument();
    core.delta("c1", id, 0, "Let me look.");
    await settle();
    expect(waits()).not.toBeInTheDocument();
    core.call("c1", id, callOf({ state: "running", structured: null, text: null }));
    await settle();
    expect(waits()).not.toBeInTheDocument();
    core.call("c1", id, callOf());
    await settle();
    expect(waits()).toBeInTheDocument();
    core.end("c1", id);
    await settle();
    expect(waits()).not.toBeInTheDocument();
  });
});

describe("What was said before, in short", () => {
  it("stands at the head of the answer, folded", async () => {
    const { user } = await openWindow(
      coreWith(
        messageOf("m1", "user", text("And now?")),
        messageOf("m2", "assistant", { type: "summary", text: "Ada asked about <b>leave</b>." }, text("Now twelve.")),
      ),
    );
    await screen.findByText("Now twelve.");
    const answer = screen.getByTestId("message-assistant");
    const summary = screen.getByTestId("message-summary");
    expect([...answer.children].indexOf(summary)).toBe(1);
    expect(summary).not.toHaveAttribute("open");
    expect(within(summary).getByText(/Ada asked/)).not.toBeVisible();
    await user.click(within(summary).getByText("Earlier messages were put in short, to make room"));
    expect(within(summary).getByText("Ada asked about <b>leave</b>.")).toBeVisible();
    expect(summary.querySelector("b")).toBeNull();
    await user.click(screen.getByTestId("message-summary-toggle"));
    expect(within(summary).getByText(/Ada asked/)).not.toBeVisible();
  });
});

describe("What stands in place of something", () => {
  const gone = { type: "note" as const, sentence: sentence("(A file of this message could not be read in.)") };

  it("is a sentence, in a message of one's own as in an answer, as often as something is missing", async () => {
    const faults = vi.spyOn(console, "error");
    const core = coreWith(
      messageOf("m1", "user", gone, gone, text("See")),
      messageOf("m2", "assistant", {
        type: "note",
        sentence: sentence("(This message is damaged and can't be shown.)"),
      }),
    );
    await openWindow(core);
    const own = await screen.findByTestId("message-user");
    expect(within(own).getAllByTestId("message-note")).toHaveLength(2);
    expect(own).toHaveTextContent("(A file of this message could not be read in.)");
    expect(within(screen.getByTestId("message-assistant")).getByTestId("message-note")).toHaveTextContent("is damaged");
    // Two that say the same are two.
    expect(faults.mock.calls.map(([words]) => String(words))).toEqual([]);
    faults.mockRestore();
    await tell(core, {
      type: "setting",
      setting: { key: "language", value: "zh-CN", source: "user", locked_by: null },
    });
    for (const note of screen.getAllByTestId("message-note")) {
      expect(note).toHaveTextContent(/[\u4e00-\u9fff]/);
    }
  });
});
