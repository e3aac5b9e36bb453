import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../ipc";
import { failure } from "../../mock/core";
import { snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

async function open(vault: Snapshot["vault"], kind: "work" | "demo" = "work") {
  const core = new MockCore({ ...snapshotOf(kind), vault });
  const opened = await openWindow(core, { screen: "settings", started: true });
  await screen.findByTestId("vault");
  return opened;
}

describe("Where secrets are kept", () => {
  it.each([
    ["unknown", "Not needed so far."],
    ["keychain", "In your system's keychain."],
    ["file", "In an encrypted file."],
  ] as const)("is said, and there is nothing to do: %s", async (vault, words) => {
    await open(vault);
    expect(screen.getByTestId("vault")).toHaveTextContent(words);
    for (const id of ["vault-probe", "vault-make-file", "vault-passphrase", "vault-start-over"]) {
      expect(screen.queryByTestId(id), id).not.toBeInTheDocument();
    }
  });

  it("can be tried again while the keychain is locked, and says why it is still locked", async () => {
    const { core, user } = await open("locked");
    expect(screen.queryByTestId("vault-make-file")).not.toBeInTheDocument();
    core.failures.set("probe_vault", failure("keychain", "The keychain is still locked."));
    await user.click(screen.getByTestId("vault-probe"));
    await settle();
    expect(screen.getByText("The keychain is still locked.")).toBeInTheDocument();
  });

  it("can become an encrypted file where there is no keychain", async () => {
    const { core, user } = await open("memory");
    expect(screen.queryByTestId("vault-passphrase")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("vault-make-file"));
    expect(screen.queryByTestId("vault-make-file")).not.toBeInTheDocument();
    expect(screen.getByTestId("vault-passphrase")).toHaveFocus();
    expect(screen.getByTestId("vault")).toHaveTextContent("At least 10 characters.");
    core.failures.set("open_secrets_file", failure("invalid", "A passphrase has at least 10 characters."));
    await user.type(screen.getByTestId("vault-passphrase"), "short{Enter}");
    await settle();
    expect(screen.getByText("A passphrase has at least 10 characters.")).toBeInTheDocument();
    expect(screen.getByTestId("vault-passphrase")).toHaveValue("");
    core.failures.clear();
    await user.type(screen.getByTestId("vault-passphrase"), "long enough by far{Enter}");
    await settle();
    expect(lastCall(core, "open_secrets_file")).toEqual({ passphrase: "long enough by far" });
    await tell(core, { type: "vault", vault: "file" });
    expect(screen.queryByTestId("vault-passphrase")).not.toBeInTheDocument();
  });

  it("is worth no passphrase in the demo", async () => {
    await open("memory", "demo");
    expect(screen.getByTestId("vault-probe")).toBeInTheDocument();
    expect(screen.queryByTestId("vault-make-file")).not.toBeInTheDocument();
  });

  it("is opened by its passphrase, which is asked for at once", async () => {
    const { core, user } = await open("file_closed");
    await user.type(screen.getByLabelText("Passphrase"), "long enough by far{Enter}");
    await settle();
    expect(lastCall(core, "open_secrets_file")).toEqual({ passphrase: "long enough by far" });
    await tell(core, { type: "vault", vault: "file" });
    expect(screen.queryByTestId("vault-passphrase")).not.toBeInTheDocument();
    expect(screen.queryByTestId("vault-start-over")).not.toBeInTheDocument();
  });
});
