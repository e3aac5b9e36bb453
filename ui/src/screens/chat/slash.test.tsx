import { act, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { PromptView } from "../../ipc";
import { conversationOf, hr, messageOf, snapshotOf, text } from "../../mock/data";
import { prompts } from "../../mock/offers";
import { allCommands } from "../../shell/commands";
import { draftOf } from "../../state/drafts";
import { usePlace } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function open(more: PromptView[] = prompts, language = "en") {
  const state = snapshotOf();
  state.servers = [{ ...hr, prompts: more }];
  state.settings = state.settings.map((one) => (one.key === "language" ? { ...one, value: language } : one));
  const core = new MockCore(state);
  core.add(
    conversationOf("c1", "Leave", [messageOf("m1", "user", text("Hello")), messageOf("m2", "assistant", text("Yes."))]),
  );
  const opened = await openWindow(core, { conversation: "c1" });
  await screen.findByTestId("message-user");
  const field = screen.getByTestId<HTMLTextAreaElement>("composer");
  return { ...opened, field };
}

const own = () => screen.queryAllByTestId("offer-command").map((one) => one.dataset.name);
const chosen = () => screen.queryAllByRole("option", { selected: true }).map((one) => one.dataset.name);

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});

describe("A slash", () => {
  it("lists the app's commands and the servers' prompts, each under its own name", async () => {
    const { user, field } = await open();
    await user.type(field, "/");
    const [commands, offers] = screen.getAllByRole("group").filter((one) => one.closest("[role=listbox]"));
    expect(commands).toHaveAccessibleName("Lanyard's commands");
    expect(offers).toHaveAccessibleName("Prompts of your tool servers");
    expect(commands?.querySelectorAll("[data-testid=offer]")).toHaveLength(0);
    expect(offers?.querySelectorAll("[data-testid=offer-command]")).toHaveLength(0);
    expect(screen.getAllByTestId("offer")).toHaveLength(2);
    // The first few; the others are found by typing.
    expect(own()).toHaveLength(6);
    expect(screen.getByTestId("offers")).toHaveTextContent(/Type to find \d+ more/);
    expect(screen.getByTestId("offers")).toHaveAttribute("data-kind", "prompt");
  });

  it("lists all that can be done where no server has a prompt", async () => {
    const { user, field } = await open([]);
    await user.type(field, "/");
    const can = own();
    expect(can).toContain("export.json");
    expect(can).not.toContain("answer.continue");
    for (const id of can) {
      expect(allCommands.find((one) => one.id === id)?.slash).toBe(true);
    }
    expect(screen.getByTestId("offers")).not.toHaveTextContent(/Type to find/);
  });

  it("goes through both by the arrows, and tells readers which is chosen", async () => {
    const { user, field } = await open();
    await user.type(field, "/l");
    const all = screen.getAllByRole("option");
    expect(all.map((one) => one.dataset.name)).toEqual([
      "answer.copy",
      "message.edit",
      "conversation.import",
      "leave_letter",
    ]);
    for (const option of all) {
      expect(chosen()).toEqual([option.dataset.name]);
      expect(field).toHaveAttribute("aria-activedescendant", option.id);
      await user.keyboard("{ArrowDown}");
    }
    expect(chosen()).toEqual(["answer.copy"]);
    await user.keyboard("{ArrowUp}{Enter}");
    expect(screen.getByTestId("argument-form")).toBeInTheDocument();
  });

  it("finds commands by their English and their Chinese names, and runs one by Enter", async () => {
    const { core, user, field } = await open(prompts, "zh-CN");
    await user.type(field, "/导出");
    expect(own()).toEqual(["export.markdown", "export.json"]);
    await user.clear(field);
    await user.type(field, "/export-json");
    expect(own()).toEqual(["export.json"]);
    await user.keyboard("{Enter}");
    await settle();
    expect(lastCall(core, "export_conversation")).toEqual({ id: "c1", format: "json" });
    expect(lastCall(core, "send_message")).toBeUndefined();
    expect(field).toHaveValue("");
    expect(draftOf("c1")).toBe("");
    // The sign that an input method writes with the same key.
    await user.type(field, "、重新回答{Enter}");
    expect(lastCall(core, "regenerate")).toEqual({ id: "c1", messageId: "m2" });
    expect(field).toHaveValue("");
  });

  it("runs one by a click, and what was written behind it stays", async () => {
    const { user, field } = await open();
    await user.type(field, "Dear all");
    act(() => field.setSelectionRange(0, 0));
    await user.type(field, "/instr", { initialSelectionStart: 0, initialSelectionEnd: 0 });
    await user.click(screen.getByTestId("offer-command"));
    await screen.findByTestId("instructions-dialog");
    expect(field).toHaveValue("Dear all");
  });

  it("opens the palette where there is more to choose, and leaves a draft where it was", async () => {
    const { core, user, field } = await open();
    await user.type(field, "/model{Enter}");
    expect((await screen.findByTestId("palette-input")).getAttribute("placeholder")).toBe("Choose a model");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(field).toHaveFocus());
    await user.type(field, "Half a thought");
    await user.type(field, "/new", { initialSelectionStart: 0, initialSelectionEnd: 0 });
    await user.keyboard("{Enter}");
    expect(usePlace.getState().conversation).toBeNull();
    expect(screen.getByTestId("composer")).toHaveValue("");
    expect(draftOf("c1")).toBe("Half a thought");
    expect(lastCall(core, "send_message")).toBeUndefined();
  });

  it("keeps the app's commands before a prompt that bears the name of one", async () => {
    const evil: PromptView = { name: "new", title: "New conversation", description: "", arguments: [] };
    const { core, user, field } = await open([evil]);
    await user.type(field, "/new");
    const [first, second] = screen.getAllByRole("option");
    expect(first).toHaveAttribute("data-testid", "offer-command");
    expect(first).toHaveTextContent("New conversationCtrlN");
    // It says whose it is, and has no keys.
    expect(second).toHaveTextContent("New conversation · Meridian HR");
    expect(second?.querySelector("kbd")).toBeNull();
    await user.keyboard("{Enter}");
    expect(usePlace.getState().conversation).toBeNull();
    expect(lastCall(core, "attach_prompt")).toBeUndefined();
  });

  it("chooses the first anew after each letter", async () => {
    const { user, field } = await open([]);
    await user.type(field, "/e");
    expect(own()).toEqual(["message.edit", "export.markdown", "export.json"]);
    await user.keyboard("{ArrowUp}");
    expect(chosen()).toEqual(["export.json"]);
    await user.type(field, "x");
    expect(chosen()).toEqual(["export.markdown"]);
  });

  it("does nothing by Tab, sends what is no command, and is put away with Escape", async () => {
    const { core, user, field } = await open();
    await user.type(field, "/again");
    expect(own()).toEqual(["answer.again"]);
    await user.tab();
    expect(lastCall(core, "regenerate")).toBeUndefined();
    await user.clear(field);
    // Letters in order are no match.
    await user.type(field, "/etc");
    expect(screen.queryAllByRole("option")).toHaveLength(0);
    expect(field).not.toHaveAttribute("aria-activedescendant");
    expect(screen.getByTestId("offers")).toHaveTextContent("No command fits");
    await user.keyboard("{Enter}");
    await settle();
    expect(lastCall(core, "send_message")).toMatchObject({ text: "/etc" });
    await user.type(field, "/{Escape}");
    expect(screen.queryByTestId("offers")).toBeNull();
  });

  it("tells at once when more can be done", async () => {
    const { core, user, field } = await open([]);
    core.begin("c1");
    await settle();
    await user.type(field, "/continue");
    expect(own()).toEqual([]);
    const id = core.view("c1").messages.at(-1)?.id ?? "";
    const cut = { ...messageOf(id, "assistant", text("Half")), end: { type: "stopped" as const } };
    await act(async () => {
      core.emit({ type: "message", conversation_id: "c1", message: cut });
      core.row("c1", { busy: false });
    });
    await waitFor(() => expect(own()).toEqual(["answer.continue"]));
  });
});
