import { fireEvent, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { sceneOf } from "../mock/scenes";
import { usePlace } from "../state/place";
import { lastCall, type MockCore, openWindow, screen, settle } from "../test/window";
import { recentCommands } from "./recent";

function chat(query = ""): MockCore {
  return sceneOf(new URLSearchParams(`scene=chat&${query}`));
}

async function open(core = chat()) {
  const opened = await openWindow(core, { conversation: "leave" });
  await screen.findByTestId("composer");
  await opened.user.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(screen.getByTestId("palette-input")).toHaveFocus());
  return opened;
}

const item = (id: string) => {
  const found = screen.getAllByTestId("palette-item").find((one) => one.dataset.id === id);
  expect(found, id).toBeDefined();
  return found as HTMLElement;
};
const chosen = () =>
  screen.getAllByTestId("palette-item").find((one) => one.getAttribute("aria-selected") === "true")?.dataset.id;

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});

describe("The palette", () => {
  it("opens by its key with the field ready, shows keys at the right, and gives the focus back", async () => {
    const { user } = await open();
    expect(item("conversation.new")).toHaveTextContent("New conversationCtrlN");
    expect(item("conversation leave")).toHaveTextContent("Leave in December");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("palette")).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByTestId("composer")).toHaveFocus());
  });

  it("keeps the focus inside", async () => {
    const { user } = await open();
    for (let press = 0; press < 4; press += 1) {
      await user.tab();
      expect(document.activeElement?.closest("[data-base-ui-focus-guard], [role=dialog]")).not.toBeNull();
    }
  });

  it("goes to a conversation that is found by its title", async () => {
    const { user } = await open();
    await user.keyboard("meeting");
    expect(chosen()).toBe("conversation old1");
    await user.keyboard("{Enter}");
    expect(usePlace.getState().conversation).toBe("old1");
    await waitFor(() => expect(screen.queryByTestId("palette")).not.toBeInTheDocument());
  });

  it("chooses the first of what fits anew after each letter", async () => {
    const { user } = await open();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const before = chosen();
    await user.keyboard("too");
    expect(chosen()).toBe("tools");
    expect(before).not.toBe("tools");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId("app")).toHaveAttribute("data-screen", "tools"));
  });

  it("lets one choose a theme, and has the command at the top next time", async () => {
    const { core, user } = await open();
    await user.keyboard("theme");
    await user.click(item("theme"));
    expect(item("choice system")).toHaveTextContent("in use");
    await user.keyboard("dark{Enter}");
    expect(lastCall(core, "set_setting")).toEqual({ key: "theme", value: "dark" });
    await settle();
    await user.keyboard("{Control>}k{/Control}");
    await waitFor(() => expect(chosen()).toBe("theme"));
  });

  it("goes back from a choice by Backspace", async () => {
    const { user } = await open();
    await user.keyboard("language{Enter}");
    expect(item("choice zh-CN")).toBeInTheDocument();
    await user.keyboard("{Backspace}");
    expect(item("language")).toBeInTheDocument();
  });

  it("renames the conversation in the same field", async () => {
    const { core, user } = await open();
    await user.keyboard("rename{Enter}");
    expect(screen.getByTestId("palette-input")).toHaveValue("Leave in December");
    await user.clear(screen.getByTestId("palette-input"));
    await user.keyboard("Holidays{Enter}");
    expect(lastCall(core, "rename_conversation")).toEqual({ id: "leave", title: "Holidays" });
  });

  it("asks before it deletes", async () => {
    const { core, user } = await open();
    await user.keyboard("delete{Enter}");
    await user.click(await screen.findByTestId("confirm-ok"));
    expect(lastCall(core, "delete_conversation")).toEqual({ id: "leave" });
  });

  it("signs in, chooses a model, and leaves the demo only where there is one", async () => {
    const { core, user } = await open();
    expect(screen.queryAllByTestId("palette-item").map((one) => one.dataset.id)).not.toContain("demo.leave");
    await user.keyboard("sign in to");
    await user.click(item("sign-in"));
    await user.click(item("choice expenses"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "expenses" });
  });

  it("leaves an input method its own Enter", async () => {
    const { user } = await open();
    await user.keyboard("tools");
    const input = screen.getByTestId("palette-input");
    fireEvent.keyDown(input, { key: "Enter", isComposing: true });
    fireEvent.keyDown(input, { key: "Enter", keyCode: 229 });
    expect(screen.getByTestId("palette")).toBeInTheDocument();
    expect(usePlace.getState().screen).toBe("chat");
  });

  it("does not offer what the company locked", async () => {
    const core = chat();
    core.state.settings = core.state.settings.map((entry) => ({ ...entry, source: "policy", locked_by: "Meridian" }));
    const { user } = await open(core);
    for (const typed of ["theme", "larger", "spacing", "language", "model"]) {
      await user.clear(screen.getByTestId("palette-input"));
      await user.keyboard(typed);
      const ids = screen.queryAllByTestId("palette-item").map((one) => one.dataset.id);
      for (const locked of ["theme", "theme.switch", "text.larger", "density", "language", "model"]) {
        expect(ids, typed).not.toContain(locked);
      }
    }
  });

  it("does without what it remembered where that is damaged", async () => {
    localStorage.setItem("lanyard.recent", '{"tools":');
    await open();
    expect(item("tools")).toBeInTheDocument();
    localStorage.setItem("lanyard.recent", "[1, null, {}]");
    expect(recentCommands()).toEqual([]);
  });

  it("says when nothing fits, and speaks Chinese", async () => {
    const { user } = await open(chat("lang=zh-CN"));
    expect(within(screen.getByTestId("palette")).getByText("新对话")).toBeInTheDocument();
    await user.keyboard("qwxz");
    expect(screen.getByTestId("palette-none")).toHaveTextContent("没有符合的内容");
    await user.clear(screen.getByTestId("palette-input"));
    await user.keyboard("new conv");
    expect(chosen()).toBe("conversation.new");
  });
});
