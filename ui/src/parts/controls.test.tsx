import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ServerState } from "../ipc";
import { failure } from "../mock/core";
import { hr, sentence } from "../mock/data";
import { ConfirmDialog, confirm } from "./confirm";
import { CopyButton } from "./copy-button";
import { SecretForm } from "./secret-form";
import { StateDot, useStateWords } from "./server-state";
import { Switch } from "./switch";
import { When } from "./when";

function Words({ state, account }: { state: ServerState; account: string | null }) {
  return <p data-testid="words">{useStateWords({ ...hr, state, account })}</p>;
}

describe("A server's state", () => {
  const away = (code: "unreachable" | "keychain", seconds: number): ServerState => ({
    type: "waiting",
    retry_in_s: seconds,
    error: failure(code, "x"),
  });

  it.each<[string, ServerState, string | null]>([
    ["Ready", { type: "ready" }, null],
    ["Signed in as a⟨U+202E⟩b", { type: "ready" }, "a\u202eb"],
    ["Connecting", { type: "connecting" }, null],
    ["Sign in to use", { type: "sign_in_required", reason: null }, null],
    ["Your sign-in was revoked.", { type: "sign_in_required", reason: sentence("Your sign-in was revoked.") }, null],
    ["Can't be reached, trying again in 20 s", away("unreachable", 20), null],
    ["Can't be reached, trying again", away("unreachable", 0), null],
    ["Its secrets can't be read yet", away("keychain", 20), null],
    ["Can't be used", { type: "failed", error: failure("internal", "x") }, null],
    ["Switched off", { type: "off" }, null],
    ["Waits for you to allow its program", { type: "consent_required", command: "npx", environment: [] }, null],
  ])("is said: %s", (words, state, account) => {
    render(<Words state={state} account={account} />);
    expect(screen.getByTestId("words").textContent).toBe(words);
  });

  it("has a sign that differs by shape, not by colour alone: full, half or empty", () => {
    const shape = (state: ServerState) => {
      const { container, unmount } = render(<StateDot state={state} />);
      const look = container.querySelector("span")?.className ?? "";
      unmount();
      return /half-dot/.test(look) ? "half" : /border-/.test(look) ? "empty" : /bg-ok/.test(look) ? "full" : "none";
    };
    expect(shape({ type: "ready" })).toBe("full");
    expect(shape({ type: "connecting" })).toBe("half");
    expect(shape({ type: "sign_in_required", reason: null })).toBe("half");
    expect(shape({ type: "consent_required", command: "npx", environment: [] })).toBe("half");
    expect(shape(away("unreachable", 1))).toBe("empty");
    expect(shape({ type: "failed", error: failure("internal", "x") })).toBe("empty");
    expect(shape({ type: "off" })).toBe("empty");
  });
});

describe("A switch", () => {
  it("tells what it becomes; under way or locked it tells nothing", async () => {
    const user = userEvent.setup();
    const told: boolean[] = [];
    const { rerender } = render(<Switch on={false} onChange={(on) => told.push(on)} />);
    await user.click(screen.getByRole("switch", { checked: false }));
    rerender(<Switch on onChange={(on) => told.push(on)} />);
    await user.click(screen.getByRole("switch", { checked: true }));
    expect(told).toEqual([true, false]);
    rerender(<Switch on busy onChange={(on) => told.push(on)} />);
    await user.click(screen.getByRole("switch"));
    // It keeps the focus while it is under way.
    expect(screen.getByRole("switch")).toHaveFocus();
    expect(screen.getByRole("switch")).toHaveAttribute("aria-disabled", "true");
    rerender(<Switch on disabled onChange={(on) => told.push(on)} />);
    await user.click(screen.getByRole("switch"));
    expect(told).toEqual([true, false]);
  });
});

describe("A question before something that can't be taken back", () => {
  it("begins at Cancel; only its own button says yes, and once", async () => {
    const user = userEvent.setup();
    const yes = vi.fn();
    const ask = () => act(async () => confirm({ title: "Delete?", text: "It is gone.", ok: "Delete", onYes: yes }));
    render(<ConfirmDialog />);
    expect(screen.queryByTestId("confirm")).not.toBeInTheDocument();
    await ask();
    expect(screen.getByRole("alertdialog", { name: "Delete?" })).toHaveAccessibleDescription("It is gone.");
    expect(screen.getByTestId("confirm-cancel")).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(screen.queryByTestId("confirm")).not.toBeInTheDocument();
    await ask();
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("confirm")).not.toBeInTheDocument();
    expect(yes).not.toHaveBeenCalled();
    await ask();
    await user.click(screen.getByRole("button", { name: "Delete" }));
    expect(screen.queryByTestId("confirm")).not.toBeInTheDocument();
    expect(yes).toHaveBeenCalledTimes(1);
  });
});

describe("A field for a secret", () => {
  function form(onSubmit: (secret: string) => Promise<unknown>, plain = false) {
    const done = vi.fn();
    render(
      <SecretForm
        label="Key"
        hint="From your IT team"
        submitLabel="Save"
        emptyMessage="Enter the key."
        plain={plain}
        inputTestId="secret"
        submitTestId="submit"
        onSubmit={onSubmit}
        onDone={done}
      />,
    );
    return { user: userEvent.setup(), done, field: screen.getByLabelText<HTMLInputElement>("Key") };
  }

  it("hides what is typed, hands it over once, and is done", async () => {
    const got: string[] = [];
    const { user, done, field } = form((secret) => Promise.resolve(got.push(secret)));
    expect([field.type, field.autocomplete]).toEqual(["password", "off"]);
    expect(field).toHaveAccessibleDescription("From your IT team");
    await user.type(field, "s3cret{Enter}");
    expect(got).toEqual(["s3cret"]);
    expect(field.value).toBe("");
    expect(done).toHaveBeenCalledTimes(1);
  });

  it("says so where nothing was typed, and hands over nothing", async () => {
    const submit = vi.fn();
    const { user, done, field } = form(submit, true);
    expect(field.type).toBe("text");
    await user.type(field, "   ");
    await user.click(screen.getByTestId("submit"));
    expect(screen.getByTestId("error-message")).toHaveTextContent("Enter the key.");
    expect(submit).not.toHaveBeenCalled();
    expect(done).not.toHaveBeenCalled();
    expect(field).toHaveFocus();
  });

  it("takes nothing while one is on its way, and is ready for another when that one was refused", async () => {
    let refuse = (_: unknown) => {};
    const submit = vi.fn(() => new Promise((_, reject) => (refuse = reject)));
    const { user, field } = form(submit);
    await user.type(field, "one{Enter}");
    expect(screen.getByText("Loading")).toBeInTheDocument();
    await user.type(field, "two{Enter}");
    expect(submit).toHaveBeenCalledTimes(1);
    await act(async () => refuse(failure("invalid", "This key is not one.")));
    expect(screen.getByTestId("error-message")).toHaveTextContent("This key is not one.");
    expect(field).toHaveFocus();
    expect(screen.queryByText("Loading")).not.toBeInTheDocument();
  });
});

describe("A button that copies", () => {
  it("says that it did, and offers it again after a while", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    userEvent.setup();
    const made = vi.fn(() => "made when asked");
    render(<CopyButton text={made} label="Copy link" />);
    expect(made).not.toHaveBeenCalled();
    await act(async () => screen.getByRole("button", { name: "Copy link" }).click());
    expect(await navigator.clipboard.readText()).toBe("made when asked");
    expect(screen.getByRole("button")).toHaveTextContent("Copied");
    await act(async () => vi.advanceTimersByTime(2_100));
    expect(screen.getByRole("button")).toHaveTextContent("Copy link");
    vi.useRealTimers();
  });
});

describe("A moment", () => {
  it("is short in the text and whole on hover, as machines read it too", () => {
    const at = new Date(Date.now() - 12 * 60_000).toISOString();
    render(<When at={at} />);
    expect(screen.getByText("12 min ago")).toHaveAttribute("datetime", at);
    expect(screen.getByText("12 min ago").title).toContain(String(new Date(at).getFullYear()));
  });
});
