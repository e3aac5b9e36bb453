import { act, fireEvent, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { sceneOf } from "../mock/scenes";
import { confirm } from "../parts/confirm";
import { usePlace } from "../state/place";
import { lastCall, type MockCore, openWindow, screen, settle, tell } from "../test/window";
import { allCommands, keysOf } from "./commands";

async function open(core: MockCore = sceneOf(new URLSearchParams("scene=chat"))) {
  const opened = await openWindow(core, { conversation: "leave" });
  await screen.findByTestId("composer");
  return opened;
}

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});

describe("Shortcuts", () => {
  it("are each of one command only, on every system", () => {
    for (const mac of [true, false]) {
      const all = allCommands.flatMap((command) => keysOf(command, mac));
      expect(new Set(all).size).toBe(all.length);
    }
    expect(new Set(allCommands.map((command) => command.id)).size).toBe(allCommands.length);
  });

  it("do nothing behind a question, wherever the focus is", async () => {
    const { user } = await open();
    act(() => confirm({ title: "Sure?", text: "Gone for good.", ok: "Yes", onYes: () => undefined }));
    await screen.findByTestId("confirm");
    fireEvent.keyDown(document.body, { key: ",", code: "Comma", ctrlKey: true });
    expect(usePlace.getState().screen).toBe("chat");
    await user.click(screen.getByTestId("confirm-cancel"));
    await waitFor(() => {
      fireEvent.keyDown(document.body, { key: ",", code: "Comma", ctrlKey: true });
      expect(usePlace.getState().screen).toBe("settings");
    });
  });

  it("go to the pages, to a new conversation and to the search", async () => {
    const { user } = await open();
    await user.keyboard("{Control>},{/Control}");
    expect(usePlace.getState().screen).toBe("settings");
    await user.keyboard("{Control>}{Shift>}t{/Shift}{/Control}");
    expect(usePlace.getState().screen).toBe("tools");
    await user.keyboard("{Control>}n{/Control}");
    expect(usePlace.getState()).toMatchObject({ screen: "chat", conversation: null });
    await waitFor(() => expect(screen.getByTestId("composer")).toHaveFocus());
    await user.keyboard("{Control>}f{/Control}");
    await waitFor(() => expect(screen.getByTestId("search")).toHaveFocus());
    await user.keyboard("{Control>}l{/Control}");
    await waitFor(() => expect(screen.getByTestId("composer")).toHaveFocus());
  });

  it("walk through the conversations, and stop at both ends", async () => {
    const { core, user } = await open();
    const order = core.state.conversations.map((row) => row.id);
    const at = () => order.indexOf(usePlace.getState().conversation ?? "");
    expect(at()).toBe(0);
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(at()).toBe(1);
    await user.keyboard("{Control>}{Tab}{/Control}{Alt>}{ArrowDown}{/Alt}");
    expect(at()).toBe(2);
    await user.keyboard("{Control>}{Shift>}{Tab}{/Shift}{/Control}{Alt>}{ArrowUp}{ArrowUp}{/Alt}");
    expect(at()).toBe(0);
  });

  it("change the text's size within its bounds, and the theme", async () => {
    const { core, user } = await open();
    for (const size of ["large", "x_large"]) {
      await user.keyboard("{Control>}={/Control}");
      await settle();
      expect(document.documentElement.dataset.size).toBe(size);
    }
    const calls = core.calls.length;
    await user.keyboard("{Control>}={/Control}");
    expect(core.calls.length).toBe(calls);
    await user.keyboard("{Control>}0{/Control}");
    await settle();
    expect(document.documentElement.dataset.size).toBe("medium");
    await user.keyboard("{Control>}-{/Control}");
    expect(lastCall(core, "set_setting")).toEqual({ key: "text_size", value: "small" });
    document.documentElement.dataset.theme = "light";
    await user.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
    expect(lastCall(core, "set_setting")).toEqual({ key: "theme", value: "dark" });
  });

  it("copy the last answer, and say so", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}{Shift>}c{/Shift}{/Control}");
    expect(await screen.findByTestId("toast")).toHaveTextContent("Answer copied");
    expect(await navigator.clipboard.readText()).toMatch(/^Fourteen people of \*\*Platform\*\*/);
  });

  it("toggle the sidebar and the details", async () => {
    const { user } = await open();
    // The window of the tests is as wide as none: the sidebar floats.
    await user.keyboard("{Control>}b{/Control}");
    expect(usePlace.getState().sidebar).toBe(true);
    await user.keyboard("{Control>}b{/Control}");
    expect(usePlace.getState().sidebar).toBe(false);
    await user.keyboard("{Control>}i{/Control}");
    expect(usePlace.getState().details).toBe(true);
    await user.keyboard("{Control>}i{/Control}");
    expect(usePlace.getState().details).toBe(false);
  });

  it("leave alone what belongs to an input method, a field, a dialog or an open list", async () => {
    const { user } = await open();
    const composer = screen.getByTestId("composer");
    fireEvent.keyDown(composer, { key: "n", ctrlKey: true, isComposing: true });
    fireEvent.keyDown(composer, { key: "n", ctrlKey: true, keyCode: 229 });
    fireEvent.keyDown(composer, { key: "n", ctrlKey: true, altKey: true, modifierAltGraph: true });
    await user.type(composer, "why?");
    expect(composer).toHaveValue("why?");
    composer.setAttribute("aria-activedescendant", "an-offer");
    fireEvent.keyDown(composer, { key: "ArrowDown", altKey: true });
    composer.removeAttribute("aria-activedescendant");
    expect(usePlace.getState()).toMatchObject({ screen: "chat", conversation: "leave" });
    expect(screen.queryByTestId("shortcuts-page")).not.toBeInTheDocument();
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByTestId("palette");
    await user.keyboard("{Control>}n{/Control}");
    expect(usePlace.getState().conversation).toBe("leave");
  });

  it("do nothing where there is nothing to do", async () => {
    const { core, user } = await open();
    await act(() => usePlace.setState({ conversation: null }));
    const calls = core.calls.length;
    await user.keyboard("{F2}{Control>}i{/Control}{Control>}{Shift>}c{/Shift}{/Control}");
    expect(screen.queryByTestId("palette")).not.toBeInTheDocument();
    expect(usePlace.getState().details).toBe(false);
    expect(core.calls.length).toBe(calls);
  });
});

describe("The page of shortcuts", () => {
  it("lists every key of every command, as it is in the list of commands", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}/{/Control}");
    await screen.findByTestId("shortcuts-page");
    const listed = screen.getAllByTestId("shortcut").map((row) => row.dataset.id);
    const keyed = allCommands.filter((command) => keysOf(command).length > 0).map((command) => command.id);
    expect(listed).toEqual(expect.arrayContaining(keyed));
    expect(screen.getAllByTestId("shortcut").find((row) => row.dataset.id === "palette")).toHaveTextContent("CtrlK");
    await waitFor(() => expect(screen.getByTestId("shortcuts-close")).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("shortcuts-page")).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByTestId("composer")).toHaveFocus());
  });

  it("opens by ? outside fields, and from the settings", async () => {
    const { user } = await open();
    await act(() => screen.getByTestId("composer").blur());
    await user.keyboard("?");
    await user.click(await screen.findByTestId("shortcuts-close"));
    await user.keyboard("{Control>},{/Control}");
    await user.click(await screen.findByTestId("show-shortcuts"));
    expect(await screen.findByTestId("shortcuts-page")).toBeInTheDocument();
  });

  it("says which key sends, as the settings have it", async () => {
    const { core, user } = await open();
    await tell(core, {
      type: "setting",
      setting: { key: "send_key", value: "ctrl_enter", source: "user", locked_by: null },
    });
    const composer = screen.getByTestId("composer");
    await user.type(composer, "One{Enter}two");
    expect(lastCall(core, "send_message")).toBeUndefined();
    expect(composer).toHaveValue("One\ntwo");
    fireEvent.keyDown(composer, { key: "Enter", ctrlKey: true, isComposing: true });
    expect(lastCall(core, "send_message")).toBeUndefined();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(lastCall(core, "send_message")).toMatchObject({ text: "One\ntwo" });
    expect(JSON.parse(localStorage.getItem("lanyard.composer") ?? "{}")).toHaveProperty("enterSends");
    await user.keyboard("{Control>}/{/Control}");
    await screen.findByTestId("shortcuts-page");
    expect(screen.getAllByTestId("shortcut").find((row) => row.dataset.id === "send")).toHaveTextContent("CtrlEnter");
  });
});

describe("Somebody outside the window", () => {
  it("gets a new conversation that is ready to be written in", async () => {
    const { core } = await open();
    await act(() => usePlace.setState({ screen: "tools" }));
    await tell(core, { type: "begin" });
    expect(usePlace.getState()).toMatchObject({ screen: "chat", conversation: null });
    await waitFor(() => expect(screen.getByTestId("composer")).toHaveFocus());
  });
});
