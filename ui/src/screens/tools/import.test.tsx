import { describe, expect, it } from "vitest";
import type { ServerView } from "../../ipc";
import { failure } from "../../mock/core";
import { hr, snapshotOf } from "../../mock/data";
import { prompts, resources, templates } from "../../mock/offers";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function page(...servers: ServerView[]) {
  const state = snapshotOf();
  state.servers = servers.length > 0 ? servers : state.servers;
  return openWindow(new MockCore(state), { screen: "tools" });
}

const file = () => new File(['{"mcpServers":{}}'], "config.json", { type: "application/json" });

describe("Importing", () => {
  it("shows what a file would add, ticks no program, and adds what is ticked", async () => {
    const { core, user } = await page();
    await user.click(await screen.findByTestId("import-open"));
    await user.upload(screen.getByTestId("import-file"), file());
    const entries = await screen.findAllByTestId("import-entry");
    expect(lastCall(core, "look_into")).toEqual({ text: '{"mcpServers":{}}' });
    expect(entries[0]).toHaveTextContent("https://tickets.example/mcp");
    expect(entries[0]).toHaveTextContent("X-Key");
    expect(entries[1]).toHaveTextContent('npx -y @m/files "/my files"');
    expect(entries[1]).toHaveTextContent("does not run before you allow it");
    const boxes = screen.getAllByTestId<HTMLInputElement>("import-choose");
    expect(boxes.map((box) => [box.checked, box.disabled])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
    expect(screen.getByTestId("import-left-out")).toHaveTextContent("old is left out");
    await user.click(boxes[1] as HTMLInputElement);
    await user.click(screen.getByTestId("import-submit"));
    await settle();
    expect(lastCall(core, "import_servers")).toEqual({ text: '{"mcpServers":{}}', names: ["tickets", "files"] });
    expect(screen.queryByTestId("import-panel")).toBeNull();
  });

  it("says why a file can't be read", async () => {
    const { core, user } = await page();
    core.failures.set("look_into", failure("invalid", "There are no servers in that file."));
    await user.click(await screen.findByTestId("import-open"));
    await user.upload(screen.getByTestId("import-file"), file());
    expect(await screen.findByText("There are no servers in that file.")).toBeInTheDocument();
    expect(screen.queryByTestId("import-submit")).toBeNull();
  });
});

describe("A server", () => {
  const local: ServerView = {
    ...hr,
    id: "l",
    name: "Files",
    url: "local:npx -y @m/files",
    source: "user",
    account: null,
    signed_in_until: null,
    scopes: [],
    tools: [],
    state: { type: "consent_required", command: "npx -y @m/files\u202E", environment: ["TOKEN"] },
  };

  it("that is a program shows its whole command and runs only when it is allowed", async () => {
    const { core, user } = await page(local);
    const card = await screen.findByTestId("consent");
    expect(card).toHaveTextContent("npx -y @m/files");
    expect(card).toHaveTextContent("TOKEN");
    expect(card.textContent).not.toContain("\u202E");
    await user.click(screen.getByTestId("consent-allow"));
    await settle();
    expect(lastCall(core, "allow_local_server")).toEqual({ id: "l" });
    expect(screen.queryByTestId("consent")).toBeNull();
  });

  it("can be switched off and on, the company's too", async () => {
    const { core, user } = await page(hr);
    await user.click(await screen.findByTestId("server-more"));
    await user.click(await screen.findByTestId("server-off"));
    await settle();
    expect(lastCall(core, "set_server_off")).toEqual({ id: hr.id, off: true });
    expect(screen.getByTestId("server-row")).toHaveAttribute("data-state", "off");
    await user.click(screen.getByTestId("server-more"));
    await user.click(await screen.findByTestId("server-off"));
    await settle();
    expect(lastCall(core, "set_server_off")).toEqual({ id: hr.id, off: false });
  });

  it("can be tested: each step, and how it stands", async () => {
    const { core, user } = await page(hr);
    await user.click(await screen.findByTestId("server-more"));
    await user.click(await screen.findByTestId("server-test"));
    await settle();
    expect(lastCall(core, "test_server")).toEqual({ id: hr.id });
    const steps = screen.getAllByTestId("test-step");
    expect(steps[0]).toHaveTextContent("tools/list");
    expect(steps[1]).toHaveTextContent("result 1");
    expect(screen.getByTestId("server-test-panel")).toHaveTextContent("Signed in as ada@meridian.example");
    await user.click(screen.getByTestId("test-close"));
    expect(screen.queryByTestId("server-test-panel")).toBeNull();
  });

  it("lists its prompts and resources, and all can be copied as a file", async () => {
    const { core, user } = await page({ ...hr, prompts, resources, templates });
    expect(await screen.findByTestId("server-prompts")).toHaveTextContent("2 prompts");
    expect(screen.getByTestId("server-resources")).toHaveTextContent("2 resources");
    await user.click(screen.getByTestId("export-copy"));
    await settle();
    expect(lastCall(core, "export_servers")).toBeDefined();
    expect(screen.getByTestId("export-copy")).toHaveTextContent("Copied, without secrets");
  });
});

describe("Diagnostics", () => {
  it("copies a report, lists what was called, and searches what was said", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf()), { screen: "settings" });
    await user.click(await screen.findByTestId("copy-report"));
    await settle();
    expect(lastCall(core, "report")).toBeDefined();
    expect(screen.getByTestId("audit-line")).toHaveTextContent("leave_balance");
    expect(screen.getByTestId("audit-line")).toHaveTextContent("Meridian HR");
    expect(screen.getAllByTestId("traffic-line")).toHaveLength(2);
    await user.type(screen.getByTestId("traffic-search"), "tools/list");
    expect(screen.getAllByTestId("traffic-line")).toHaveLength(1);
  });
});

describe("Rules by pattern", () => {
  it("are added, listed and removed, and say what is wrong with one", async () => {
    const { core, user } = await page(hr);
    await user.type(await screen.findByTestId("pattern-text"), "get_*");
    await user.selectOptions(screen.getByTestId("pattern-server"), hr.id);
    await user.selectOptions(screen.getByTestId("pattern-choice"), "allow");
    await user.click(screen.getByTestId("pattern-add"));
    await settle();
    expect(lastCall(core, "set_pattern_rule")).toEqual({
      rule: { server_id: hr.id, pattern: "get_*", rule: "allow" },
    });
    expect(screen.getByTestId("pattern-rule")).toHaveTextContent("get_*Meridian HRAlways");
    expect(screen.getByTestId("pattern-text")).toHaveValue("");
    core.failures.set("set_pattern_rule", failure("invalid", "That is not a pattern."));
    await user.click(screen.getByTestId("pattern-add"));
    await settle();
    expect(screen.getByTestId("patterns")).toHaveTextContent("That is not a pattern.");
    core.failures.clear();
    await user.click(screen.getByTestId("pattern-remove"));
    await settle();
    expect(lastCall(core, "remove_pattern_rule")).toEqual({ serverId: hr.id, pattern: "get_*" });
    expect(screen.queryByTestId("pattern-rule")).toBeNull();
  });
});
