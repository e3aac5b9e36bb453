import { act, fireEvent, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConversationSummary, MessageView } from "../ipc";
import { failure } from "../mock/core";
import { conversationOf, messageOf, sentence, snapshotOf, text } from "../mock/data";
import { usePlace } from "../state/place";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../test/window";
import { allCommands, keysOf } from "./commands";

const usage = { input: null, output: null, cached: null, reasoning: null };
const asked = messageOf("m1", "user", text("How many days?"));
const answered: MessageView = messageOf("m2", "assistant", text("Twelve."));

async function open(messages: MessageView[] = [asked, answered], row: Partial<ConversationSummary> = {}) {
  const core = new MockCore(snapshotOf());
  const view = conversationOf("c1", "Leave", messages);
  core.add({ ...view, summary: { ...view.summary, ...row } });
  const opened = await openWindow(core, { conversation: "c1" });
  await screen.findByTestId("composer");
  if (messages.length > 0) {
    await screen.findAllByTestId("message-user");
  }
  return opened;
}

/** Those that the palette lists. */
async function offered(user: Awaited<ReturnType<typeof open>>["user"]) {
  await user.keyboard("{Control>}k{/Control}");
  const items = await screen.findAllByTestId("palette-item");
  const ids = items.map((one) => one.dataset.id);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("palette")).not.toBeInTheDocument());
  return ids;
}

const held = (core: MockCore, command: string) => core.calls.filter((call) => call.command === command);

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});

describe("The keys of a conversation", () => {
  it("pin it, archive it and take it back, as its menu does", async () => {
    const { core, user } = await open();
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    expect(lastCall(core, "pin_conversation")).toEqual({ id: "c1", pinned: true });
    await settle();
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    expect(lastCall(core, "pin_conversation")).toEqual({ id: "c1", pinned: false });
    await user.keyboard("{Control>}{Shift>}h{/Shift}{/Control}");
    await settle();
    expect(lastCall(core, "archive_conversation")).toEqual({ id: "c1", archived: true });
    expect(screen.getByTestId("toast")).toHaveTextContent("Archived");
    await user.keyboard("{Control>}{Shift>}ph{/Shift}{/Control}");
    await settle();
    expect(held(core, "pin_conversation")).toHaveLength(2);
    expect(lastCall(core, "archive_conversation")).toEqual({ id: "c1", archived: false });
    expect(screen.getByTestId("toast")).toHaveTextContent("Taken back");
  });

  it("do it once, however long they are held, and ask before they delete", async () => {
    const { core, user } = await open();
    const composer = screen.getByTestId("composer");
    fireEvent.keyDown(composer, { key: "P", ctrlKey: true, shiftKey: true, repeat: true });
    expect(lastCall(core, "pin_conversation")).toBeUndefined();
    // Held, they still write nothing and reach nobody else.
    expect(fireEvent.keyDown(composer, { key: "s", ctrlKey: true, repeat: true })).toBe(false);
    await user.keyboard("{Control>}{Shift>}d{/Shift}{/Control}");
    await screen.findByTestId("confirm");
    expect(lastCall(core, "delete_conversation")).toBeUndefined();
    await user.click(screen.getByTestId("confirm-ok"));
    expect(lastCall(core, "delete_conversation")).toEqual({ id: "c1" });
  });

  it("export it, and lead to the file", async () => {
    const { core, user } = await open();
    await user.keyboard("{Control>}s{/Control}");
    await settle();
    expect(lastCall(core, "export_conversation")).toEqual({ id: "c1", format: "markdown" });
    expect(screen.getByTestId("toast")).toHaveTextContent("Lanyard Leave.md");
    await user.keyboard("{Control>}{Shift>}s{/Shift}{/Control}");
    await settle();
    expect(lastCall(core, "export_conversation")).toEqual({ id: "c1", format: "json" });
  });

  it("open its instructions, which are closed for who comes back", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}{Shift>}n{/Shift}{/Control}");
    await waitFor(() => expect(screen.getByTestId("instructions-here")).toHaveFocus());
    await act(() => usePlace.setState({ conversation: null }));
    expect(screen.queryByTestId("instructions-dialog")).not.toBeInTheDocument();
    await act(() => usePlace.setState({ conversation: "c1" }));
    await screen.findAllByTestId("message-user");
    expect(screen.queryByTestId("instructions-dialog")).not.toBeInTheDocument();
  });
});

describe("The keys of an answer", () => {
  it("ask for the last one again, and say why it could not be given", async () => {
    const { core, user } = await open();
    core.failures.set("regenerate", failure("model", "The model is away."));
    await user.keyboard("{Control>}{Shift>}g{/Shift}{/Control}");
    await settle();
    expect(lastCall(core, "regenerate")).toEqual({ id: "c1", messageId: "m2" });
    expect(screen.getByText("The model is away.")).toBeInTheDocument();
  });

  it("leave alone an answer that a question follows, and go on only where one was cut", async () => {
    const { core, user } = await open([asked, answered, messageOf("m3", "user", text("And in 2027?"))]);
    await user.keyboard("{Control>}{Shift>}g{Enter}{/Shift}{/Control}");
    expect(lastCall(core, "regenerate")).toBeUndefined();
    await tell(core, { type: "message", conversation_id: "c1", message: messageOf("m4", "assistant", text("Ten.")) });
    await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    expect(lastCall(core, "continue_turn")).toBeUndefined();
    const cut = { ...messageOf("m4", "assistant", text("Ten")), end: { type: "stopped" as const } };
    await tell(core, { type: "message", conversation_id: "c1", message: cut });
    await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    expect(lastCall(core, "continue_turn")).toEqual({ id: "c1" });
    expect(lastCall(core, "send_message")).toBeUndefined();
  });

  const versions = (shown: string): MessageView => ({
    ...messageOf(shown, "assistant", text(`Answer ${shown}`)),
    alternatives: ["m2", "m3", "m4"],
  });

  it("show its other versions, and the focus stays in the field", async () => {
    const { core, user } = await open([asked, versions("m3")]);
    core.onBranch = (_, command, args) =>
      command === "show_branch" &&
      core.emit({
        type: "branch",
        conversation_id: "c1",
        messages: [asked, versions(String(args.messageId))],
        elsewhere: usage,
      });
    const composer = screen.getByTestId("composer");
    composer.focus();
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    await settle();
    expect(screen.getByText("Answer m4")).toBeInTheDocument();
    expect(composer).toHaveFocus();
    // There is none behind the last.
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(held(core, "show_branch")).toHaveLength(1);
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await settle();
    expect(screen.getByText("Answer m3")).toBeInTheDocument();
    core.failures.set("show_branch", { ...failure("invalid", ""), message: sentence("Stop it first, or wait.") });
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await settle();
    expect(screen.getByText("Stop it first, or wait.")).toBeInTheDocument();
  });
});

describe("Commands that bring something in", () => {
  it("import a conversation from anywhere, and say what is wrong with a file", async () => {
    const { core, user } = await open();
    await act(() => usePlace.setState({ screen: "tools" }));
    const pick = async (name: string) => {
      await user.keyboard("{Control>}o{/Control}");
      const input = document.querySelector<HTMLInputElement>("[data-testid=pick-file]");
      expect(input?.accept).toContain(".json");
      await user.upload(input as HTMLInputElement, new File([`{"title":"${name}"}`], "kept.json"));
      await waitFor(() => expect(lastCall(core, "import_conversation")).toEqual({ text: `{"title":"${name}"}` }));
      await settle();
      expect(document.querySelector("[data-testid=pick-file]")).toBeNull();
    };
    core.failures.set("import_conversation", failure("invalid", "This is no conversation."));
    await pick("Bad");
    expect(screen.getByText("This is no conversation.")).toBeInTheDocument();
    expect(usePlace.getState().screen).toBe("tools");
    core.failures.clear();
    await pick("Good");
    await waitFor(() => expect(usePlace.getState().screen).toBe("chat"));
    expect(screen.getByTestId("conversation-title")).toHaveTextContent("Good");
    // One that is closed without a choice leaves nothing behind.
    await user.keyboard("{Control>}o{/Control}");
    document.querySelector("[data-testid=pick-file]")?.dispatchEvent(new Event("cancel"));
    expect(document.querySelector("[data-testid=pick-file]")).toBeNull();
  });

  it("open the dialog for files where a message can be written, and only there", async () => {
    const { user } = await open();
    let opened = 0;
    screen.getByTestId("attach-input").addEventListener("click", () => {
      opened += 1;
    });
    await user.keyboard("{Control>}u{/Control}");
    expect(opened).toBe(1);
    expect(await offered(user)).toContain("attach");
    await act(() => usePlace.setState({ screen: "tools" }));
    expect(await offered(user)).not.toContain("attach");
  });

  it("lead to the form for a provider, whatever the settings were searched for, and to that for a server", async () => {
    const { user } = await open();
    const run = async (words: string, id: string) => {
      await user.keyboard("{Control>}k{/Control}");
      await user.type(await screen.findByTestId("palette-input"), words);
      await user.click(screen.getAllByTestId("palette-item").find((one) => one.dataset.id === id) as HTMLElement);
    };
    await user.keyboard("{Control>},{/Control}");
    await user.type(await screen.findByTestId("settings-search"), "theme");
    await run("model provider", "provider.add");
    await waitFor(() => expect(screen.getByTestId("provider-kind")).toHaveFocus());
    expect(screen.getByTestId("settings-search")).toHaveValue("");
    await run("tool server", "server.add");
    await waitFor(() => expect(screen.getByTestId("connect-url")).toHaveFocus());
    // Whoever comes back finds it closed.
    await user.keyboard("{Control>},{/Control}");
    await screen.findByTestId("settings-page");
    expect(screen.queryByTestId("provider-kind")).not.toBeInTheDocument();
  });

  it("choose how much moves", async () => {
    const { core, user } = await open();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByTestId("palette-input"), "animation{Enter}");
    await user.type(screen.getByTestId("palette-input"), "reduced{Enter}");
    expect(lastCall(core, "set_setting")).toEqual({ key: "motion", value: "reduced" });
  });
});

describe("What can't be done", () => {
  const always = ["message.edit", "answer.again", "version.previous", "conversation.pin", "instructions"];

  it("is not offered in a new conversation, nor while an answer comes", async () => {
    const { core, user } = await open([asked, { ...answered, alternatives: ["m0", "m2"] }]);
    expect(await offered(user)).toEqual(expect.arrayContaining(always));
    core.begin("c1");
    await settle();
    const busy = await offered(user);
    for (const id of ["message.edit", "answer.again", "answer.continue", "version.previous"]) {
      expect(busy, id).not.toContain(id);
    }
    expect(busy).toContain("export.json");
    await act(() => usePlace.setState({ conversation: null }));
    const fresh = await offered(user);
    for (const id of [...always, "export.json", "export.markdown", "conversation.archive", "conversation.delete"]) {
      expect(fresh, id).not.toContain(id);
    }
  });

  it("has keys that do nothing else either", async () => {
    const { core } = await open();
    await act(() => usePlace.setState({ conversation: null }));
    const calls = core.calls.length;
    expect(fireEvent.keyDown(screen.getByTestId("composer"), { key: "s", ctrlKey: true })).toBe(false);
    expect(core.calls.length).toBe(calls);
    expect(fireEvent.keyDown(screen.getByTestId("composer"), { key: "s" })).toBe(true);
  });

  it("has keys that an input method, a webview or AltGr does not have", () => {
    const taken = [
      ...["E", "F", "K", "U", "B", "A", "I", "J"].map((key) => `Mod+Shift+${key}`),
      ...["P", "R", "W", "Q", "H", ".", ";", " ", "A", "C", "V", "X", "Z", "Y"].map((key) => `Mod+${key}`),
    ];
    for (const mac of [true, false]) {
      for (const keys of allCommands.flatMap((command) => keysOf(command, mac))) {
        expect(taken, keys).not.toContain(keys);
        expect(mac || !/Mod\+Alt|Ctrl\+Alt/.test(keys), keys).toBe(true);
      }
    }
  });
});
