import { describe, expect, it } from "vitest";
import { conversationOf, expenses, hr, messageOf, snapshotOf, text } from "../../mock/data";
import { usePlace } from "../../state/place";
import { MockCore, openWindow, screen, settle, tell } from "../../test/window";

const nothing = { conversation: null, started: true };

describe("A conversation in which nothing was said", () => {
  it("leads to the settings where there is no model, and away from it when one comes", async () => {
    const core = new MockCore({ ...snapshotOf("demo"), models: [], model: null });
    const { user } = await openWindow(core, nothing);
    expect(screen.getByTestId("no-model")).toHaveTextContent("Lanyard needs a language model to answer.");
    // What nobody can answer is not suggested.
    expect(screen.queryByTestId("suggestion")).not.toBeInTheDocument();
    const { providers, models } = snapshotOf("demo");
    await user.click(screen.getByRole("button", { name: "Add a model" }));
    expect(usePlace.getState().screen).toBe("settings");
    await user.click(screen.getByTestId("new-conversation"));
    await tell(core, { type: "models", providers, models, model: "demo/rules" });
    expect(screen.queryByTestId("no-model")).not.toBeInTheDocument();
    expect(screen.getAllByTestId("suggestion")).toHaveLength(4);
  });

  it.each([
    ["tools", [hr, expenses], "your company's tools are listed under Tools"],
    ["no tools yet", [expenses], "Sign in to a tool server to use your company's tools."],
    ["no server", [], "Sign in to a tool server to use your company's tools."],
  ])("says what one can do: %s", async (_, servers, words) => {
    await openWindow(new MockCore({ ...snapshotOf(), servers }), nothing);
    expect(screen.getByText("What would you like to know?")).toBeInTheDocument();
    expect(screen.getByText(new RegExp(words))).toBeInTheDocument();
    // Questions of a made-up company, and words about its model, are for the demo.
    expect(screen.queryByTestId("suggestion")).not.toBeInTheDocument();
    expect(screen.queryByText(/not a language model/)).not.toBeInTheDocument();
  });

  it("says of the demo's model what it is, also outside the demo", async () => {
    await openWindow(new MockCore({ ...snapshotOf(), model: "demo/rules" }), nothing);
    expect(screen.getByText(/not a language model/)).toBeInTheDocument();
  });
});

describe("A conversation that is on its way", () => {
  it("has the room of its messages, and says in words that it is loading", async () => {
    const core = new MockCore(snapshotOf());
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("How many days?"))]));
    let go = () => {};
    core.held.set("open_conversation", new Promise<void>((resolve) => (go = resolve)));
    await openWindow(core);
    expect(screen.getByText("Loading")).toHaveClass("sr-only");
    expect(screen.getByTestId("chat").querySelectorAll(".skeleton").length).toBeGreaterThan(1);
    expect(screen.getByTestId("conversation-title")).toHaveTextContent("Leave");
    // One may write already.
    expect(screen.getByTestId("composer")).toBeEnabled();
    go();
    await settle();
    expect(await screen.findByTestId("message-user")).toHaveTextContent("How many days?");
    expect(screen.getByTestId("chat").querySelector(".skeleton")).toBeNull();
  });
});
