// MCP Inspector's command line: `node inspector.mjs URL auto|legacy`. Each step is a run of its own, as a person's would
// be; what it knows it keeps in a folder of its own. It asks for every scope at once, so that there is no step-up.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { done, say } from "./desk.mjs";

const [url, era] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "inspector-"));
const launcher = new URL("node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js", import.meta.url);

/** A port that was free a moment ago: the Inspector registers its address, so that it stays the same. */
const port = await new Promise((found) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

/** What it answers, without its envelope. */
function payload(text) {
  const answer = JSON.parse(text);
  return answer.result ?? answer;
}

/** Runs it, and has the test's person open what it asks for. */
function run(...words) {
  const args = ["--cli", "--server-url", url, "--transport", "http", "--protocol-era", era, "--format", "json", ...words];
  args.push("--callback-url", `http://127.0.0.1:${port}/oauth/callback`);
  const child = spawn(process.execPath, [launcher.pathname, ...args], {
    env: {
      ...process.env,
      HOME: home,
      MCP_STORAGE_DIR: home,
      MCP_INSPECTOR_SECRET_STORE: "file",
      // It signs nobody in without a terminal, unless it may open a browser: one that opens nothing.
      MCP_AUTO_OPEN_ENABLED: "true",
      BROWSER: "true",
    },
  });
  let result = "";
  let told = "";
  const opened = new Set();
  const look = (chunk) => {
    told += chunk;
    for (const [address] of told.matchAll(/https?:\/\/\S+\/authorize\?\S+(?=\s)/g)) {
      if (!opened.has(address)) {
        opened.add(address);
        say({ open: address });
      }
    }
  };
  child.stdout.on("data", (chunk) => {
    result += chunk;
  });
  child.stderr.on("data", look);
  return new Promise((ended, failed) => {
    child.on("close", (code) =>
      code === 0 ? ended(payload(result)) : failed(new Error(`the Inspector ended with ${code}: ${told}\n${result}`)),
    );
  });
}

/** What it keeps of its sign-in. */
const kept = () => readFileSync(join(home, "secrets.json"), "utf8");

try {
  const tools = (await run("--method", "tools/list")).tools.map((tool) => tool.name);
  const call = (name, args = {}) =>
    run("--method", "tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(args));
  await done("call", { tools, result: await call("whoami") });
  const before = kept();
  const again = await call("whoami");
  await done("refresh", { result: again, renewed: before !== kept() });
} finally {
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);
