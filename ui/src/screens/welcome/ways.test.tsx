import { describe, expect, it } from "vitest";
import { failure } from "../../mock/core";
import { expenses, snapshotOf, tickets } from "../../mock/data";
import { usePlace } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

const signedOut = { ...expenses, id: "rooms", name: "Rooms\u202e" };

describe("The first screen", () => {
  it("lets one chat without tools where there is a model, and only there", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("demo")));
    await user.click(screen.getByTestId("welcome-skip"));
    expect(await screen.findByTestId("composer")).toBeInTheDocument();
    expect(usePlace.getState()).toMatchObject({ started: true, conversation: null });
  });

  it("does not offer it where nobody would answer", async () => {
    await openWindow(new MockCore(snapshotOf("fresh")));
    expect(screen.getByTestId("welcome")).toBeInTheDocument();
    expect(screen.queryByTestId("welcome-skip")).not.toBeInTheDocument();
  });

  it("names the servers that were added, each with where it stands, and signs in to the first that wants it", async () => {
    const { core, user } = await openWindow(
      new MockCore({ ...snapshotOf("fresh"), servers: [{ ...tickets, account: null }, signedOut] }),
    );
    expect(screen.getAllByTestId("server-line").map((line) => line.textContent)).toEqual([
      "TicketsCan't be reached, trying again in 20 s",
      "Rooms⟨U+202E⟩Sign in to use",
    ]);
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in to Rooms⟨U+202E⟩");
    await user.click(screen.getByTestId("welcome-sign-in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "rooms" });
  });

  it("lists no server that its button already names", async () => {
    await openWindow(new MockCore({ ...snapshotOf("fresh"), servers: [signedOut] }));
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in to Rooms⟨U+202E⟩");
    expect(screen.queryByTestId("server-line")).not.toBeInTheDocument();
  });

  it("says why the demo could not begin, and can be asked again", async () => {
    const core = new MockCore(snapshotOf("fresh"));
    core.failures.set("start_demo", failure("port_in_use", "The demo's port is taken."));
    const { user } = await openWindow(core);
    await user.click(screen.getByTestId("welcome-demo"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("The demo's port is taken.");
    core.failures.clear();
    await user.click(screen.getByTestId("welcome-demo"));
    await settle();
    expect(await screen.findByTestId("demo-band")).toBeInTheDocument();
    expect(screen.queryByTestId("welcome-demo")).not.toBeInTheDocument();
  });
});
