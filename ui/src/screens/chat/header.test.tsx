import { act, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "../../mock/core";
import { callOf, conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { usePlace } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

function withCalls(): MockCore {
  const core = new MockCore(snapshotOf());
  const usage = { input: 1000, output: 20, cached: null, reasoning: null };
  core.add({
    ...conversationOf("c1", "Leave", [
      messageOf("m1", "user", text("How many days?")),
      {
        ...messageOf(
          "m2",
          "assistant",
          { type: "call", call: callOf() },
          { type: "call", call: callOf({ id: "call2", tool: "find_colleague", title: "Find a colleague\u202e" }) },
          text("Twelve."),
        ),
        usage,
      },
    ]),
    elsewhere: { ...usage, output: null },
  });
  return core;
}

describe("The header", () => {
  it("renames in its place, by a click and by F2", async () => {
    const { core, user } = await openWindow(withCalls());
    await user.click(await screen.findByTestId("title-rename"));
    await user.clear(screen.getByTestId("rename-input"));
    await user.type(screen.getByTestId("rename-input"), "Days off{Enter}");
    await settle();
    expect(lastCall(core, "rename_conversation")).toEqual({ id: "c1", title: "Days off" });
    expect(screen.getByTestId("conversation-title")).toHaveTextContent("Days off");
    await user.keyboard("{F2}");
    expect(within(screen.getByTestId("title-edit")).getByTestId("rename-input")).toHaveValue("Days off");
    await user.type(screen.getByTestId("rename-input"), "x{Escape}");
    expect(screen.queryByTestId("title-edit")).not.toBeInTheDocument();
    expect(core.calls.filter((call) => call.command === "rename_conversation")).toHaveLength(1);
  });

  it("tells in its menu what the conversation took, with what stands on other branches", async () => {
    const { user } = await openWindow(withCalls());
    await user.click(await screen.findByTestId("header-menu"));
    expect(await screen.findByTestId("tokens-total")).toHaveTextContent("Tokens so far: 2,000 in · 20 out");
  });

  it("says nothing of tokens where the provider said nothing", async () => {
    const core = new MockCore(snapshotOf());
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Hello"))]));
    const { user } = await openWindow(core);
    await user.click(await screen.findByTestId("header-menu"));
    await screen.findByTestId("conversation-pin");
    expect(screen.queryByTestId("tokens-total")).not.toBeInTheDocument();
  });

  it("exports, and leads to the file", async () => {
    const { core, user } = await openWindow(withCalls());
    await user.click(await screen.findByTestId("header-menu"));
    await user.click(await screen.findByTestId("conversation-export-json"));
    await settle();
    expect(lastCall(core, "export_conversation")).toEqual({ id: "c1", format: "json" });
    expect(screen.getByTestId("toast")).toHaveTextContent("Saved to your downloads: Lanyard Leave.json");
    await user.click(screen.getByTestId("toast-act"));
    expect(lastCall(core, "show_saved")).toEqual({ path: "/home/ada/Downloads/Lanyard Leave.json" });
    await user.click(screen.getByTestId("header-menu"));
    await user.click(await screen.findByTestId("conversation-export-markdown"));
    await settle();
    expect(lastCall(core, "export_conversation")).toEqual({ id: "c1", format: "markdown" });
  });

  it("has the instructions of this conversation, below the company's and one's own", async () => {
    const { core, user } = await openWindow(withCalls());
    await user.click(await screen.findByTestId("header-menu"));
    await user.click(await screen.findByTestId("conversation-instructions"));
    const dialog = await screen.findByTestId("instructions-dialog");
    const parts = [...dialog.querySelectorAll("h3, label")].map((one) => one.textContent);
    expect(parts).toEqual([
      expect.stringContaining("Meridian"),
      "Your instructions to every model",
      "In this conversation",
    ]);
    expect(within(screen.getByTestId("instructions-company")).getByTestId("set-by")).toHaveTextContent("Meridian");
    const field = screen.getByTestId("instructions-here");
    await waitFor(() => expect(field).toHaveFocus());
    expect(screen.getByTestId("instructions-here-save")).toBeDisabled();
    await user.type(field, "In Portuguese");
    core.failures.set("set_instructions", failure("storage", "The disk is full."));
    await user.click(screen.getByTestId("instructions-here-save"));
    await settle();
    expect(within(dialog).getByTestId("error-message")).toHaveTextContent("The disk is full.");
    core.failures.clear();
    await user.click(screen.getByTestId("instructions-here-save"));
    await settle();
    expect(lastCall(core, "set_instructions")).toEqual({ id: "c1", instructions: "In Portuguese" });
    await waitFor(() => expect(screen.queryByTestId("instructions-dialog")).not.toBeInTheDocument());
  });

  it("takes no instructions that are too long, counted in bytes", async () => {
    const { user } = await openWindow(withCalls());
    await user.click(await screen.findByTestId("header-menu"));
    await user.click(await screen.findByTestId("conversation-instructions"));
    await user.click(await screen.findByTestId("instructions-here"));
    await user.paste("年".repeat(6000));
    expect(screen.getByTestId("instructions-here-save")).toBeDisabled();
    expect(screen.getByText(/This is too long/)).toBeInTheDocument();
    await user.click(screen.getByTestId("instructions-settings"));
    expect(usePlace.getState().screen).toBe("settings");
  });
});

describe("Details at the right", () => {
  const panel = () => screen.getByTestId("details-panel");

  it("show the call whose button was pressed; Escape closes them and gives the focus back", async () => {
    const core = withCalls();
    const { user } = await openWindow(core);
    core.row("c1", { busy: true });
    await settle();
    const button = (await screen.findAllByTestId("tool-card-details"))[0] as HTMLElement;
    await user.click(button);
    expect(panel()).toHaveAttribute("data-call", "call1");
    expect(panel()).toHaveFocus();
    expect(panel()).toHaveTextContent(
      /Server.*Meridian HR.*Account.*ada@.*Tool.*leave_balance.*State.*Done.*Took.*0.2 s/,
    );
    expect(within(panel()).getByTestId("tool-result")).toHaveTextContent("Days left");
    await user.click(within(panel()).getByTestId("show-json"));
    expect(within(panel()).getByTestId("tool-result")).toHaveTextContent('"days_left": 12');
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("details-panel")).not.toBeInTheDocument();
    expect(button).toHaveFocus();
    // It closed them, and stopped no answer.
    expect(lastCall(core, "stop_turn")).toBeUndefined();
  });

  it("show the last call where none was chosen, and what hides in its name", async () => {
    const { user } = await openWindow(withCalls());
    await screen.findAllByTestId("tool-card");
    await user.keyboard("{Control>}i{/Control}");
    expect(panel()).toHaveAttribute("data-call", "call2");
    expect(panel()).toHaveTextContent("Find a colleague⟨U+202E⟩");
    await user.keyboard("{Control>}i{/Control}");
    expect(screen.queryByTestId("details-panel")).not.toBeInTheDocument();
    expect(screen.getByTestId("composer")).toHaveFocus();
  });

  it("follow a call that is running", async () => {
    const { core, user } = await openWindow(withCalls());
    await screen.findAllByTestId("tool-card");
    await user.click(screen.getByTestId("details-panel-toggle"));
    await tell(core, {
      type: "call",
      conversation_id: "c1",
      message_id: "m2",
      call: callOf({ id: "call2", state: "failed", text: null, structured: null }),
    });
    expect(panel()).toHaveTextContent("Failed");
  });

  it("say what they are for where there is no call, and leave the focus to who comes back", async () => {
    const core = new MockCore(snapshotOf());
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Hello"))]));
    const { user } = await openWindow(core, { details: true });
    await screen.findByTestId("message-user");
    expect(panel()).toHaveTextContent("When Lanyard uses a tool here");
    expect(screen.getByTestId("composer")).toHaveFocus();
    await user.click(screen.getByTestId("nav-settings"));
    await screen.findByTestId("settings-page");
    await act(async () => usePlace.setState({ screen: "chat" }));
    expect(panel()).toBeInTheDocument();
    expect(panel()).not.toHaveFocus();
  });
});
