import { describe, expect, it } from "vitest";
import type { ServerView } from "../../ipc";
import { expenses, hr, snapshotOf, tickets } from "../../mock/data";
import { usePlace } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, tell } from "../../test/window";

const open = (...servers: ServerView[]) =>
  openWindow(new MockCore({ ...snapshotOf(), servers }), { conversation: null, started: true });
const another = (server: ServerView, id: string): ServerView => ({ ...server, id, name: id });

describe("The line about servers", () => {
  it("is not there where every server is ready, or not yet asked", async () => {
    await open(
      hr,
      another({ ...hr, state: { type: "connecting" } }, "new"),
      another({ ...hr, state: { type: "off" } }, "off"),
    );
    expect(screen.getByTestId("composer")).toBeInTheDocument();
    expect(screen.queryByTestId("servers-away")).not.toBeInTheDocument();
    expect(screen.queryByTestId("servers-signed-out")).not.toBeInTheDocument();
  });

  it("names one that is away, with its details, and goes when the server comes back", async () => {
    const { core, user } = await open(hr, tickets);
    const line = screen.getByTestId("servers-away");
    expect(line).toHaveAttribute("role", "status");
    expect(screen.queryByTestId("details")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("details-toggle"));
    expect(line).toContainElement(screen.getByTestId("details"));
    expect(screen.getByTestId("details")).toHaveTextContent("tcp connect error: connection refused");
    await user.click(screen.getByTestId("details-toggle"));
    expect(screen.queryByTestId("details")).not.toBeInTheDocument();
    await tell(core, { type: "server", server: { ...tickets, state: { type: "ready" } } });
    expect(screen.queryByTestId("servers-away")).not.toBeInTheDocument();
  });

  it("counts several that are away, and leads to all of them", async () => {
    const { core, user } = await open(tickets, another(tickets, "Rooms\u202e"));
    expect(screen.getByTestId("servers-away")).toHaveTextContent("2 servers can't be reached right now.");
    expect(screen.queryByTestId("details-toggle")).not.toBeInTheDocument();
    await user.click(screen.getByText("Show"));
    expect(usePlace.getState().screen).toBe("tools");
    expect(lastCall(core, "retry_server")).toBeUndefined();
  });

  it("signs in to one, and shows what hides in its name", async () => {
    const { core, user } = await open(another(expenses, "Rooms\u202e"));
    expect(screen.getByTestId("servers-signed-out")).toHaveTextContent("Sign in to Rooms⟨U+202E⟩ to use its tools.");
    await user.click(screen.getByText("Sign in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "Rooms\u202e" });
  });

  it("counts several that want a sign-in, and leads to all of them", async () => {
    const { core, user } = await open(expenses, another(expenses, "Rooms"), another(expenses, "Stock"));
    expect(screen.getByTestId("servers-signed-out")).toHaveTextContent("3 servers want you to sign in");
    await user.click(screen.getByText("Show"));
    expect(usePlace.getState().screen).toBe("tools");
    expect(lastCall(core, "sign_in")).toBeUndefined();
  });
});
