import { describe, expect, it } from "vitest";
import type { ServerView } from "../../ipc";
import { failure } from "../../mock/core";
import { conversationOf, hr, messageOf, snapshotOf, text } from "../../mock/data";
import { prompts, resources, templates } from "../../mock/offers";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function asking(more: Partial<ServerView> = {}) {
  const state = snapshotOf();
  state.servers = [{ ...hr, prompts, resources, templates, completes: false, ...more }];
  const core = new MockCore(state);
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Hello"))]));
  const opened = await openWindow(core);
  await screen.findByTestId("message-user");
  await opened.user.type(screen.getByTestId("composer"), "/let{Enter}");
  await screen.findByTestId("argument-form");
  return opened;
}

describe("What a prompt asks for", () => {
  it("can be left, and nothing is asked of the server", async () => {
    const { core, user } = await asking();
    await user.click(screen.getByTestId("argument-cancel"));
    expect(screen.queryByTestId("argument-form")).not.toBeInTheDocument();
    expect(lastCall(core, "attach_prompt")).toBeUndefined();
    expect(screen.queryByTestId("attached")).not.toBeInTheDocument();
    expect(screen.getByTestId("composer")).toHaveFocus();
  });

  it("says what may be left out, and hands over what was written and no more", async () => {
    const { core, user } = await asking();
    expect(screen.getByLabelText("To whom")).toHaveFocus();
    expect(screen.getByLabelText("To whom")).toHaveAccessibleDescription("Your manager's name.");
    await user.type(screen.getByLabelText("Tone (may be left out)"), "kind");
    await user.click(screen.getByTestId("argument-submit"));
    await settle();
    // Whether that is enough is the core's to say.
    expect(lastCall(core, "attach_prompt")).toMatchObject({ name: "leave_letter", values: { tone: "kind" } });
  });

  it("suggests nothing where the server completes nothing", async () => {
    const { core, user } = await asking();
    await user.type(screen.getByTestId("argument-to"), "a");
    await settle();
    expect(lastCall(core, "complete")).toBeUndefined();
    expect(screen.queryByTestId("suggested")).not.toBeInTheDocument();
  });

  it("keeps what was written, and says why, where the server would not take it", async () => {
    const { core, user } = await asking();
    core.failures.set("attach_prompt", failure("invalid", "The server refused this."));
    await user.type(screen.getByTestId("argument-to"), "Grace");
    await user.click(screen.getByTestId("argument-submit"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("The server refused this.");
    expect(screen.getByTestId("argument-to")).toHaveValue("Grace");
  });
});
