import { describe, expect, it } from "vitest";
import { failure } from "../../mock/core";
import { snapshotOf } from "../../mock/data";
import { showOptions } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

async function open(core = new MockCore(snapshotOf())) {
  const opened = await openWindow(core, { screen: "tools" });
  await screen.findByTestId("tools-page");
  showOptions("tickets");
  await screen.findByTestId("options-how");
  return opened;
}

const sent = (core: MockCore) =>
  lastCall(core, "set_server_options") as { options: Record<string, unknown>; secrets: Record<string, unknown> };

describe("Sign-in settings of one's own server", () => {
  it("are reached from the row, and closed again without a change", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf()), { screen: "tools" });
    const more = (await screen.findAllByTestId("server-more")).at(-1) as HTMLElement;
    await user.click(more);
    await user.click(await screen.findByTestId("server-options-open"));
    await user.click(await screen.findByTestId("options-cancel"));
    expect(screen.queryByTestId("server-options")).not.toBeInTheDocument();
    expect(lastCall(core, "set_server_options")).toBeUndefined();
  });

  it("take a client id and its secret, and leave the rest to Lanyard", async () => {
    const { core, user } = await open();
    await user.type(screen.getByTestId("options-client-id"), " lanyard ");
    await user.type(screen.getByTestId("options-client-secret"), "hush");
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core)).toMatchObject({
      id: "tickets",
      options: { credentials: [], headers: [], client_id: "lanyard", scopes: [], way: null, port: null },
      secrets: { client_secret: "hush", client_key: null, headers: {} },
    });
  });

  it("keep what is kept where nothing is typed, and remove what one wants removed", async () => {
    const core = new MockCore(snapshotOf());
    const { user } = await open(core);
    await user.selectOptions(screen.getByTestId("options-how"), "program");
    await user.click(screen.getByTestId("options-fallback"));
    await user.type(screen.getByTestId("options-client-id"), "lanyard");
    await user.type(screen.getByTestId("options-client-secret"), "hush");
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core).options.credentials).toEqual(["client_credentials", "sign_in"]);
    showOptions("tickets");
    expect(await screen.findByTestId("options-how")).toHaveValue("program");
    expect(screen.getByTestId("options-fallback")).toBeChecked();
    expect(screen.getByTestId("options-client-secret")).toHaveAttribute("placeholder", "Kept. Leave empty to keep it.");
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core).secrets).toEqual({ client_secret: null, client_key: null, headers: {} });
    showOptions("tickets");
    await user.click(await screen.findByTestId("options-forget-client_secret"));
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core).secrets.client_secret).toBe("");
  });

  it("take several headers, and drop one that is taken away", async () => {
    const { core, user } = await open();
    await user.selectOptions(screen.getByTestId("options-how"), "headers");
    expect(screen.queryByTestId("options-client-id")).not.toBeInTheDocument();
    await user.type(screen.getByTestId("options-header-value"), "Bearer k");
    await user.click(screen.getByTestId("options-header-add"));
    await user.type(screen.getAllByTestId("options-header-name")[1] as HTMLElement, "X-Tenant");
    await user.type(screen.getAllByTestId("options-header-value")[1] as HTMLElement, "7");
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core)).toMatchObject({
      options: { credentials: ["headers"], headers: ["Authorization", "X-Tenant"] },
      secrets: { headers: { Authorization: "Bearer k", "X-Tenant": "7" } },
    });
    showOptions("tickets");
    await user.click(await screen.findByRole("button", { name: "Remove X-Tenant" }));
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core)).toMatchObject({ options: { headers: ["Authorization"] }, secrets: { headers: {} } });
  });

  it("take the finer choices", async () => {
    const { core, user } = await open();
    await user.click(screen.getByText("More"));
    await user.type(screen.getByTestId("options-scopes"), "a  b");
    await user.type(screen.getByTestId("options-issuer"), "https://login.example.com");
    await user.selectOptions(screen.getByTestId("options-way"), "localhost");
    await user.type(screen.getByTestId("options-port"), "8931");
    await user.type(screen.getByTestId("options-parameters"), "audience=https://x.example?a=b");
    await user.click(screen.getByTestId("options-omit_resource"));
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(sent(core).options).toMatchObject({
      scopes: ["a", "b"],
      issuer: "https://login.example.com",
      way: "loopback",
      localhost: true,
      port: 8931,
      parameters: { audience: "https://x.example?a=b" },
      omit_resource: true,
      allow_missing_pkce_metadata: false,
    });
    showOptions("tickets");
    await screen.findByTestId("options-way");
    expect(screen.getByTestId("options-way")).toHaveValue("localhost");
    expect(screen.getByTestId("options-omit_resource")).toBeChecked();
  });

  it("say what is wrong, here or by the core, and stay open", async () => {
    const core = new MockCore(snapshotOf());
    const { user } = await open(core);
    await user.type(screen.getByTestId("options-port"), "99999");
    await user.click(screen.getByTestId("options-save"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("A port is a number from 1 to 65535.");
    expect(lastCall(core, "set_server_options")).toBeUndefined();
    await user.clear(screen.getByTestId("options-port"));
    await user.type(screen.getByTestId("options-parameters"), "nonsense");
    await user.click(screen.getByTestId("options-save"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("name=value");
    await user.clear(screen.getByTestId("options-parameters"));
    core.failures.set("set_server_options", failure("invalid", "That is not a scope."));
    await user.click(screen.getByTestId("options-save"));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("That is not a scope.");
  });

  it("are offered where a sign-in failed for want of a client id; a company's server is the company's to mend", async () => {
    const core = new MockCore(snapshotOf());
    const { user } = await openWindow(core);
    for (const [id, offered] of [
      ["meridian-hr", false],
      ["tickets", true],
    ] as const) {
      core.beginSignIn(id);
      await settle();
      const signIn = core.state.sign_ins.find((other) => other.server_id === id);
      if (signIn !== undefined) {
        const error = failure("needs_client_id", "Ask its administrator for a client id.");
        await tell(core, { type: "sign_in", sign_in: { ...signIn, state: { type: "failed", error } } });
      }
      expect(screen.queryByTestId("waiting-options") !== null).toBe(offered);
      if (!offered) {
        await user.click(screen.getByTestId("waiting-close"));
      }
    }
    await user.click(screen.getByTestId("waiting-options"));
    expect(await screen.findByTestId("options-client-id")).toBeInTheDocument();
  });
});
