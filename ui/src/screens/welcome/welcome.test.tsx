import { waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ServerState, ServerView } from "../../ipc";
import { failure } from "../../mock/core";
import { snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const address = "https://tools.example.com/mcp";

const away: ServerState = {
  type: "waiting",
  error: failure("unreachable", "tools.example.com can't be reached."),
  retry_in_s: 5,
};

/** The form, with an address on its way to a core that has not heard from the server yet. */
async function connecting(start = new MockCore(snapshotOf("fresh"))) {
  start.onAdd = () => undefined;
  const { core, user } = await openWindow(start);
  await user.click(screen.getByTestId("welcome-connect"));
  await user.type(screen.getByTestId("connect-url"), `${address}{Enter}`);
  await settle();
  const becomes = async (state: ServerState, of = core.state.servers.at(-1)) => {
    const server = { ...(of as ServerView), state };
    await tell(core, { type: "server", server });
    await settle();
    return server;
  };
  return { core, user, becomes };
}

describe("Welcome", () => {
  it("offers three ways in", async () => {
    await openWindow(new MockCore(snapshotOf("fresh")));
    expect(screen.getByTestId("app")).toHaveAttribute("data-screen", "welcome");
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in");
    expect(screen.getByTestId("welcome-connect")).toBeInTheDocument();
    expect(screen.getByTestId("welcome-demo")).toHaveTextContent("no account and no network");
    expect(screen.queryByTestId("sidebar")).not.toBeInTheDocument();
  });

  it("says what an admin has to set when nothing is configured", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-sign-in"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("No company is set up here.");
  });

  it("names the company where one is configured, and signs in to all of it", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf("company")));
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in with Meridian");
    await user.click(screen.getByTestId("welcome-sign-in"));
    expect(lastCall(core, "sign_in_all")).toEqual({});
    expect(await screen.findByTestId("waiting")).toHaveAttribute("data-state", "waiting");
  });

  it("shows under the field what is wrong with an address, and keeps what was typed", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-connect"));
    await user.type(screen.getByTestId("connect-url"), "ftp://nowhere{Enter}");
    expect(await screen.findByTestId("error-message")).toHaveTextContent("not a web address");
    expect(screen.getByTestId("connect-url")).toHaveValue("ftp://nowhere");
    expect(screen.getByTestId("connect-url")).toHaveFocus();
    await user.click(screen.getByTestId("details-toggle"));
    expect(screen.getByTestId("details")).toHaveTextContent("endpoints are https");
    expect(screen.getByTestId("details-copy")).toBeInTheDocument();
  });

  it("goes on to the sign-in of a server that was connected", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-connect"));
    await user.type(screen.getByTestId("connect-url"), " https://tools.example.com/mcp ");
    await user.click(screen.getByTestId("connect-submit"));
    expect(await screen.findByTestId("waiting")).toBeInTheDocument();
    expect(lastCall(core, "add_server")).toEqual({ url: "https://tools.example.com/mcp" });
  });

  it("goes on when the server is known to want a sign-in, not before", async () => {
    const { core, becomes } = await connecting();
    expect(lastCall(core, "sign_in")).toBeUndefined();
    expect(screen.getByTestId("connect-submit")).toHaveTextContent("Connecting");
    const server = await becomes({ type: "sign_in_required", reason: null });
    expect(await screen.findByTestId("waiting")).toHaveAttribute("data-server", server.id);
    expect(lastCall(core, "sign_in")).toEqual({ serverId: server.id });
    expect(lastCall(core, "remove_server")).toBeUndefined();
  });

  it("closes when the server asks for no sign-in", async () => {
    const { core, becomes } = await connecting();
    const { id } = await becomes({ type: "ready" });
    expect(screen.queryByTestId("connect-url")).not.toBeInTheDocument();
    expect(core.state.servers.map((server) => server.id)).toEqual([id]);
    expect(lastCall(core, "sign_in")).toBeUndefined();
  });

  it("says why a server can't be used, and leaves nothing of it behind", async () => {
    const { core, becomes } = await connecting();
    await becomes({ type: "failed", error: failure("not_a_server", "This address is not a tool server.") });
    expect(screen.getByTestId("error-message")).toHaveTextContent("This address is not a tool server.");
    expect(screen.getByTestId("connect-url")).toHaveValue(address);
    expect(screen.queryByTestId("connect-keep")).not.toBeInTheDocument();
    expect(core.state.servers).toEqual([]);
  });

  it("keeps a server that can't be reached only when one wants to keep trying", async () => {
    const { core, user, becomes } = await connecting();
    await becomes(away);
    expect(screen.getByTestId("error-message")).toHaveTextContent("can't be reached");
    await user.click(screen.getByTestId("connect-keep"));
    expect(screen.queryByTestId("connect-url")).not.toBeInTheDocument();
    expect(core.state.servers).toHaveLength(1);
    expect(lastCall(core, "remove_server")).toBeUndefined();
  });

  it.each(["connect-cancel", "welcome-settings"])("removes a server that can't be reached on %s", async (way) => {
    const { core, user, becomes } = await connecting();
    const { id } = await becomes(away);
    await user.click(screen.getByTestId(way));
    await waitFor(() => expect(screen.queryByTestId("connect-url")).not.toBeInTheDocument());
    await settle();
    expect(lastCall(core, "remove_server")).toEqual({ id });
    expect(core.state.servers).toEqual([]);
  });

  it("does not take a server away that came back and is signed in to", async () => {
    const { core, user, becomes } = await connecting();
    await becomes(away);
    await becomes({ type: "sign_in_required", reason: null });
    await user.click(screen.getByTestId("welcome-sign-in"));
    expect(await screen.findByTestId("waiting")).toBeInTheDocument();
    await settle();
    expect(lastCall(core, "remove_server")).toBeUndefined();
    expect(core.state.servers).toHaveLength(1);
  });

  it("tries the next address without the last one", async () => {
    const { core, user, becomes } = await connecting();
    const { id } = await becomes(away);
    await user.type(screen.getByTestId("connect-url"), "/v2{Enter}");
    await settle();
    expect(lastCall(core, "remove_server")).toEqual({ id });
    expect(core.state.servers.map((server) => server.url)).toEqual([`${address}/v2`]);
    expect(screen.queryByTestId("connect-keep")).not.toBeInTheDocument();
    expect(screen.queryByTestId("error-message")).not.toBeInTheDocument();
  });

  it("can be cancelled while it connects", async () => {
    const { core, user, becomes } = await connecting();
    const [server] = core.state.servers;
    await user.click(screen.getByTestId("connect-cancel"));
    await settle();
    expect(screen.queryByTestId("connect-url")).not.toBeInTheDocument();
    expect(lastCall(core, "remove_server")).toEqual({ id: server?.id });
    expect(core.state.servers).toEqual([]);
    await becomes({ type: "sign_in_required", reason: null }, server);
    expect(lastCall(core, "sign_in")).toBeUndefined();
  });

  it("never removes a server that was there before", async () => {
    const start = new MockCore(snapshotOf("fresh"));
    await start.invoke("add_server", { url: address });
    const [known] = start.state.servers;
    start.state.servers = [{ ...(known as ServerView), state: away }];
    const { core, user } = await connecting(start);
    expect(screen.getByTestId("error-message")).toHaveTextContent("can't be reached");
    expect(screen.queryByTestId("connect-keep")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("connect-cancel"));
    await settle();
    expect(lastCall(core, "remove_server")).toBeUndefined();
    expect(core.state.servers).toHaveLength(1);
  });

  it("does not take a server's old state for an answer", async () => {
    const start = new MockCore(snapshotOf("fresh"));
    await start.invoke("add_server", { url: address });
    start.state.servers = start.state.servers.map((server) => ({ ...server, state: away }));
    start.onAdd = () => undefined;
    const { core, user } = await openWindow(start);
    // It is tried again just now, and the window has not heard of it.
    core.state.servers = core.state.servers.map((server) => ({ ...server, state: { type: "connecting" } }));
    await user.click(screen.getByTestId("welcome-connect"));
    await user.type(screen.getByTestId("connect-url"), `${address}{Enter}`);
    await settle();
    expect(screen.queryByTestId("error-message")).not.toBeInTheDocument();
    expect(screen.getByTestId("connect-submit")).toHaveTextContent("Connecting");
    const [server] = core.state.servers;
    await tell(core, { type: "server", server: { ...(server as ServerView), state: { type: "ready" } } });
    await settle();
    expect(screen.queryByTestId("connect-url")).not.toBeInTheDocument();
  });

  it("starts the demo, which says so and asks for a sign-in", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-demo"));
    expect(await screen.findByTestId("demo-band")).toBeInTheDocument();
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in to Meridian HR");
    expect(screen.queryByTestId("welcome-demo")).not.toBeInTheDocument();
  });
});
