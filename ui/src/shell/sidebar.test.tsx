import { describe, expect, it } from "vitest";
import { conversationOf, expenses, hr, messageOf, snapshotOf, text, tickets } from "../mock/data";
import { usePlace } from "../state/place";
import { MockCore, openWindow, screen } from "../test/window";

function core(...servers: (typeof hr)[]): MockCore {
  const made = new MockCore({ ...snapshotOf(), servers });
  made.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("How many days?"))]));
  return made;
}

/** Whether it floats over a narrow window, and whether it is there in a wide one. */
const floats = () => screen.getByTestId("sidebar").className.startsWith("fixed");
const wide = () => !screen.getByTestId("sidebar").className.includes("narrow:hidden");

describe("The sidebar", () => {
  it("is hidden and shown again, and the next first paint knows", async () => {
    // A wide window: jsdom's does not match the query that asks for it.
    const before = globalThis.matchMedia;
    globalThis.matchMedia = ((query: string) => ({ ...before(query), matches: true })) as typeof matchMedia;
    const { user } = await openWindow(core(hr));
    expect(wide()).toBe(true);
    await user.click(screen.getByTestId("sidebar-hide"));
    expect(wide()).toBe(false);
    expect(JSON.parse(localStorage.getItem("lanyard.look") ?? "{}")).toMatchObject({ sidebar: "hidden" });
    await user.click(screen.getByTestId("sidebar-toggle"));
    expect(wide()).toBe(true);
    expect(floats()).toBe(false);
    globalThis.matchMedia = before;
  });

  it("floats over a narrow window with the focus in it; Escape, its button and a click beside it close it", async () => {
    const { user } = await openWindow(core(hr));
    expect(floats()).toBe(false);
    await user.click(screen.getByTestId("sidebar-toggle"));
    expect(floats()).toBe(true);
    expect(screen.getByTestId("new-conversation")).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(floats()).toBe(false);
    await user.click(screen.getByTestId("sidebar-toggle"));
    await user.click(screen.getByRole("button", { name: "Close the sidebar" }));
    expect(floats()).toBe(false);
    await user.click(screen.getByTestId("sidebar-toggle"));
    await user.click(screen.getByTestId("sidebar").previousElementSibling as HTMLElement);
    expect(floats()).toBe(false);
  });

  it("closes by itself where one went, and Escape in its search clears that first", async () => {
    const { user } = await openWindow(core(hr));
    await user.click(screen.getByTestId("sidebar-toggle"));
    await user.type(screen.getByTestId("search"), "days{Escape}");
    expect(screen.getByTestId("search")).toHaveValue("");
    expect(floats()).toBe(true);
    await user.click(screen.getByTestId("nav-tools"));
    expect(floats()).toBe(false);
    expect(usePlace.getState().screen).toBe("tools");
    expect(screen.getByTestId("nav-tools")).toHaveAttribute("aria-current", "page");
    expect(screen.getByTestId("nav-settings")).not.toHaveAttribute("aria-current");
  });

  it.each([
    ["all ready", [hr], "1 of 1", "1 of 1 server ready"],
    ["some ready", [hr, expenses, tickets], "1 of 3", "1 of 3 servers ready"],
    ["none ready", [expenses], "0 of 1", "0 of 1 server ready"],
    ["one switched off", [hr, { ...tickets, state: { type: "off" as const } }], "1 of 1", "1 of 1 server ready"],
    ["no server", [], "none", "0 of 0 servers ready"],
  ])("counts the servers: %s", async (_, servers, short, words) => {
    await openWindow(core(...servers));
    const status = screen.getByTestId("server-status");
    expect(status).toHaveTextContent(short + words);
    expect(status.title).toBe(words);
  });

  it("says what will be there where nothing is yet", async () => {
    await openWindow(new MockCore(snapshotOf()));
    expect(screen.getByText("Your conversations will be listed here.")).toBeInTheDocument();
  });
});
