// MCP Inspector's web page in a browser: `node inspector-page.mjs URL EMPLOYEE CHROMIUM [PICTURES]`. The person is a robot
// at the page, from the switch that connects to a tool's result.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "../robot/node_modules/playwright-core/index.mjs";
import { done } from "./desk.mjs";

const [url, employee, executablePath, pictures] = process.argv.slice(2);
const NAME = "meridian";
const home = mkdtempSync(join(tmpdir(), "inspector-"));
const catalog = join(home, "catalog.json");
writeFileSync(catalog, JSON.stringify({ mcpServers: { [NAME]: { type: "streamable-http", url } } }));

/** A port that was free a moment ago. */
function free() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(String(port)));
    });
  });
}

const launcher = new URL("node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js", import.meta.url);
const inspector = spawn(process.execPath, [launcher.pathname, "--web"], {
  env: {
    ...process.env,
    HOME: home,
    MCP_STORAGE_DIR: home,
    MCP_CATALOG_PATH: catalog,
    MCP_INSPECTOR_SECRET_STORE: "file",
    MCP_AUTO_OPEN_ENABLED: "false",
    CLIENT_PORT: await free(),
    MCP_SANDBOX_PORT: await free(),
    MCP_APP_ORIGIN_PORT: await free(),
  },
});
const address = await new Promise((ready, failed) => {
  let told = "";
  const look = (chunk) => {
    told += chunk;
    const found = told.match(/http:\/\/\S+MCP_INSPECTOR_API_TOKEN=\w+/);
    if (found) {
      ready(found[0]);
    }
  };
  inspector.stdout.on("data", look);
  inspector.stderr.on("data", look);
  inspector.on("close", () => failed(new Error(`the Inspector did not start: ${told}`)));
});

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(20_000);
const picture = (name) => (pictures ? page.screenshot({ path: join(pictures, `inspector-${name}.png`) }) : undefined);
try {
  await page.goto(address);
  // The switch lies under its own drawing.
  await page.getByRole("switch", { name: new RegExp(NAME) }).press("Space");
  await page.locator('button[name="decision"][value="allow"]').click();
  await page.getByRole("button", { name: employee }).click();
  await page.getByText("Tools", { exact: true }).first().click();
  await page.getByText("whoami", { exact: true }).first().click();
  await page.getByRole("button", { name: "Execute Tool" }).click();
  await page.getByText("ada.lim@meridian.example").first().waitFor();
  await picture("called");
  await done("call");
} catch (error) {
  await picture("failed");
  throw error;
} finally {
  await browser.close();
  inspector.removeAllListeners("close");
  inspector.kill();
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);
