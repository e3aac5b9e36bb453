import { act, fireEvent } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { conversationOf, hr, messageOf, snapshotOf, text } from "../../mock/data";
import { resources } from "../../mock/offers";
import { draftOf } from "../../state/drafts";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function open() {
  const core = new MockCore({ ...snapshotOf(), servers: [{ ...hr, resources }] });
  core.add(
    conversationOf("c1", "Leave", [
      messageOf("m1", "user", text("First\nof two lines")),
      messageOf("m2", "assistant", text("Yes.")),
      messageOf("m3", "user", text("Second")),
      messageOf("m4", "user", text("Second")),
    ]),
  );
  core.add(conversationOf("c2", "Other", [messageOf("n1", "user", text("Elsewhere"))]));
  const opened = await openWindow(core, { conversation: "c1" });
  await screen.findAllByTestId("message-user");
  const field = screen.getByTestId<HTMLTextAreaElement>("composer");
  return { ...opened, field };
}

describe("Up in an empty field", () => {
  it("goes back through what one wrote here, and Down comes forward to the empty field", async () => {
    const { user, field } = await open();
    await user.type(field, "{ArrowUp}");
    expect(field).toHaveValue("Second");
    expect(field.selectionStart).toBe(0);
    expect(screen.queryByTestId("edit-field")).not.toBeInTheDocument();
    await user.keyboard("{ArrowUp}");
    expect(field).toHaveValue("First\nof two lines");
    // There is nothing before the first.
    await user.keyboard("{ArrowUp}");
    expect(field).toHaveValue("First\nof two lines");
    await user.keyboard("{ArrowDown}");
    expect(field).toHaveValue("Second");
    await user.keyboard("{ArrowDown}");
    expect(field).toHaveValue("");
    await user.keyboard("{ArrowDown}");
    expect(field).toHaveValue("");
  });

  it("sends what was brought back like anything else, and begins at the end again", async () => {
    const { core, user, field } = await open();
    await user.type(field, "{ArrowUp}{ArrowUp}{Enter}");
    await settle();
    expect(lastCall(core, "send_message")).toMatchObject({ conversationId: "c1", text: "First\nof two lines" });
    expect(field).toHaveValue("");
    await user.keyboard("{ArrowUp}");
    expect(field).toHaveValue("First\nof two lines");
    await user.keyboard("{ArrowUp}");
    expect(field).toHaveValue("Second");
  });

  it("leaves alone what is being written, and what was brought back and changed", async () => {
    const { user, field } = await open();
    await user.type(field, "x{ArrowUp}{ArrowDown}");
    expect(field).toHaveValue("x");
    await user.keyboard("{Backspace}{ArrowUp}");
    expect(field).toHaveValue("Second");
    await user.type(field, "?");
    act(() => field.setSelectionRange(0, 0));
    await user.keyboard("{ArrowUp}{ArrowDown}");
    expect(field).toHaveValue("Second?");
    expect(draftOf("c1")).toBe("Second?");
  });

  it("moves in the text where the caret is not at its beginning", async () => {
    const { user, field } = await open();
    await user.type(field, "{ArrowUp}{ArrowUp}");
    act(() => field.setSelectionRange(8, 8));
    expect(fireEvent.keyDown(field, { key: "ArrowUp" })).toBe(true);
    expect(fireEvent.keyDown(field, { key: "ArrowDown" })).toBe(true);
    act(() => field.setSelectionRange(0, 4));
    expect(fireEvent.keyDown(field, { key: "ArrowUp" })).toBe(true);
    expect(field).toHaveValue("First\nof two lines");
  });

  it("leaves the arrows to an input method, to a list that is open, and to who holds another key", async () => {
    const { user, field } = await open();
    fireEvent.keyDown(field, { key: "ArrowUp", isComposing: true });
    fireEvent.keyDown(field, { key: "ArrowUp", keyCode: 229 });
    for (const held of [{ shiftKey: true }, { ctrlKey: true }, { metaKey: true }]) {
      fireEvent.keyDown(field, { key: "ArrowUp", ...held });
    }
    expect(field).toHaveValue("");
    await user.type(field, "@{ArrowUp}");
    expect(field).toHaveValue("@");
    expect(screen.getByTestId("offers")).toBeInTheDocument();
  });

  it("does nothing in a new conversation, and knows nothing of others", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}n{/Control}");
    await user.type(screen.getByTestId("composer"), "{ArrowUp}");
    expect(screen.getByTestId("composer")).toHaveValue("");
  });
});
