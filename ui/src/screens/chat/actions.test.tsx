import { act, fireEvent, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { MessageView, UsageView } from "../../ipc";
import { failure } from "../../mock/core";
import { conversationOf, messageOf, sentence, snapshotOf, text } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const nothing: UsageView = { input: null, output: null, cached: null, reasoning: null };

function coreWith(...messages: MessageView[]): MockCore {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", messages));
  return core;
}

const leave = (more: Partial<MessageView> = {}) =>
  coreWith(messageOf("m1", "user", text("How many days?")), {
    ...messageOf("m2", "assistant", text("Twelve.")),
    ...more,
  });

const own = () => screen.findByTestId("message-user");

describe("A message of one's own", () => {
  it("is edited in its place, and what is saved goes to the core", async () => {
    const { core, user } = await openWindow(leave());
    await user.click(within(await own()).getByTestId("message-edit"));
    const field = screen.getByTestId("edit-field");
    expect(field).toHaveFocus();
    expect(field).toHaveValue("How many days?");
    expect(field).toHaveAccessibleDescription(/begins a branch/);
    await user.type(field, " This year{Shift>}{Enter}{/Shift}please{Enter}");
    await settle();
    expect(lastCall(core, "edit_message")).toEqual({
      id: "c1",
      messageId: "m1",
      text: "How many days? This year\nplease",
    });
    expect(screen.queryByTestId("edit-field")).not.toBeInTheDocument();
    expect(screen.getByTestId("composer")).toHaveFocus();
  });

  it("is left as it was with Escape, and an input method keeps its keys", async () => {
    const { core, user } = await openWindow(leave());
    await user.click(within(await own()).getByTestId("message-edit"));
    const field = screen.getByTestId("edit-field");
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    fireEvent.keyDown(field, { key: "Escape", keyCode: 229 });
    expect(screen.getByTestId("edit-field")).toBeInTheDocument();
    await user.type(field, "x{Escape}");
    expect(await own()).toHaveTextContent("How many days?");
    expect(lastCall(core, "edit_message")).toBeUndefined();
  });

  it("is saved by the key that the settings name", async () => {
    const core = leave();
    core.state.settings = core.state.settings.map((one) =>
      one.key === "send_key" ? { ...one, value: "ctrl_enter" } : one,
    );
    const { user } = await openWindow(core);
    await user.click(within(await own()).getByTestId("message-edit"));
    await user.type(screen.getByTestId("edit-field"), "{Enter}more");
    expect(lastCall(core, "edit_message")).toBeUndefined();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await settle();
    expect(lastCall(core, "edit_message")).toMatchObject({ text: "How many days?\nmore" });
  });

  it("is edited by its key, and what is being written stays", async () => {
    const { user } = await openWindow(leave());
    await own();
    const composer = screen.getByTestId("composer");
    await user.type(composer, "x");
    expect(screen.queryByTestId("edit-field")).not.toBeInTheDocument();
    await user.keyboard("{Control>}e{/Control}");
    expect(screen.getByTestId("edit-field")).toHaveFocus();
    expect(screen.getByTestId("edit-field")).toHaveValue("How many days?");
    expect(composer).toHaveValue("x");
    // Once more it is gone to, and the new words are still there.
    await user.type(screen.getByTestId("edit-field"), " And");
    act(() => composer.focus());
    await user.keyboard("{Control>}e{/Control}");
    expect(screen.getByTestId("edit-field")).toHaveFocus();
    expect(screen.getByTestId("edit-field")).toHaveValue("How many days? And");
  });

  it("keeps the new words and says why where they could not be saved", async () => {
    const core = leave();
    core.failures.set("edit_message", failure("storage", "The disk is full."));
    const { user } = await openWindow(core);
    await user.click(within(await own()).getByTestId("message-edit"));
    await user.type(screen.getByTestId("edit-field"), "!");
    await user.click(screen.getByTestId("edit-save"));
    await settle();
    expect(within(screen.getByTestId("edit-message")).getByTestId("error-message")).toHaveTextContent("disk is full");
    expect(screen.getByTestId("edit-field")).toHaveValue("How many days?!");
  });

  it("keeps words that are being changed while one looks elsewhere", async () => {
    const { user } = await openWindow(leave());
    await user.click(within(await own()).getByTestId("message-edit"));
    await user.type(screen.getByTestId("edit-field"), " And");
    await user.click(screen.getByTestId("nav-settings"));
    await screen.findByTestId("settings-page");
    await user.click(screen.getByTestId("conversation-row").querySelector("button") as HTMLElement);
    expect(await screen.findByTestId("edit-field")).toHaveValue("How many days? And");
    await user.click(screen.getByTestId("edit-cancel"));
  });
});

describe("An answer", () => {
  it("is given again", async () => {
    const { core, user } = await openWindow(leave());
    await user.click(await screen.findByTestId("message-again"));
    expect(lastCall(core, "regenerate")).toEqual({ id: "c1", messageId: "m2" });
  });

  it("says where it could not be given again", async () => {
    const core = leave();
    core.failures.set("regenerate", failure("model", "The model is away."));
    const { user } = await openWindow(core);
    await user.click(await screen.findByTestId("message-again"));
    await settle();
    expect(screen.getByTestId("message-assistant")).toBeInTheDocument();
    expect(screen.getByText("The model is away.")).toBeInTheDocument();
  });

  it("offers nothing that begins a branch while another answer comes", async () => {
    const core = leave({ alternatives: ["m0", "m2"] });
    const { user } = await openWindow(core);
    expect(await screen.findByTestId("branch-previous")).toBeEnabled();
    core.begin("c1");
    await settle();
    for (const id of ["message-edit", "message-again", "branch-previous", "branch-next"]) {
      expect(screen.queryByTestId(id)).not.toBeInTheDocument();
    }
    expect(screen.getByTestId("branches")).toHaveTextContent("2 of 2");
    const calls = core.calls.length;
    await user.type(screen.getByTestId("composer"), "{Control>}e{Shift>}g{Enter}{/Shift}{/Control}");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(screen.queryByTestId("edit-field")).not.toBeInTheDocument();
    expect(core.calls.length).toBe(calls);
  });

  it.each([
    ["stopped", { type: "stopped" } as const],
    ["interrupted", { type: "interrupted" } as const],
  ])("goes on where it was %s", async (_, end) => {
    const { core, user } = await openWindow(leave({ end }));
    await user.click(await screen.findByTestId("continue"));
    expect(lastCall(core, "continue_turn")).toEqual({ id: "c1" });
    expect(screen.queryByTestId("try-again")).not.toBeInTheDocument();
  });

  it("that failed goes on or is tried again, if it is the last and nothing runs", async () => {
    const error = failure("model", "The model stopped answering.");
    const core = leave({ end: { type: "failed", error } });
    const { user } = await openWindow(core);
    expect(await screen.findByTestId("continue")).toHaveTextContent("Continue");
    core.failures.set("continue_turn", failure("model", "Not now."));
    await user.click(screen.getByTestId("continue"));
    await settle();
    expect(screen.getByText("Not now.")).toBeInTheDocument();
    await user.click(screen.getByTestId("try-again"));
    expect(lastCall(core, "regenerate")).toEqual({ id: "c1", messageId: "m2" });
    await tell(core, { type: "message", conversation_id: "c1", message: messageOf("m3", "user", text("Go on")) });
    expect(screen.queryByTestId("continue")).not.toBeInTheDocument();
  });

  it("says what it took, and nothing where nobody said", async () => {
    const usage = { input: 1234, output: 56, cached: 1000, reasoning: null };
    const core = leave({ usage });
    await openWindow(core);
    expect(await screen.findByTestId("tokens")).toHaveTextContent("1,234 in · 56 out");
    expect(screen.getByTestId("tokens")).toHaveAttribute("title", expect.stringContaining("its cache: 1,000"));
    expect(screen.getByTestId("tokens").title).not.toContain("thoughts");
    const message = { ...messageOf("m2", "assistant", text("Twelve.")), usage: nothing };
    await tell(core, { type: "message", conversation_id: "c1", message });
    expect(screen.queryByTestId("tokens")).not.toBeInTheDocument();
  });
});

describe("Branches", () => {
  const three = (shown: string) => ({
    ...messageOf(shown, "assistant", text(`Answer ${shown}`)),
    alternatives: ["m2", "m3", "m4"],
  });

  function branching(): MockCore {
    const core = coreWith(messageOf("m1", "user", text("How many?")), three("m3"));
    core.onBranch = (_, command, args) => {
      if (command === "show_branch") {
        core.emit({
          type: "branch",
          conversation_id: "c1",
          messages: [messageOf("m1", "user", text("How many?")), three(String(args.messageId))],
          elsewhere: nothing,
        });
      }
    };
    return core;
  }

  it("are gone through, and the focus stays on the button", async () => {
    const { core, user } = await openWindow(branching());
    expect(await screen.findByRole("group", { name: "Version 2 of 3" })).toHaveTextContent("2 of 3");
    await user.click(screen.getByRole("button", { name: "Next version" }));
    await settle();
    expect(lastCall(core, "show_branch")).toEqual({ id: "c1", messageId: "m4" });
    expect(screen.getByTestId("branches")).toHaveTextContent("3 of 3");
    // There is no next one: the focus is on the way back.
    expect(screen.getByTestId("branch-next")).toBeDisabled();
    expect(screen.getByTestId("branch-previous")).toHaveFocus();
    await user.keyboard("{Enter}");
    await settle();
    expect(await screen.findByText("Answer m3")).toBeInTheDocument();
    expect(screen.getByTestId("branch-previous")).toHaveFocus();
  });

  it("are not shown where there is one", async () => {
    await openWindow(leave({ alternatives: ["m2"] }));
    await screen.findByTestId("message-again");
    expect(screen.queryByTestId("branches")).not.toBeInTheDocument();
  });

  it("may be a thousand", async () => {
    const alternatives = Array.from({ length: 1000 }, (_, index) => `a${index}`);
    const core = coreWith({ ...messageOf("a999", "assistant", text("The last")), alternatives });
    await openWindow(core);
    expect(await screen.findByTestId("branches")).toHaveTextContent("1,000 of 1,000");
    expect(within(screen.getByTestId("branches")).getAllByRole("button")).toHaveLength(2);
  });

  it("say why one could not be shown, and let one try again", async () => {
    const core = branching();
    core.failures.set("show_branch", { ...failure("invalid", ""), message: sentence("Stop it first, or wait.") });
    const { user } = await openWindow(core);
    await user.click(await screen.findByTestId("branch-next"));
    await settle();
    expect(screen.getByText("Stop it first, or wait.")).toBeInTheDocument();
    core.failures.clear();
    await user.click(screen.getByTestId("branch-next"));
    await settle();
    await waitFor(() => expect(screen.getByTestId("branches")).toHaveTextContent("3 of 3"));
  });
});
