import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { hr, sentence, snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const row = (id: string) =>
  within(screen.getAllByTestId("server-row").find((item) => item.dataset.server === id) as HTMLElement);

async function open(core = new MockCore(snapshotOf())) {
  const opened = await openWindow(core, { screen: "tools" });
  await screen.findByTestId("tools-page");
  return opened;
}

describe("Tools", () => {
  it("says in words where each server stands", async () => {
    await open();
    expect(row("meridian-hr").getByTestId("server-state")).toHaveTextContent("Signed in as ada@meridian.example");
    expect(row("expenses").getByTestId("server-state")).toHaveTextContent("Sign in to use");
    expect(row("tickets").getByTestId("server-state")).toHaveTextContent("Can't be reached, trying again in 20 s");
    expect(row("meridian-hr").getByText("Set by Meridian")).toBeInTheDocument();
  });

  it("shows a server's icon and what its token may be used for", async () => {
    const state = snapshotOf();
    state.servers = [{ ...hr, icon: "data:image/png;base64,AAAA", scopes: ["hr:read", "hr:write"] }];
    await open(new MockCore(state));
    const icon = row("meridian-hr").getByTestId("server-icon");
    expect(icon).toHaveAttribute("src", "data:image/png;base64,AAAA");
    expect(icon).toHaveAttribute("alt", "");
    expect(row("meridian-hr").getByTestId("server-scopes")).toHaveTextContent("hr:read, hr:write");
  });

  it("signs in, signs out, tries again", async () => {
    const { core, user } = await open();
    await user.click(row("tickets").getByTestId("server-retry"));
    expect(lastCall(core, "retry_server")).toEqual({ id: "tickets" });
    await user.click(row("meridian-hr").getByTestId("server-sign-out"));
    expect(lastCall(core, "sign_out")).toEqual({ serverId: "meridian-hr" });
    await settle();
    await user.click(row("expenses").getByTestId("server-sign-in"));
    expect(lastCall(core, "sign_in")).toEqual({ serverId: "expenses" });
    expect(await screen.findByTestId("waiting")).toBeInTheDocument();
  });

  it("removes what one added oneself, after asking; never the company's", async () => {
    const { core, user } = await open();
    await user.click(row("meridian-hr").getByTestId("server-more"));
    expect(await screen.findByTestId("server-switch")).toBeInTheDocument();
    expect(screen.queryByTestId("server-remove")).not.toBeInTheDocument();
    await user.keyboard("{Escape}");
    await user.click(row("tickets").getByTestId("server-more"));
    await user.click(await screen.findByTestId("server-remove"));
    expect(lastCall(core, "remove_server")).toBeUndefined();
    await user.click(await screen.findByTestId("confirm-ok"));
    expect(lastCall(core, "remove_server")).toEqual({ id: "tickets" });
  });

  it("switches the account: out, and in again where one can choose", async () => {
    const { core, user } = await open();
    await user.click(row("meridian-hr").getByTestId("server-more"));
    await user.click(await screen.findByTestId("server-switch"));
    expect(lastCall(core, "switch_account")).toEqual({ serverId: "meridian-hr" });
    expect(await screen.findByTestId("waiting")).toBeInTheDocument();
  });

  it("lets one choose Ask, Always or Never for a tool", async () => {
    const { core, user } = await open();
    const tool = screen.getAllByTestId("tool-row").find((item) => item.dataset.tool === "request_leave") as HTMLElement;
    expect(tool).toHaveAttribute("data-rule", "ask");
    await user.click(within(tool).getByTestId("rule-allow"));
    expect(lastCall(core, "set_tool_rule")).toEqual({ serverId: "meridian-hr", tool: "request_leave", rule: "allow" });
    await settle();
    expect(tool).toHaveAttribute("data-rule", "allow");
    expect(within(tool).getByTestId("rule-allow")).toBeChecked();
  });

  it("does not say of a tool that only reads that it may delete", async () => {
    const { core } = await open();
    const effects = { read_only: true, destructive: true, open_world: false };
    await tell(core, { type: "server", server: { ...hr, tools: hr.tools.map((tool) => ({ ...tool, effects })) } });
    const tool = screen.getAllByTestId("tool-row")[0];
    expect(tool).toHaveTextContent("Says it only reads");
    expect(tool).not.toHaveTextContent("may delete");
  });

  it("locks what the company decided, and says who did", async () => {
    await open();
    const tool = screen
      .getAllByTestId("tool-row")
      .find((item) => item.dataset.tool === "expense_report") as HTMLElement;
    expect(tool).toHaveAttribute("data-locked", "true");
    expect(within(tool).getByTestId("rule-ask")).toBeDisabled();
    expect(within(tool).getByTestId("rule-block")).toBeChecked();
    expect(within(tool).getByTestId("managed-by")).toHaveTextContent("Managed by Meridian");
  });

  it("shows why a server can't be used, and its details", async () => {
    const { core, user } = await open();
    await tell(core, {
      type: "server",
      server: {
        ...hr,
        state: {
          type: "failed",
          error: {
            code: "certificate",
            message: sentence("The certificate of Meridian HR does not verify. Tell your IT team."),
            details: { server: hr.url, step: "connect", rule: null, said: "invalid peer certificate: UnknownIssuer" },
          },
        },
      },
    });
    expect(row("meridian-hr").getByTestId("error-message")).toHaveTextContent("does not verify");
    await user.click(row("meridian-hr").getByTestId("details-toggle"));
    expect(screen.getByTestId("details")).toHaveTextContent("UnknownIssuer");
  });

  it("adds a server that needs no sign-in, and closes the form when it is ready", async () => {
    const core = new MockCore(snapshotOf());
    core.onAdd = () => undefined;
    const { user } = await open(core);
    await user.click(screen.getByTestId("add-server"));
    await user.type(screen.getByTestId("connect-url"), "https://open.example.com/mcp{Enter}");
    await settle();
    expect(screen.getByTestId("connect-url")).toBeInTheDocument();
    const server = core.state.servers.at(-1);
    if (server !== undefined) {
      await tell(core, { type: "server", server: { ...server, state: { type: "ready" } } });
    }
    await settle();
    expect(screen.queryByTestId("connect-url")).not.toBeInTheDocument();
    expect(row(server?.id ?? "")).toBeDefined();
  });

  it("has something to say when there is nothing", async () => {
    const core = new MockCore({ ...snapshotOf("fresh") });
    const { user } = await open(core);
    expect(screen.getByText("No tool server yet")).toBeInTheDocument();
    await user.click(screen.getByTestId("add-server"));
    expect(screen.getByTestId("connect-url")).toHaveFocus();
    await user.click(screen.getByTestId("connect-submit"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("Enter the address of the tool server.");
  });
});
