import { describe, expect, it } from "vitest";
import { failure } from "../mock/core";
import { snapshotOf } from "../mock/data";
import { showOptions, usePlace } from "../state/place";
import { useProblems } from "../state/problems";
import { useCore } from "../state/store";
import { lastCall, MockCore, openWindow, screen, settle } from "./window";

const SECRET = "s3cret-value-that-nobody-may-keep";

/** Every place in which the window keeps anything. */
function kept(): string {
  const fields = [...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value);
  return [
    JSON.stringify([useCore.getState(), usePlace.getState(), useProblems.getState()]),
    JSON.stringify({ ...localStorage, ...sessionStorage }),
    document.documentElement.outerHTML,
    location.href,
    ...fields,
  ].join("\n");
}

describe("What is typed once", () => {
  it("is gone after a pasted address was handed over, also when it was refused", async () => {
    const core = new MockCore(snapshotOf("demo"));
    core.beginSignIn("meridian-hr");
    const { user } = await openWindow(core);
    await user.click(screen.getByTestId("waiting-paste-open"));
    await user.type(screen.getByTestId("waiting-paste"), `dev.lanyard.desktop:/oauth/callback?code=${SECRET}`);
    expect(JSON.stringify(useCore.getState())).not.toContain(SECRET);
    await user.click(screen.getByTestId("waiting-paste-submit"));
    await settle();
    expect(lastCall(core, "sign_in_paste")?.text).toContain(SECRET);
    expect(screen.getByTestId("error-message")).toHaveTextContent("not the address the browser ended on");
    expect(kept()).not.toContain(SECRET);
  });

  it("is gone after a key was set", async () => {
    const core = new MockCore(snapshotOf());
    const { user } = await openWindow(core, { screen: "settings" });
    await user.click((await screen.findAllByTestId("provider-key-open"))[0] as HTMLElement);
    const field = screen.getByTestId("provider-key");
    expect(field).toHaveAttribute("type", "password");
    await user.type(field, `${SECRET}{Enter}`);
    await settle();
    expect(lastCall(core, "set_provider_key")).toEqual({ id: "gateway", key: SECRET });
    expect(kept()).not.toContain(SECRET);
  });

  it("is gone after a provider was added, also when that failed", async () => {
    const core = new MockCore(snapshotOf());
    core.failures.set("add_provider", failure("keychain", "The keychain is locked."));
    const { user } = await openWindow(core, { screen: "settings" });
    await user.click(await screen.findByTestId("provider-add"));
    await user.type(screen.getByTestId("provider-new-key"), SECRET);
    await user.click(screen.getByTestId("provider-header-add"));
    await user.type(screen.getByTestId("provider-header-name"), "X-Team");
    await user.type(screen.getByTestId("provider-header-value"), `${SECRET}-too`);
    await user.click(screen.getByTestId("provider-submit"));
    await settle();
    expect(lastCall(core, "add_provider")?.secrets).toEqual({ key: SECRET, headers: { "X-Team": `${SECRET}-too` } });
    expect(screen.getByTestId("error-message")).toHaveTextContent("The keychain is locked.");
    expect(kept()).not.toContain(SECRET);
  });

  it("is gone after the local server's secret was set", async () => {
    const core = new MockCore(snapshotOf());
    const { user } = await openWindow(core, { screen: "settings" });
    await user.selectOptions(await screen.findByTestId("local-server-identity"), "google");
    await user.type(screen.getByTestId("local-server-secret"), SECRET);
    await user.click(screen.getByTestId("local-server-secret-submit"));
    await settle();
    expect(lastCall(core, "local_server_set_secret")).toEqual({ secret: SECRET });
    expect(kept()).not.toContain(SECRET);
    expect(screen.getByTestId("local-server")).toHaveTextContent("Client secret: Set");
  });

  it("is gone after a server's key was set, also when that failed", async () => {
    const core = new MockCore(snapshotOf());
    core.failures.set("set_server_options", failure("keychain", "The keychain is locked."));
    const { user } = await openWindow(core, { screen: "tools" });
    await screen.findByTestId("tools-page");
    showOptions("tickets");
    await user.selectOptions(await screen.findByTestId("options-how"), "program");
    await user.type(screen.getByTestId("options-client-id"), "lanyard");
    await user.type(screen.getByTestId("options-client-secret"), SECRET);
    await user.type(screen.getByTestId("options-client-key"), SECRET);
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(lastCall(core, "set_server_options")?.secrets).toEqual({
      client_secret: SECRET,
      client_key: SECRET,
      headers: {},
    });
    expect(screen.getByTestId("error-message")).toHaveTextContent("The keychain is locked.");
    expect(kept()).not.toContain(SECRET);
    await user.selectOptions(screen.getByTestId("options-how"), "headers");
    const field = screen.getByTestId("options-header-value");
    expect(field).toHaveAttribute("type", "password");
    await user.type(field, `Bearer ${SECRET}`);
    core.failures.clear();
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(lastCall(core, "set_server_options")?.secrets).toMatchObject({
      headers: { Authorization: `Bearer ${SECRET}` },
    });
    expect(screen.queryByTestId("server-options")).not.toBeInTheDocument();
    expect(kept()).not.toContain(SECRET);
  });
});

describe("An encrypted file whose passphrase is forgotten", () => {
  it("is set aside once the person has confirmed it, and not before", async () => {
    const snapshot = snapshotOf();
    snapshot.vault = "file_closed";
    const core = new MockCore(snapshot);
    const { user } = await openWindow(core, { screen: "settings" });
    await user.click(await screen.findByTestId("vault-start-over"));
    expect(screen.getByTestId("confirm")).toHaveTextContent("set aside, not deleted");
    await user.click(screen.getByTestId("confirm-cancel"));
    expect(lastCall(core, "start_secrets_over")).toBeUndefined();
    await user.click(screen.getByTestId("vault-start-over"));
    await user.click(screen.getByTestId("confirm-ok"));
    await settle();
    expect(lastCall(core, "start_secrets_over")).toBeDefined();
  });

  it("is still there when it could not be set aside, and the person reads why", async () => {
    const snapshot = snapshotOf();
    snapshot.vault = "file_closed";
    const core = new MockCore(snapshot);
    core.failures.set("start_secrets_over", failure("keychain", "The encrypted file can't be used."));
    const { user } = await openWindow(core, { screen: "settings" });
    await user.click(await screen.findByTestId("vault-start-over"));
    await user.click(screen.getByTestId("confirm-ok"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("can't be used");
    expect(screen.getByTestId("vault")).toHaveAttribute("data-kind", "file_closed");
  });
});
