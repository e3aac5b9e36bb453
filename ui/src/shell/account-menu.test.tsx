import { describe, expect, it } from "vitest";
import type { ServerView } from "../ipc";
import { expenses, hr, snapshotOf } from "../mock/data";
import { usePlace } from "../state/place";
import { lastCall, MockCore, openWindow, screen, settle } from "../test/window";

async function open(servers: ServerView[], kind: "work" | "demo" = "work") {
  const opened = await openWindow(new MockCore({ ...snapshotOf(kind), servers }), {
    conversation: null,
    started: true,
  });
  await opened.user.click(screen.getByTestId("account-menu"));
  await screen.findByTestId("account-settings");
  return opened;
}

const as = (id: string, account: string | null, until: string | null = null): ServerView => ({
  ...hr,
  id,
  name: id,
  account,
  signed_in_until: until,
});

const rows = () => screen.queryAllByTestId("account-server");

describe("The account menu", () => {
  it("says so where one is signed in to nothing", async () => {
    await open([expenses]);
    expect(screen.getByTestId("account-menu")).toHaveTextContent("Not signed in");
    expect(screen.getByText("You are not signed in to any tool server.")).toBeInTheDocument();
    expect(rows()).toHaveLength(0);
  });

  it("names each account with its server, and how many more there are", async () => {
    await open([as("hr", "ada@meridian.example"), as("rooms", "ada.l@rooms\u202e.example"), expenses]);
    expect(screen.getByTestId("account-menu")).toHaveTextContent("ada@meridian.example and 1 more");
    expect(rows().map((row) => row.dataset.server)).toEqual(["hr", "rooms"]);
    expect(rows()[1]).toHaveTextContent("ada.l@rooms⟨U+202E⟩.example");
    expect(rows()[0]).toHaveTextContent("Until you sign out");
  });

  it("does without a name where the server gave none", async () => {
    await open([as("hr", null, new Date(Date.now() + 8 * 3_600_000).toISOString())]);
    expect(screen.getByTestId("account-menu")).toHaveTextContent("Signed in");
    expect(rows()[0]).toHaveTextContent(/Signed in.*Until /);
  });

  it("switches the account at one server", async () => {
    const { core, user } = await open([as("hr", "ada@meridian.example"), as("rooms", "ada@rooms.example")]);
    await user.click(screen.getByText("Switch account at rooms"));
    expect(lastCall(core, "switch_account")).toEqual({ serverId: "rooms" });
  });

  it("leads to the settings and to the keys, and out of the demo only in the demo", async () => {
    const { user } = await open([hr]);
    expect(screen.queryByTestId("account-leave-demo")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("account-shortcuts"));
    expect(await screen.findByTestId("shortcuts-page")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("account-menu"));
    await user.click(await screen.findByTestId("account-settings"));
    expect(usePlace.getState().screen).toBe("settings");
  });

  it("asks before it leaves the demo", async () => {
    const { core, user } = await open([hr], "demo");
    await user.click(screen.getByTestId("account-leave-demo"));
    expect(await screen.findByTestId("confirm")).toHaveTextContent("Leave the demo?");
    await user.click(screen.getByTestId("confirm-cancel"));
    await settle();
    expect(lastCall(core, "leave_demo")).toBeUndefined();
    expect(screen.getByTestId("demo-band")).toBeInTheDocument();
  });
});
