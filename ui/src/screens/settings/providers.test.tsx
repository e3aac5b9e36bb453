import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "../../mock/core";
import { snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function open(core = new MockCore(snapshotOf())) {
  const opened = await openWindow(core, { screen: "settings" });
  await screen.findByTestId("settings-page");
  return opened;
}

function row(id: string) {
  const rows = screen.getAllByTestId("provider-row");
  return within(rows.find((item) => item.dataset.provider === id) as HTMLElement);
}

const none = { api_version: "", project: "", location: "", headers: [] };

describe("Providers", () => {
  it("adds one, tries it at once, and shows its secrets only as set", async () => {
    const { core, user } = await open();
    await user.click(screen.getByTestId("provider-add"));
    await user.selectOptions(screen.getByTestId("provider-kind"), "anthropic");
    await user.type(screen.getByTestId("provider-name"), "Claude");
    await user.type(screen.getByTestId("provider-url"), "https://gateway.example/v1/");
    await user.type(screen.getByTestId("provider-models"), "large, small ,");
    await user.type(screen.getByTestId("provider-new-key"), "sk-test-value");
    await user.click(screen.getByTestId("provider-header-add"));
    await user.type(screen.getByTestId("provider-header-name"), "X-Team");
    await user.type(screen.getByTestId("provider-header-value"), "team-value");
    await user.click(screen.getByTestId("provider-submit"));
    await settle();
    expect(lastCall(core, "add_provider")).toEqual({
      provider: {
        kind: "anthropic",
        name: "Claude",
        base_url: "https://gateway.example/v1/",
        models: ["large", "small"],
        fields: { ...none, headers: ["X-Team"] },
      },
      secrets: { key: "sk-test-value", headers: { "X-Team": "team-value" } },
    });
    const added = screen.getAllByTestId("provider-row").at(-1) as HTMLElement;
    expect(added).toHaveAttribute("data-key", "set");
    expect(added).toHaveTextContent("Key set");
    expect(added).toHaveTextContent("Headers: X-Team");
    expect(lastCall(core, "test_provider")).toEqual({ id: added.dataset.provider });
    expect(await within(added).findByTestId("provider-tested")).toHaveTextContent("It answers, with 2 models.");
    expect(document.body).not.toHaveTextContent("sk-test-value");
    expect(document.body).not.toHaveTextContent("team-value");
  });

  it("says how much a model thinks, found by itself too", async () => {
    const { core, user } = await open();
    await user.selectOptions(screen.getByTestId("setting-thinking"), "high");
    await settle();
    expect(lastCall(core, "set_setting")).toEqual({ key: "thinking", value: "high" });
    expect(screen.getByTestId("setting-thinking")).toHaveDisplayValue("Much");
    await user.type(screen.getByTestId("settings-search"), "how long a model thinks");
    expect(screen.getByTestId("setting-thinking")).toBeVisible();
    expect(screen.getByTestId("provider-add")).not.toBeVisible();
  });

  it("removes a key, and offers none for what was found on this computer", async () => {
    const snapshot = snapshotOf();
    const found = {
      ...(snapshot.providers[0] as (typeof snapshot.providers)[number]),
      id: "ollama-here",
      kind: "ollama" as const,
      source: "default" as const,
      locked: false,
      key_set: false,
    };
    const { core, user } = await open(new MockCore({ ...snapshot, providers: [...snapshot.providers, found] }));
    expect(row("ollama-here").queryByTestId("provider-key-open")).not.toBeInTheDocument();
    expect(row("ollama-here").queryByTestId("provider-key-remove")).not.toBeInTheDocument();
    await user.click(row("gateway").getByTestId("provider-key-remove"));
    expect(lastCall(core, "set_provider_key")).toBeUndefined();
    await user.click(await screen.findByTestId("confirm-ok"));
    await settle();
    expect(lastCall(core, "set_provider_key")).toEqual({ id: "gateway", key: "" });
    expect(row("gateway").queryByTestId("provider-key-remove")).not.toBeInTheDocument();
  });

  it("asks each kind for what it needs, and says which were never run", async () => {
    const { core, user } = await open();
    await user.click(screen.getByTestId("provider-add"));
    const kind = screen.getByTestId("provider-kind");
    expect(kind).toHaveAccessibleDescription(/Chat Completions/);
    expect(screen.queryByTestId("provider-api-version")).not.toBeInTheDocument();
    await user.selectOptions(kind, "azure");
    expect(kind).toHaveAccessibleDescription(/Not yet run against the service/);
    await user.type(screen.getByTestId("provider-url"), "https://x.openai.azure.com");
    await user.type(screen.getByTestId("provider-api-version"), "2024-10-21");
    await user.type(screen.getByTestId("provider-models"), "mine");
    await user.click(screen.getByTestId("provider-submit"));
    await settle();
    expect(lastCall(core, "add_provider")).toMatchObject({
      provider: { kind: "azure", fields: { ...none, api_version: "2024-10-21" } },
    });
    await user.click(screen.getByTestId("provider-add"));
    await user.selectOptions(screen.getByTestId("provider-kind"), "vertex");
    await user.type(screen.getByTestId("provider-project"), "acme-1");
    await user.type(screen.getByTestId("provider-location"), "global");
    await user.click(screen.getByTestId("provider-submit"));
    await settle();
    expect(lastCall(core, "add_provider")).toMatchObject({
      provider: { kind: "vertex", fields: { ...none, project: "acme-1", location: "global" } },
    });
    await user.click(screen.getByTestId("provider-add"));
    await user.selectOptions(screen.getByTestId("provider-kind"), "bedrock");
    expect(screen.getByLabelText("Region")).toBe(screen.getByTestId("provider-location"));
  });

  it("says in a sentence what is wrong with one", async () => {
    const core = new MockCore(snapshotOf());
    core.failures.set("test_provider", failure("model", "Ollama did not accept the key."));
    const { user } = await open(core);
    await user.click(row("ollama").getByTestId("provider-test"));
    expect(await row("ollama").findByTestId("error-message")).toHaveTextContent("did not accept the key");
    core.failures.delete("test_provider");
    await user.click(row("gateway").getByTestId("provider-test"));
    expect(await row("gateway").findByTestId("provider-tested")).toHaveTextContent("It answers, with one model.");
    expect(row("demo").queryByTestId("provider-test")).not.toBeInTheDocument();
  });

  it("changes headers, and keeps the values that nobody wrote anew", async () => {
    const snapshot = snapshotOf();
    snapshot.providers = snapshot.providers.map((provider) =>
      provider.id === "ollama" ? { ...provider, fields: { ...none, headers: ["X-Old", "X-Gone"] } } : provider,
    );
    const { core, user } = await open(new MockCore(snapshot));
    await user.click(row("ollama").getByTestId("provider-headers-open"));
    await user.click(row("ollama").getByRole("button", { name: "Remove X-Gone" }));
    await user.click(row("ollama").getByTestId("provider-header-add"));
    const [, name] = row("ollama").getAllByTestId("provider-header-name");
    const [, value] = row("ollama").getAllByTestId("provider-header-value");
    await user.type(name as HTMLElement, "X-New");
    await user.type(value as HTMLElement, "secret-value");
    await user.click(row("ollama").getByTestId("provider-headers-submit"));
    await settle();
    expect(lastCall(core, "set_provider_headers")).toEqual({
      id: "ollama",
      names: ["X-Old", "X-New"],
      values: { "X-New": "secret-value" },
    });
    expect(row("ollama").getByTestId("provider-header-names")).toHaveTextContent("Headers: X-Old, X-New");
    expect(row("gateway").queryByTestId("provider-headers-open")).not.toBeInTheDocument();
  });

  it("signs in to a gateway that takes no key", async () => {
    const snapshot = snapshotOf();
    const sign_in = { server_id: "company.gateway", at: "login.meridian.example", signed_in: false };
    snapshot.providers = snapshot.providers.map((provider) =>
      provider.id === "gateway" ? { ...provider, key_set: false, sign_in } : provider,
    );
    const { core, user } = await open(new MockCore(snapshot));
    expect(row("gateway").queryByTestId("provider-key-open")).not.toBeInTheDocument();
    expect(row("gateway").getByText("Signs in at login.meridian.example")).toBeVisible();
    await user.click(row("gateway").getByTestId("provider-sign-in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "company.gateway" });
  });
});
