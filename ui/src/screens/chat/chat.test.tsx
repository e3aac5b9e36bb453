import { fireEvent, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CallView } from "../../ipc";
import { failure } from "../../mock/core";
import { callOf, conversationOf, messageOf, sentence, snapshotOf, text } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const leave = () => {
  const core = new MockCore(snapshotOf());
  core.add(
    conversationOf("c1", "Leave", [
      messageOf("m1", "user", text("How many days?")),
      messageOf("m2", "assistant", { type: "call", call: callOf() }, text("You have **12 days**.")),
    ]),
  );
  return core;
};

const withCall = (more: Partial<CallView>) => {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", [messageOf("m2", "assistant", { type: "call", call: callOf(more) })]));
  return core;
};

describe("Chat", () => {
  it("comes back to the last conversation", async () => {
    await openWindow(leave());
    expect(await screen.findByTestId("message-user")).toHaveTextContent("How many days?");
    expect(await screen.findByText("12 days")).toContainHTML("<strong");
    expect(screen.getByTestId("conversation-title")).toHaveTextContent("Leave");
  });

  it("makes a conversation of the first message", async () => {
    const { core, user } = await openWindow(leave());
    await user.click(screen.getByTestId("new-conversation"));
    await user.type(screen.getByTestId("composer"), "Hello{Enter}");
    await settle();
    const id = core.calls.find((call) => call.command === "send_message")?.args.conversationId;
    expect(lastCall(core, "send_message")).toEqual({ conversationId: id, text: "Hello", attached: [] });
    expect(await screen.findByTestId("message-user")).toHaveTextContent("Hello");
    expect(screen.getByTestId("chat")).toHaveAttribute("data-conversation", id);
    expect(screen.getByTestId("composer")).toHaveValue("");
    expect(screen.getByTestId("composer")).toHaveFocus();
  });

  it("streams: text grows, and can be stopped with Escape", async () => {
    const { core, user } = await openWindow(leave());
    await screen.findByTestId("message-user");
    const id = core.begin("c1");
    core.delta("c1", id, 0, "Let me ");
    core.delta("c1", id, 0, "look");
    await settle();
    const answer = screen.getAllByTestId("message-assistant").at(-1);
    expect(answer).toHaveAttribute("data-end", "running");
    expect(answer).toHaveAttribute("aria-busy", "true");
    expect(await screen.findByText("Let me look")).toBeInTheDocument();
    await user.type(screen.getByTestId("composer"), "{Escape}");
    await settle();
    expect(lastCall(core, "stop_turn")).toEqual({ conversationId: "c1" });
    expect(screen.getByText("You stopped this answer.")).toBeInTheDocument();
    expect(screen.getByTestId("send")).toBeInTheDocument();
  });

  it("shows a failed turn, and keeps what was said", async () => {
    const { core } = await openWindow(leave());
    await screen.findByTestId("message-user");
    const id = core.begin("c1");
    core.delta("c1", id, 0, "Half an ans");
    core.end("c1", id, {
      type: "failed",
      error: failure("model", "The model stopped answering. Send the message again."),
    });
    await settle();
    expect(screen.getByText("Half an ans")).toBeInTheDocument();
    expect(screen.getByTestId("error-message")).toHaveTextContent("The model stopped answering.");
  });

  it("opens again after the conversation was deleted elsewhere", async () => {
    const core = leave();
    core.failures.set("open_conversation", failure("not_found", "Gone."));
    await openWindow(core);
    await settle();
    expect(screen.getByTestId("chat")).toHaveAttribute("data-conversation", "");
  });

  it("offers four questions in an empty demo conversation", async () => {
    const core = new MockCore(snapshotOf("demo"));
    const { user } = await openWindow(core, { started: true });
    expect(screen.getAllByTestId("suggestion").map((item) => item.textContent)).toEqual([
      expect.stringContaining("How many vacation days do I have left?"),
      expect.stringContaining("Request leave from 2026-12-21 to 2026-12-23"),
      expect.stringContaining("Build the quarterly report"),
      expect.stringContaining("Show the expense report"),
    ]);
    expect(screen.getByTestId("demo-label")).toHaveTextContent("Demo");
    expect(screen.getByText(/small set of rules, not a language model/)).toBeInTheDocument();
    await user.click(screen.getAllByTestId("suggestion")[0] as HTMLElement);
    await settle();
    expect(lastCall(core, "send_message")).toMatchObject({ text: "How many vacation days do I have left?" });
  });

  it("says so when there is no model", async () => {
    const core = new MockCore({ ...snapshotOf(), models: [], model: null });
    const { user } = await openWindow(core);
    expect(screen.getByTestId("no-model")).toHaveTextContent("Choose a model first");
    await user.type(screen.getByTestId("composer"), "Hello{Enter}");
    expect(lastCall(core, "send_message")).toBeUndefined();
    expect(screen.getByTestId("composer")).toHaveValue("Hello");
  });

  it("picks another model", async () => {
    const { core, user } = await openWindow(leave());
    await user.click(screen.getByTestId("model-picker"));
    const options = await screen.findAllByTestId("model-option");
    await user.click(options[0] as HTMLElement);
    expect(lastCall(core, "set_model")).toEqual({ id: "demo/rules" });
    await settle();
    expect(screen.getByTestId("model-picker")).toHaveAttribute("data-demo", "true");
  });

  it("says in words which servers are away or want a sign-in", async () => {
    const { core, user } = await openWindow(leave());
    expect(screen.getByTestId("servers-away")).toHaveTextContent("Tickets can't be reached right now.");
    expect(screen.getByTestId("servers-signed-out")).toHaveTextContent("Sign in to Expenses");
    await user.click(screen.getByText("Try again"));
    expect(lastCall(core, "retry_server")).toEqual({ id: "tickets" });
  });
});

describe("Composer", () => {
  it("sends with Enter and breaks with Shift+Enter", async () => {
    const { core, user } = await openWindow(leave());
    await user.type(screen.getByTestId("composer"), "One{Shift>}{Enter}{/Shift}Two");
    expect(screen.getByTestId("composer")).toHaveValue("One\nTwo");
    expect(lastCall(core, "send_message")).toBeUndefined();
    await user.type(screen.getByTestId("composer"), "{Enter}");
    await settle();
    expect(lastCall(core, "send_message")).toEqual({ conversationId: "c1", text: "One\nTwo", attached: [] });
  });

  it("does not send while an input method composes", async () => {
    const { core, user } = await openWindow(leave());
    const composer = screen.getByTestId("composer");
    await user.type(composer, "年假");
    fireEvent.keyDown(composer, { key: "Enter", isComposing: true });
    fireEvent.keyDown(composer, { key: "Enter", keyCode: 229 });
    await settle();
    expect(lastCall(core, "send_message")).toBeUndefined();
    fireEvent.keyDown(composer, { key: "Enter" });
    await settle();
    expect(lastCall(core, "send_message")).toMatchObject({ text: "年假" });
  });

  it("recalls the last own message with Up, in an empty field only", async () => {
    const { user } = await openWindow(leave());
    await screen.findByTestId("message-user");
    const composer = screen.getByTestId("composer");
    await user.type(composer, "{ArrowUp}");
    expect(composer).toHaveValue("How many days?");
    await user.clear(composer);
    await user.type(composer, "x{ArrowUp}");
    expect(composer).toHaveValue("x");
  });

  it("gives back what could not be sent", async () => {
    const core = leave();
    core.failures.set("send_message", failure("storage", "The disk is full."));
    const { user } = await openWindow(core);
    await user.type(screen.getByTestId("composer"), "Precious{Enter}");
    await settle();
    expect(screen.getByTestId("composer")).toHaveValue("Precious");
    expect(screen.getByTestId("error-message")).toHaveTextContent("The disk is full.");
  });

  it("makes one conversation for a first message, however often it has to be tried", async () => {
    const core = leave();
    core.failures.set("send_message", failure("storage", "The disk is full."));
    const { user } = await openWindow(core, { conversation: null });
    for (let time = 0; time < 3; time += 1) {
      await user.type(screen.getByTestId("composer"), time === 0 ? "Precious{Enter}" : "{Enter}");
      await settle();
    }
    const made = () => core.calls.filter(({ command }) => command === "new_conversation").length;
    expect(core.calls.filter(({ command }) => command === "send_message").length).toBeGreaterThan(2);
    expect(made()).toBe(1);
    core.failures.clear();
    await user.type(screen.getByTestId("composer"), "{Enter}");
    await settle();
    expect(await screen.findByTestId("message-user")).toHaveTextContent("Precious");
    expect(made()).toBe(1);
    await user.keyboard("{Control>}n{/Control}");
    await user.type(screen.getByTestId("composer"), "Another{Enter}");
    await settle();
    expect(made()).toBe(2);
  });

  it("has what was written of a new conversation before the last end, until it is sent", async () => {
    const core = leave();
    core.newDraft = "Begun yesterday";
    const { user } = await openWindow(core, { conversation: null });
    expect(screen.getByTestId("composer")).toHaveValue("Begun yesterday");
    await user.type(screen.getByTestId("composer"), "{Enter}");
    await settle();
    expect(await screen.findByTestId("message-user")).toHaveTextContent("Begun yesterday");
    await waitFor(() => expect(core.newDraft).toBe(""));
  });

  it("keeps a draft while one is elsewhere, and stores it", async () => {
    const { core, user } = await openWindow(leave());
    await user.type(screen.getByTestId("composer"), "Not yet");
    await user.click(screen.getByTestId("nav-settings"));
    await screen.findByTestId("settings-page");
    await user.click(screen.getByTestId("conversation-row").querySelector("button") as HTMLElement);
    expect(screen.getByTestId("composer")).toHaveValue("Not yet");
    await waitFor(() => expect(lastCall(core, "set_draft")).toEqual({ id: "c1", text: "Not yet" }));
    await user.clear(screen.getByTestId("composer"));
  });

  it("does not send while an answer is on its way", async () => {
    const { core, user } = await openWindow(leave());
    core.begin("c1");
    await settle();
    await user.type(screen.getByTestId("composer"), "Wait{Enter}");
    expect(lastCall(core, "send_message")).toBeUndefined();
    expect(screen.getByTestId("stop")).toBeInTheDocument();
    await user.clear(screen.getByTestId("composer"));
  });
});

describe("Tool card", () => {
  it("says in one line what ran, where, with what and how it ended", async () => {
    await openWindow(leave());
    const card = await screen.findByTestId("tool-card");
    expect(card).toHaveAttribute("data-state", "done");
    expect(card).toHaveAttribute("data-tool", "leave_balance");
    expect(card).toHaveTextContent("Leave balance");
    expect(card).toHaveTextContent("Meridian HR");
    expect(card).toHaveTextContent("0.2 s");
    expect(screen.getByTestId("tool-summary")).toHaveTextContent("Year 2026");
    expect(screen.getByTestId("tool-summary")).toHaveTextContent("Days left 12");
  });

  it("shows names and values for one object, and JSON when asked", async () => {
    const { user } = await openWindow(leave());
    await user.click(await screen.findByTestId("tool-card-toggle"));
    expect(screen.getByTestId("tool-arguments")).toHaveTextContent("Year2026");
    const result = screen.getByTestId("tool-result");
    expect(result.querySelector("dl")).not.toBeNull();
    expect(result).toHaveTextContent("Carried overnone");
    await user.click(screen.getByTestId("show-json"));
    expect(screen.getByTestId("tool-result")).toHaveTextContent('"carried_over": null');
  });

  it("shows a table for a list of objects, folded at twelve rows, digits untouched", async () => {
    const rows = Array.from({ length: 20 }, (_, index) => `{"id":1234567890123456789${index % 10},"name":"N${index}"}`);
    const { user } = await openWindow(withCall({ structured: `[${rows.join(",")}]` }));
    await user.click(await screen.findByTestId("tool-card-toggle"));
    const table = screen.getByTestId("tool-result").querySelector("table");
    expect(table?.querySelectorAll("tbody tr")).toHaveLength(12);
    expect(table).toHaveTextContent("12345678901234567890");
    await user.click(screen.getByTestId("show-all"));
    expect(table?.querySelectorAll("tbody tr")).toHaveLength(20);
  });

  it("shows text otherwise, folded at twelve lines", async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join("\n");
    const { user } = await openWindow(withCall({ structured: null, text: lines }));
    await user.click(await screen.findByTestId("tool-card-toggle"));
    expect(screen.getByTestId("tool-result")).toHaveTextContent("line 12");
    expect(screen.getByTestId("tool-result")).not.toHaveTextContent("line 13");
    await user.click(screen.getByText("Show all 30 lines"));
    expect(screen.getByTestId("tool-result")).toHaveTextContent("line 30");
  });

  it.each([
    ["running", "Running"],
    ["failed", "Failed"],
    ["declined", "Not allowed by you"],
    ["blocked", "Blocked"],
    ["stopped", "Stopped"],
  ] as const)("says %s in words", async (state, words) => {
    await openWindow(
      withCall({ state, structured: null, text: null, reason: state === "running" ? null : sentence("Stopped.") }),
    );
    const card = await screen.findByTestId("tool-card");
    expect(card).toHaveAttribute("data-state", state);
    expect(card).toHaveTextContent(words);
  });

  it("leads to the sign-in that a call needs", async () => {
    const { core, user } = await openWindow(
      withCall({
        state: "sign_in_required",
        structured: null,
        text: null,
        reason: sentence("Sign in to {server} to continue.", { server: "Meridian HR" }),
      }),
    );
    expect(await screen.findByTestId("tool-card")).toHaveTextContent("Sign in to Meridian HR to continue.");
    await user.click(screen.getByTestId("tool-card-sign-in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "meridian-hr" });
    expect(await screen.findByTestId("waiting")).toBeInTheDocument();
  });

  it("shows progress, with what the server says of it", async () => {
    await openWindow(
      withCall({ state: "running", progress: 0.375, progress_message: "Section 3 of 8", structured: null }),
    );
    expect(await screen.findByRole("progressbar")).toHaveAttribute("aria-valuenow", "38");
    expect(screen.getByText("Section 3 of 8")).toBeInTheDocument();
  });
});

describe("Sidebar", () => {
  it("lists, renames and deletes conversations", async () => {
    const { core, user } = await openWindow(leave());
    expect(screen.getByTestId("conversation-row")).toHaveAttribute("data-current", "true");
    await user.click(screen.getByTestId("conversation-menu"));
    await user.click(await screen.findByTestId("conversation-rename"));
    await user.clear(screen.getByTestId("rename-input"));
    await user.type(screen.getByTestId("rename-input"), "Holidays{Enter}");
    expect(lastCall(core, "rename_conversation")).toEqual({ id: "c1", title: "Holidays" });
    await settle();
    await user.click(screen.getByTestId("conversation-menu"));
    await user.click(await screen.findByTestId("conversation-delete"));
    expect(await screen.findByTestId("confirm")).toHaveTextContent("Delete this conversation?");
    expect(lastCall(core, "delete_conversation")).toBeUndefined();
    await user.click(screen.getByTestId("confirm-ok"));
    await settle();
    expect(screen.queryByTestId("conversation-row")).not.toBeInTheDocument();
  });

  it("searches in the core", async () => {
    const { core, user } = await openWindow(leave());
    await user.type(screen.getByTestId("search"), "nothing like it");
    expect(screen.getByText("No conversation matches.")).toBeInTheDocument();
    await waitFor(() => expect(lastCall(core, "search_conversations")).toEqual({ text: "nothing like it" }));
  });

  it("says how many servers are ready, and who one is", async () => {
    const { core, user } = await openWindow(leave());
    expect(screen.getByTestId("server-status")).toHaveTextContent("1 of 3");
    expect(screen.getByTestId("account-menu")).toHaveTextContent("ada@meridian.example");
    await user.click(screen.getByTestId("account-menu"));
    const server = (await screen.findAllByTestId("account-server"))[0];
    expect(server).toHaveAttribute("data-account", "ada@meridian.example");
    expect(server).toHaveTextContent("Until");
    await user.click(screen.getAllByTestId("sign-out")[0] as HTMLElement);
    expect(lastCall(core, "sign_out")).toEqual({ serverId: "meridian-hr" });
  });

  it("shows a busy and an asking conversation as such", async () => {
    const { core } = await openWindow(leave());
    await tell(core, {
      type: "conversation",
      conversation: {
        id: "c9",
        title: "Other",
        updated_at: new Date().toISOString(),
        busy: true,
        asking: true,
        pinned: false,
        archived: false,
      },
    });
    const row = screen.getAllByTestId("conversation-row").find((item) => item.dataset.id === "c9");
    expect(row).toHaveAttribute("data-asking", "true");
    expect(row).toHaveTextContent("Waits for you");
  });

  it("shows an answer whole after some of it was lost on the way", async () => {
    const { core } = await openWindow(leave());
    await screen.findByTestId("message-user");
    const id = core.begin("c1");
    core.delta("c1", id, 0, "One ");
    await settle();
    const listener = core.unplug();
    core.delta("c1", id, 0, "two ");
    core.plug(listener);
    core.delta("c1", id, 0, "three");
    expect(await screen.findByText("One two three")).toBeInTheDocument();
    core.delta("c1", id, 0, " four");
    expect(await screen.findByText("One two three four")).toBeInTheDocument();
  });

  it("leaves the demo only after asking", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf("demo")));
    await user.click(screen.getByTestId("leave-demo"));
    expect(lastCall(core, "leave_demo")).toBeUndefined();
    await user.click(await screen.findByTestId("confirm-ok"));
    await settle();
    expect(lastCall(core, "leave_demo")).toEqual({});
    expect(screen.queryByTestId("demo-band")).not.toBeInTheDocument();
  });
});
