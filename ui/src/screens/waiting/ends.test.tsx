import { describe, expect, it } from "vitest";
import type { SignInState, SignInView } from "../../ipc";
import { failure } from "../../mock/core";
import { hr, sentence, snapshotOf } from "../../mock/data";
import { usePlace } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

async function signingIn(more: Partial<SignInView> = {}) {
  const core = new MockCore(snapshotOf("demo"));
  core.beginSignIn("meridian-hr");
  core.state.sign_ins = core.state.sign_ins.map((signIn) => ({ ...signIn, ...more }));
  const opened = await openWindow(core);
  const becomes = async (state: SignInState) => {
    const [signIn] = core.state.sign_ins;
    await tell(core, { type: "sign_in", sign_in: { ...(signIn as SignInView), state } });
  };
  return { ...opened, becomes };
}

const state = () => screen.getByTestId("waiting").dataset.state;

describe("A sign-in on its way", () => {
  it("ends where it began: the sidebar comes when one goes on", async () => {
    const core = new MockCore(snapshotOf("demo"));
    core.beginSignIn("meridian-hr");
    const { user } = await openWindow(core);
    const [signIn] = core.state.sign_ins;
    expect(screen.queryByTestId("sidebar")).not.toBeInTheDocument();
    const state: SignInState = { type: "done", account: "ada@meridian.example" };
    await tell(core, { type: "sign_in", sign_in: { ...(signIn as SignInView), state } });
    await tell(core, { type: "server", server: { ...hr, source: "default" } });
    expect(screen.queryByTestId("sidebar")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("waiting-continue"));
    expect(screen.getByTestId("sidebar")).toBeInTheDocument();
  });

  it("is not moved by what comes up meanwhile, and says it all the same", async () => {
    const { core, user, becomes } = await signingIn();
    await becomes({ type: "done", account: "ada@meridian.example" });
    await tell(core, {
      type: "notice",
      notice: { id: "n", kind: "keychain", message: sentence("There is no keychain here."), details: null },
    });
    const notice = screen.getByTestId("notice");
    expect(screen.getByTestId("notices-over")).toContainElement(notice);
    expect(screen.getByTestId("notices-over")).toHaveClass("absolute");
    await user.click(screen.getByTestId("waiting-continue"));
    // Elsewhere it stands above the screen.
    expect(screen.queryByTestId("notices-over")).not.toBeInTheDocument();
    expect(screen.getByTestId("notice").compareDocumentPosition(screen.getByRole("main"))).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
  });

  it.each<[SignInState, string, string]>([
    [{ type: "preparing" }, "Preparing to sign in to HR⟨U+202E⟩", "finding out how this server signs people in"],
    [{ type: "finishing" }, "Almost done", "The answer has arrived and is being checked."],
  ])("says what is under way, and can be given up: $type", async (at, title, words) => {
    const { core, user } = await signingIn({ state: at, server_name: "HR\u202e" });
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent(title);
    expect(screen.getByTestId("waiting")).toHaveTextContent(words);
    expect(screen.queryByTestId("waiting-reopen")).not.toBeInTheDocument();
    core.failures.set("sign_in_cancel", failure("internal", "Not now."));
    await user.click(screen.getByTestId("waiting-cancel"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("Not now.");
    core.failures.clear();
    await user.click(screen.getByTestId("waiting-cancel"));
    await settle();
    expect(state()).toBe("cancelled");
  });

  it("has a field for the address when asked, and no link where there is none", async () => {
    const { core, user } = await signingIn({ url: null });
    expect(screen.queryByTestId("waiting-copy")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("waiting-paste-open"));
    expect(screen.getByTestId("waiting-paste")).toHaveFocus();
    expect(screen.queryByTestId("waiting-paste-open")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("waiting-paste-submit"));
    expect(screen.getByTestId("error-message")).toHaveTextContent("Paste the address that your browser shows");
    expect(lastCall(core, "sign_in_paste")).toBeUndefined();
  });

  it("says why the browser could not be opened again", async () => {
    const { core, user } = await signingIn();
    core.failures.set("sign_in_reopen", failure("internal", "No browser could be opened."));
    await user.click(screen.getByTestId("waiting-reopen"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("No browser could be opened.");
    expect(state()).toBe("waiting");
  });

  it("says when its time is over", async () => {
    await signingIn({ expires_at: new Date(Date.now() - 1000).toISOString() });
    expect(screen.getByTestId("waiting-countdown")).toHaveTextContent("The time to sign in is over.");
  });
});

describe("A sign-in that ended", () => {
  it("without a name and before the tools are known, says so much", async () => {
    const { core, becomes } = await signingIn({ warnings: [sentence("Its proof can't be verified.")] });
    await becomes({ type: "done", account: null });
    expect(screen.getByTestId("signed-in-as").textContent).toBe("Signed in");
    expect(screen.getByTestId("waiting")).toHaveTextContent("Getting the list of tools");
    expect(screen.getByText("Its proof can't be verified.")).toBeInTheDocument();
    const [first] = hr.tools;
    const tools = first === undefined ? [] : [{ ...first, title: "Send\u202e", description: "" }];
    await tell(core, { type: "server", server: { ...hr, tools } });
    expect(screen.getByTestId("waiting")).toHaveTextContent("1 tool in Meridian HR for you");
    expect(screen.getByTestId("signed-in-tool").textContent).toBe("Send⟨U+202E⟩");
  });

  it("was declined without a word, says that nothing was changed", async () => {
    const { becomes } = await signingIn();
    await becomes({ type: "denied", message: sentence("") });
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Access was declined");
    expect(screen.getByTestId("error-message")).toHaveTextContent("Nothing was changed.");
  });

  it("was cancelled, can be begun again or left", async () => {
    const { core, user, becomes } = await signingIn();
    await becomes({ type: "cancelled" });
    expect(screen.getByTestId("waiting")).toHaveTextContent("You can start again at any time.");
    core.failures.set("sign_in", failure("unreachable", "The server can't be reached."));
    await user.click(screen.getByTestId("waiting-again"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("The server can't be reached.");
    await user.click(screen.getByTestId("waiting-close"));
    expect(usePlace.getState().signIn).toBeNull();
    expect(screen.queryByTestId("waiting")).not.toBeInTheDocument();
  });
});
