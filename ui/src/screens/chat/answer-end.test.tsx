import { act, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { MessageView, ProviderView, TurnEnd, UsageView } from "../../ipc";
import { failure } from "../../mock/core";
import { conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const none: UsageView = { input: null, output: null, cached: null, reasoning: null };

function coreWith(answer: Partial<MessageView>, ...after: MessageView[]): MockCore {
  const core = new MockCore(snapshotOf());
  core.add(
    conversationOf("c1", "Leave", [
      messageOf("m1", "user", text("How many days?")),
      { ...messageOf("m2", "assistant", text("Twelve.")), ...answer },
      ...after,
    ]),
  );
  return core;
}

const answer = () => within(screen.getAllByTestId("message-assistant")[0] as HTMLElement);

describe("The end of an answer", () => {
  const failed: TurnEnd = { type: "failed", error: failure("model", "The model stopped answering.") };

  it.each<[string, TurnEnd, string | null, boolean, boolean]>([
    ["whole", { type: "complete" }, null, false, false],
    ["stopped", { type: "stopped" }, "You stopped this answer.", true, false],
    ["cut by the end of the app", { type: "interrupted" }, "Lanyard was closed before", true, false],
    ["failed", failed, "The model stopped answering.", true, true],
  ])("%s: says why it is not whole, and what one can do", async (_, end, words, goesOn, again) => {
    await openWindow(coreWith({ end }));
    await screen.findByText("Twelve.");
    const reasons = ["You stopped this answer.", "Lanyard was closed before", "The model stopped answering."];
    const said = screen.getByTestId("message-assistant").textContent ?? "";
    expect(reasons.filter((reason) => said.includes(reason))).toEqual(words === null ? [] : [words]);
    expect(answer().queryByTestId("continue") !== null).toBe(goesOn);
    expect(answer().queryByTestId("try-again") !== null).toBe(again);
    // Only what failed is an alarm.
    expect(answer().queryByRole("alert") !== null).toBe(end.type === "failed");
  });

  it.each<TurnEnd>([{ type: "stopped" }, failed])(
    "of one that is not the last says why, and offers no way on: $type",
    async (end) => {
      await openWindow(coreWith({ end }, messageOf("m3", "user", text("And?"))));
      await screen.findByText("Twelve.");
      expect(screen.getByTestId("message-assistant")).toHaveTextContent(/stopped/);
      expect(screen.queryByTestId("continue")).not.toBeInTheDocument();
      expect(screen.queryByTestId("try-again")).not.toBeInTheDocument();
    },
  );

  it("offers to go on once, and nothing while it does", async () => {
    const core = coreWith({ end: { type: "stopped" } });
    let go = () => {};
    core.held.set("continue_turn", new Promise<void>((resolve) => (go = resolve)));
    const { user } = await openWindow(core);
    await user.click(await screen.findByTestId("continue"));
    await user.click(screen.getByTestId("continue"));
    expect(core.calls.filter(({ command }) => command === "continue_turn")).toHaveLength(1);
    expect(screen.getByTestId("continue")).toBeInTheDocument();
    core.row("c1", { busy: true });
    await act(async () => go());
    await settle();
    expect(screen.queryByTestId("continue")).not.toBeInTheDocument();
  });
});

describe("An answer of a model that wants a sign-in", () => {
  const end: TurnEnd = { type: "failed", error: failure("sign_in_required", "Sign in to Meridian to use its models.") };
  const gateway = (id: string, signedIn: boolean | null): ProviderView => ({
    id,
    name: id,
    kind: "open_ai",
    base_url: "",
    fields: { api_version: "", project: "", location: "", headers: [] },
    key_set: false,
    sign_in: signedIn === null ? null : { server_id: `model:${id}`, at: `${id}.example`, signed_in: signedIn },
    source: "policy",
    locked: true,
  });

  async function open(...providers: ProviderView[]) {
    const core = coreWith({ end });
    core.state.providers = providers;
    core.state.model = "second/large";
    core.state.models = providers.map(({ id }) => ({
      id: `${id}/large`,
      provider_id: id,
      provider_name: id,
      name: "large",
      demo: false,
    }));
    const opened = await openWindow(core);
    await screen.findByText("Twelve.");
    return opened;
  }

  it("leads to the sign-in of the provider whose model was chosen", async () => {
    const { core, user } = await open(gateway("first", false), gateway("second", false));
    expect(screen.getByTestId("error-message")).toHaveTextContent("Sign in to Meridian to use its models.");
    await user.click(screen.getByTestId("model-sign-in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "model:second" });
  });

  it("leads to one that nobody is signed in to, where the chosen model is none of those", async () => {
    const { core, user } = await open(gateway("plain", null), gateway("first", true), gateway("third", false));
    await user.click(screen.getByTestId("model-sign-in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "model:third" });
  });

  it("offers none where no provider has one", async () => {
    await open(gateway("plain", null));
    expect(screen.getByTestId("error-message")).toBeInTheDocument();
    expect(screen.queryByTestId("model-sign-in")).not.toBeInTheDocument();
  });
});

describe("What an answer took", () => {
  it.each<[string, Partial<UsageView>, string]>([
    ["both", { input: 1234, output: 56 }, "1,234 in · 56 out"],
    ["what went in", { input: 7 }, "7 in"],
    ["what came out", { output: 8 }, "8 out"],
    ["nothing", { input: 0, output: 0 }, "0 in · 0 out"],
  ])("is said as far as it was told: %s", async (_, usage, words) => {
    await openWindow(coreWith({ usage: { ...none, ...usage } }));
    expect((await screen.findByTestId("tokens")).textContent).toBe(words);
    expect(screen.getByTestId("tokens").title).toBe("Tokens, as the model's provider counts them");
  });

  it("has what it includes on hover, in the language that was chosen", async () => {
    const core = coreWith({ usage: { input: 12345, output: 678, cached: 11000, reasoning: 120 } });
    await openWindow(core);
    expect((await screen.findByTestId("tokens")).title.split("\n")).toEqual([
      "Tokens, as the model's provider counts them",
      "Read from its cache: 11,000",
      "Spent on thoughts: 120",
    ]);
    await tell(core, {
      type: "setting",
      setting: { key: "language", value: "zh-CN", source: "user", locked_by: null },
    });
    expect(screen.getByTestId("tokens")).toHaveTextContent(/12,345.*[\u4e00-\u9fff]|[\u4e00-\u9fff].*12,345/);
  });

  it("is not said where only parts of it were told", async () => {
    await openWindow(coreWith({ usage: { ...none, cached: 5 } }));
    await screen.findByText("Twelve.");
    expect(screen.queryByTestId("tokens")).not.toBeInTheDocument();
  });
});
