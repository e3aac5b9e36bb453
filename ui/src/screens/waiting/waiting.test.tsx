import { describe, expect, it, vi } from "vitest";
import type { SignInState, SignInView } from "../../ipc";
import { hr, sentence, snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, tell } from "../../test/window";

async function signingIn(more: Partial<SignInView> = {}) {
  const core = new MockCore(snapshotOf("demo"));
  core.beginSignIn("meridian-hr");
  core.state.sign_ins = core.state.sign_ins.map((signIn) => ({ ...signIn, ...more }));
  return openWindow(core);
}

async function becomes(core: MockCore, state: SignInState) {
  const [signIn] = core.state.sign_ins;
  if (signIn !== undefined) {
    await tell(core, { type: "sign_in", sign_in: { ...signIn, state } });
  }
}

describe("Waiting for the browser", () => {
  it("comes to the front by itself, and offers every way on", async () => {
    const { core, user } = await signingIn();
    expect(screen.getByTestId("waiting")).toHaveAttribute("data-way", "deep_link");
    expect(screen.getByTestId("waiting-countdown")).toHaveTextContent(/^4:\d\d left$/);
    expect(screen.getByTestId("waiting-copy")).toHaveAttribute("data-url", core.state.sign_ins[0]?.url);
    await user.click(screen.getByTestId("waiting-reopen"));
    expect(lastCall(core, "sign_in_reopen")).toEqual({ id: core.state.sign_ins[0]?.id });
    await user.click(screen.getByTestId("waiting-other"));
    await user.click(await screen.findByTestId("waiting-way-loopback"));
    expect(lastCall(core, "sign_in_use")).toMatchObject({ way: "loopback" });
    await user.click(screen.getByTestId("waiting-cancel"));
    expect(await screen.findByText("The sign-in was cancelled")).toBeInTheDocument();
  });

  it("copies the link", async () => {
    const { core, user } = await signingIn();
    await user.click(screen.getByTestId("waiting-copy"));
    expect(await navigator.clipboard.readText()).toBe(core.state.sign_ins[0]?.url);
  });

  it("shows the field for the address at once where that is the way", async () => {
    await signingIn({ way: "paste", other_ways: [] });
    expect(screen.getByTestId("waiting-paste")).toBeInTheDocument();
    expect(screen.queryByTestId("waiting-other")).not.toBeInTheDocument();
  });

  it("shows warnings", async () => {
    const warning = "this server publishes no metadata; that it checks the sign-in's proof (PKCE) can't be verified";
    await signingIn({ warnings: [sentence(warning)] });
    expect(screen.getByText(warning)).toBeInTheDocument();
  });

  it("says who one is when it is done, and what one may use", async () => {
    const { core, user } = await signingIn();
    await becomes(core, { type: "finishing" });
    expect(screen.getByTestId("waiting")).toHaveAttribute("data-state", "finishing");
    await becomes(core, { type: "done", account: "ada@meridian.example" });
    await tell(core, { type: "server", server: hr });
    expect(screen.getByTestId("signed-in-as")).toHaveTextContent("Signed in as ada@meridian.example");
    const tools = screen.getAllByTestId("signed-in-tool").map((tool) => tool.getAttribute("data-tool"));
    expect(tools).toContain("leave_balance");
    // What is blocked is not for this person.
    expect(tools).not.toContain("expense_report");
    expect(screen.getByTestId("waiting-continue")).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByTestId("composer")).toHaveFocus();
  });

  it("takes a denial as an answer", async () => {
    const { core, user } = await signingIn();
    await becomes(core, { type: "denied", message: sentence("You declined access. Nothing was changed.") });
    expect(screen.getByTestId("error-message")).toHaveTextContent("You declined access. Nothing was changed.");
    await user.click(screen.getByTestId("waiting-again"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "meridian-hr" });
  });

  it("shows what failed, with server, step, rule and trace", async () => {
    const { core, user } = await signingIn();
    await becomes(core, {
      type: "failed",
      error: {
        code: "internal",
        message: sentence("Meridian HR answered in a way that is not safe to use."),
        details: { server: "http://127.0.0.1:1/mcp", step: "callback", rule: "RFC 9207 §2.4", said: "iss differs" },
      },
    });
    await user.click(screen.getByTestId("details-toggle"));
    const details = screen.getByTestId("details");
    for (const words of ["http://127.0.0.1:1/mcp", "callback", "RFC 9207 §2.4", "iss differs", "Registration"]) {
      expect(details).toHaveTextContent(words);
    }
    expect(screen.getAllByTestId("trace-step")).toHaveLength(3);
    await user.click(screen.getByTestId("details-copy"));
    expect(await navigator.clipboard.readText()).toContain("RFC 9207 §2.4");
    await user.click(screen.getByTestId("waiting-close"));
    expect(screen.queryByTestId("waiting")).not.toBeInTheDocument();
  });

  it("counts down only while it is on the screen", async () => {
    const set = vi.spyOn(globalThis, "setInterval");
    const clear = vi.spyOn(globalThis, "clearInterval");
    const { core } = await signingIn();
    // Timers of ours: every second. The testing library polls faster.
    const seconds = () => set.mock.calls.filter(([, every]) => every === 1000).length;
    expect(seconds()).toBeGreaterThan(0);
    const begun = seconds();
    clear.mockClear();
    await becomes(core, { type: "cancelled" });
    expect(clear).toHaveBeenCalled();
    expect(seconds()).toBe(begun);
  });

  it("can be left and come back to", async () => {
    const core = new MockCore(snapshotOf("work"));
    core.beginSignIn("expenses");
    const { user } = await openWindow(core);
    await user.click(screen.getByTestId("nav-tools"));
    expect(await screen.findByTestId("tools-page")).toBeInTheDocument();
    await user.click(screen.getByTestId("signing-in"));
    expect(screen.getByTestId("waiting")).toHaveAttribute("data-server", "expenses");
  });
});
