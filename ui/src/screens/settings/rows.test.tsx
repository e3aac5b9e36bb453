import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { LocalServerView, ProviderView } from "../../ipc";
import { failure } from "../../mock/core";
import { snapshotOf } from "../../mock/data";
import { audit, traffic } from "../../mock/offers";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function open(core = new MockCore(snapshotOf())) {
  const opened = await openWindow(core, { screen: "settings" });
  await screen.findByTestId("settings-page");
  return opened;
}

describe("What was called", () => {
  it("can be asked for again after it could not be read", async () => {
    const core = new MockCore(snapshotOf());
    core.failures.set("audit_lines", failure("storage", "The log can't be read."));
    const { user } = await open(core);
    await user.click(screen.getByTestId("diagnostics-calls-toggle"));
    await settle();
    expect(within(screen.getByTestId("diagnostics-calls")).getByTestId("error-message")).toHaveTextContent(
      "The log can't be read.",
    );
    core.failures.clear();
    await user.click(screen.getByTestId("calls-reload"));
    await settle();
    expect(screen.getAllByTestId("audit-line")).toHaveLength(audit.length);
    expect(within(screen.getByTestId("diagnostics-calls")).queryByTestId("error-message")).not.toBeInTheDocument();
  });

  it("says so where nothing was", async () => {
    const core = new MockCore(snapshotOf());
    const { invoke } = core;
    core.invoke = (command, args) =>
      command === "audit_lines" ? Promise.resolve([]) : invoke.call(core, command, args);
    await open(core);
    expect(await screen.findByText("Nothing was called so far.")).toBeInTheDocument();
    expect(screen.queryByTestId("audit")).not.toBeInTheDocument();
  });
});

describe("What was said to a server", () => {
  it("is of the server that is chosen, is asked for again, and says why it could not be had", async () => {
    const { core, user } = await open();
    await screen.findAllByTestId("traffic-line");
    expect(lastCall(core, "traffic")).toEqual({ id: "meridian-hr" });
    await user.selectOptions(screen.getByTestId("traffic-server"), "tickets");
    await settle();
    expect(lastCall(core, "traffic")).toEqual({ id: "tickets" });
    core.failures.set("traffic", failure("not_found", "That server is not there any more."));
    await user.click(screen.getByTestId("traffic-reload"));
    await settle();
    const part = within(screen.getByTestId("diagnostics-traffic"));
    expect(part.getByTestId("error-message")).toHaveTextContent("That server is not there any more.");
    // What was read before is still there to be read.
    expect(screen.getAllByTestId("traffic-line")).toHaveLength(traffic.length);
    core.failures.clear();
    await user.click(screen.getByTestId("traffic-reload"));
    await settle();
    expect(part.queryByTestId("error-message")).not.toBeInTheDocument();
    await user.type(screen.getByTestId("traffic-search"), "nobody said this");
    expect(screen.queryByTestId("traffic-line")).not.toBeInTheDocument();
    expect(part.getByText("Nothing to show.")).toBeInTheDocument();
  });

  it("has nobody to choose from where there is no server", async () => {
    await open(new MockCore({ ...snapshotOf(), servers: [] }));
    expect(within(screen.getByTestId("diagnostics-traffic")).getByText("No tool server yet")).toBeInTheDocument();
    expect(screen.queryByTestId("traffic-server")).not.toBeInTheDocument();
  });
});

describe("The bundled server", () => {
  const local = (more: Partial<LocalServerView>): MockCore => {
    const state = snapshotOf();
    return new MockCore({ ...state, local_server: { ...(state.local_server as LocalServerView), ...more } });
  };

  it("says that it starts, and has a log that shows what hides in it", async () => {
    await open(local({ state: { type: "starting" }, log: ["04:31 listening", "04:32 \u202eodd"] }));
    expect(screen.getByTestId("local-server")).toHaveAttribute("data-state", "starting");
    expect(screen.getByTestId("local-server-switch")).toHaveAttribute("aria-checked", "true");
    expect(screen.queryByTestId("local-server-url")).not.toBeInTheDocument();
    expect(screen.getByTestId("local-server-log").querySelector("pre")?.textContent).toBe(
      "04:31 listening\n04:32 ⟨U+202E⟩odd",
    );
  });

  it("says where its log is empty, and shows no redirect before there is one", async () => {
    await open(local({ log: [], redirect_uri: "" }));
    expect(screen.getByTestId("local-server-log").querySelector("pre")?.textContent).toMatch(/\w/);
    expect(screen.queryByTestId("local-server-redirect")).not.toBeInTheDocument();
  });

  it("says why it could not be switched", async () => {
    const core = local({});
    core.failures.set("local_server_start", failure("storage", "The disk is full."));
    const { user } = await open(core);
    await user.click(screen.getByTestId("local-server-switch"));
    await settle();
    expect(within(screen.getByTestId("local-server")).getByTestId("error-message")).toHaveTextContent("disk is full");
    expect(screen.getByTestId("local-server")).toHaveAttribute("data-state", "off");
  });

  it("shows a secret only as set, and asks for another when one wants to change it", async () => {
    const { core, user } = await open(local({ identity: "google", client_id: "a", client_secret_set: true }));
    expect(screen.queryByTestId("local-server-secret")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("local-server-secret-open"));
    expect(screen.getByTestId("local-server-secret")).toHaveFocus();
    await user.type(screen.getByTestId("local-server-secret"), "s3cret{Enter}");
    await settle();
    expect(lastCall(core, "local_server_set_secret")).toEqual({ secret: "s3cret" });
    expect(screen.queryByTestId("local-server-secret")).not.toBeInTheDocument();
  });

  it("takes no secret for its own demo provider, and an issuer only for one that is named", async () => {
    const { user } = await open(local({ identity: "demo" }));
    expect(screen.queryByTestId("local-server-secret")).not.toBeInTheDocument();
    expect(screen.queryByTestId("local-server-client-id")).not.toBeInTheDocument();
    await user.selectOptions(screen.getByTestId("local-server-identity"), "google");
    expect(screen.getByTestId("local-server-client-id")).toBeInTheDocument();
    expect(screen.queryByTestId("local-server-issuer")).not.toBeInTheDocument();
  });
});

describe("A gateway that takes a sign-in", () => {
  const gateway: ProviderView = {
    id: "gateway",
    name: "Gateway",
    kind: "open_ai",
    base_url: "",
    fields: { api_version: "", project: "", location: "", headers: [] },
    key_set: false,
    sign_in: { server_id: "model:gateway", at: "login.example\u202e", signed_in: true },
    source: "user",
    locked: false,
  };

  it("says where one is signed in, signs out, and asks for no key", async () => {
    const { core, user } = await open(new MockCore({ ...snapshotOf(), providers: [gateway] }));
    const row = screen.getByTestId("provider-row");
    expect(row).toHaveTextContent("login.example⟨U+202E⟩");
    expect(screen.queryByTestId("provider-key-open")).not.toBeInTheDocument();
    expect(screen.queryByTestId("provider-sign-in")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("provider-sign-out"));
    expect(lastCall(core, "sign_out")).toEqual({ serverId: "model:gateway" });
  });
});

describe("The company's configuration", () => {
  it("names its files with what hides in their names, and is not there without a company", async () => {
    const state = snapshotOf();
    const company = { ...(state.company as NonNullable<typeof state.company>), files: ["/etc/a.toml", "/etc/b\u202e"] };
    await open(new MockCore({ ...state, company }));
    expect(screen.getByText("/etc/a.toml")).toBeInTheDocument();
    expect(screen.getByText("/etc/b⟨U+202E⟩")).toBeInTheDocument();
  });

  it("is not there where there is none", async () => {
    await open(new MockCore({ ...snapshotOf(), company: null }));
    expect(screen.queryByText("/etc/lanyard/company.toml")).not.toBeInTheDocument();
    expect(screen.queryByTestId("company-instructions")).not.toBeInTheDocument();
  });
});
