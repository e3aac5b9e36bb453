import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sentence, snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

async function open(core = new MockCore(snapshotOf())) {
  const opened = await openWindow(core, { screen: "settings" });
  await screen.findByTestId("settings-page");
  return opened;
}

describe("Settings", () => {
  it("changes theme, text size and language at once", async () => {
    const { core, user } = await open();
    await user.selectOptions(screen.getByTestId("setting-theme"), "dark");
    expect(lastCall(core, "set_setting")).toEqual({ key: "theme", value: "dark" });
    await settle();
    expect(document.documentElement.dataset.theme).toBe("dark");
    await user.selectOptions(screen.getByTestId("setting-text_size"), "large");
    await settle();
    expect(document.documentElement.dataset.size).toBe("large");
    await user.selectOptions(screen.getByTestId("setting-language"), "zh-CN");
    await settle();
    expect(document.documentElement.lang).toBe("zh-CN");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("设置");
    // For the next first paint.
    expect(JSON.parse(localStorage.getItem("lanyard.look") ?? "{}")).toEqual({
      theme: "dark",
      size: "large",
      density: "comfortable",
      motion: "system",
      sidebar: "shown",
      lang: "zh-CN",
    });
  });

  it("locks what the company set, and says who set it", async () => {
    const snapshot = snapshotOf();
    snapshot.settings = snapshot.settings.map((entry) => ({ ...entry, source: "policy", locked_by: "Meridian" }));
    await open(new MockCore(snapshot));
    for (const name of snapshot.settings.map((entry) => entry.key).filter((key) => key !== "model")) {
      expect(screen.getByTestId(`setting-${name}`), name).toBeDisabled();
      expect(screen.getByTestId(`setting-${name}`), name).toHaveAttribute("data-locked", "true");
    }
    expect(screen.getAllByText("Set by Meridian").length).toBeGreaterThanOrEqual(11);
    expect(screen.queryByTestId("instructions-save")).not.toBeInTheDocument();
  });

  it("shows the company's instructions, locked, beside one's own", async () => {
    const { core, user } = await open();
    expect(screen.getByTestId("company-instructions")).toHaveTextContent("Answer briefly.");
    expect(screen.getByTestId("instructions-save")).toBeDisabled();
    await user.type(screen.getByTestId("setting-instructions"), "In German, please.");
    await user.click(screen.getByTestId("instructions-save"));
    expect(lastCall(core, "set_setting")).toEqual({ key: "instructions", value: "In German, please." });
  });

  it("does not let one remove what the company or the app set", async () => {
    const { core, user } = await open();
    const find = (id: string) =>
      within(screen.getAllByTestId("provider-row").find((item) => item.dataset.provider === id) as HTMLElement);
    expect(find("gateway").queryByTestId("provider-remove")).not.toBeInTheDocument();
    expect(find("gateway").getByTestId("set-by")).toHaveTextContent("Set by Meridian");
    expect(find("demo").queryByTestId("provider-remove")).not.toBeInTheDocument();
    await user.click(find("ollama").getByTestId("provider-remove"));
    await user.click(await screen.findByTestId("confirm-ok"));
    expect(lastCall(core, "remove_provider")).toEqual({ id: "ollama" });
  });

  it.each([
    ["locked", "unlock it, then try again"],
    ["memory", "There is no keychain"],
  ] as const)("says what it means that the vault is %s", async (vault, words) => {
    const { core, user } = await open(new MockCore({ ...snapshotOf(), vault }));
    expect(screen.getByTestId("vault")).toHaveTextContent(words);
    await user.click(screen.getByTestId("vault-probe"));
    expect(lastCall(core, "probe_vault")).toEqual({});
    await tell(core, { type: "vault", vault: "keychain" });
    expect(screen.getByTestId("vault")).toHaveAttribute("data-kind", "keychain");
  });
});

describe("Local server", () => {
  it("is off until it is switched on, and then shows its address", async () => {
    const { core, user } = await open();
    expect(screen.getByTestId("local-server")).toHaveAttribute("data-state", "off");
    expect(screen.getByTestId("local-server-switch")).toHaveAttribute("aria-checked", "false");
    await user.click(screen.getByTestId("local-server-switch"));
    await settle();
    expect(screen.getByTestId("local-server")).toHaveAttribute("data-state", "running");
    expect(screen.getByTestId("local-server-url")).toHaveTextContent("http://127.0.0.1:8723/mcp");
    await user.click(screen.getByTestId("local-server-switch"));
    await settle();
    expect(lastCall(core, "local_server_stop")).toEqual({});
  });

  it("takes port and identity provider, and refuses a port that is none", async () => {
    const { core, user } = await open();
    await user.clear(screen.getByTestId("local-server-port"));
    await user.type(screen.getByTestId("local-server-port"), "70000");
    await user.click(screen.getByTestId("local-server-save"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("from 0 to 65535");
    await user.clear(screen.getByTestId("local-server-port"));
    await user.type(screen.getByTestId("local-server-port"), "9000");
    await user.selectOptions(screen.getByTestId("local-server-identity"), "oidc");
    await user.type(screen.getByTestId("local-server-issuer"), "https://login.example.com");
    await user.type(screen.getByTestId("local-server-client-id"), "lanyard");
    await user.click(screen.getByTestId("local-server-save"));
    expect(lastCall(core, "local_server_configure")).toEqual({
      port: 9000,
      identity: "oidc",
      issuer: "https://login.example.com",
      clientId: "lanyard",
    });
    expect(screen.getByTestId("local-server-redirect")).toHaveAttribute("data-url", "http://127.0.0.1:8723/callback");
  });

  it("says what is wrong when checked", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("local-server-check"));
    const findings = await screen.findAllByTestId("finding");
    expect(findings.map((finding) => finding.dataset.severity)).toEqual(["ok", "problem"]);
    expect(findings[1]).toHaveTextContent("no client id");
  });

  it("shows why it did not start", async () => {
    const { core } = await open();
    await tell(core, {
      type: "local_server",
      local_server: {
        ...(core.state.local_server as NonNullable<typeof core.state.local_server>),
        state: {
          type: "failed",
          error: {
            code: "port_in_use",
            message: sentence("The port 8723 is taken. Choose another, or 0 for any."),
            details: null,
          },
        },
      },
    });
    expect(screen.getByTestId("error-message")).toHaveTextContent("The port 8723 is taken.");
  });

  it("is not there where it was left out of the build", async () => {
    await open(new MockCore({ ...snapshotOf(), local_server: null }));
    expect(screen.queryByTestId("local-server")).not.toBeInTheDocument();
  });

  it("reads in a conversation that was exported, and says what is none", async () => {
    const { core, user } = await openWindow(new MockCore(), { screen: "settings" });
    const file = new File(['{"title":"Leave in December"}'], "leave.json", { type: "application/json" });
    core.failures.set("import_conversation", {
      code: "invalid",
      message: sentence("This file is no conversation of Lanyard's. Choose one that was exported as JSON."),
      details: null,
    });
    await user.upload(await screen.findByTestId("import-conversation"), file);
    expect(await screen.findByText(/no conversation of Lanyard's/)).toBeVisible();
    core.failures.clear();
    await user.upload(screen.getByTestId("import-conversation"), file);
    await settle();
    expect(lastCall(core, "import_conversation")).toEqual({ text: '{"title":"Leave in December"}' });
    expect(await screen.findByTestId("conversation-title")).toHaveTextContent("Leave in December");
  });
});
