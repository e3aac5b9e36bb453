// The person at the system browser. Started as the desktop's handler for web links:
//   node browser.mjs FOLDER URL
// FOLDER/plan.json says what this person does; FOLDER/journal.jsonl is told what they saw and did. The browser is a
// real Chromium with a profile of its own, and the answer reaches the app as it does for anybody: Chromium hands the
// link to the desktop, and the desktop to the app.

import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const APP_SCHEME = "dev.lanyard.desktop";
const LIMIT = 60_000;
const CHROMIUMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const [folder, url] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));

const note = (what, more = {}) =>
  appendFileSync(join(folder, "journal.jsonl"), `${JSON.stringify({ what, at: Math.round(performance.now()), ...more })}\n`);

// A page's address without its query, which holds what no journal should.
const bare = (address) => address.split(/[?#]/)[0];

// Chromium asks "Open Lanyard?" before it hands a link to another program, unless the page's origin has been trusted
// before. The person has ticked that box for every server on this machine: the ports that listen on loopback now.
function trustingProfile() {
  const profile = mkdtempSync(join(folder, "profile-"));
  mkdirSync(join(profile, "Default"));
  const table = readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1);
  const ports = table
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === "0A")
    .map((columns) => Number.parseInt(columns[1].split(":")[1], 16));
  const origins = ports.flatMap((port) => [`http://127.0.0.1:${port}`, `http://localhost:${port}`]);
  const trusted = Object.fromEntries(origins.map((origin) => [origin, { [APP_SCHEME]: true }]));
  const preferences = { protocol_handler: { allowed_origin_protocol_pairs: trusted } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  return profile;
}

async function picture(page, name) {
  if (plan.pictures) await page.screenshot({ path: join(plan.pictures, `browser-${name}.png`), fullPage: true });
}

// What a page can ask of a person, by the fields of its forms.
const KINDS = {
  consent: 'button[name="decision"][value="allow"]',
  who: 'button[name="employee"]',
  open: "a#open",
};

async function kindOf(page) {
  for (const [kind, selector] of Object.entries(KINDS)) {
    if (await page.$(selector)) return kind;
  }
  return "page";
}

// Where this person clicks on a page of this kind; nothing where there is nothing to decide.
function buttonFor(kind) {
  if (kind === "consent") return `button[name="decision"][value="${plan.does === "deny" ? "deny" : "allow"}"]`;
  if (kind === "who") return `${KINDS.who}[value="${plan.employee}"]`;
  return null;
}

// Until the test lets this person go on: the file "go" in the folder.
function allowance() {
  const file = join(folder, "go");
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (existsSync(file)) resolve(watcher.close());
    });
    if (existsSync(file)) resolve(watcher.close());
  });
}

async function walk(page, left) {
  // A redirect out of the web aborts the navigation that led to it.
  await page.goto(url).catch((error) => note("navigation", { error: String(error).split("\n")[0] }));
  for (let step = 0; step < 8; step += 1) {
    const kind = await kindOf(page);
    await picture(page, kind);
    note(kind, { url: bare(page.url()), text: await page.innerText("body") });
    if (plan.does === "close") return;
    if (plan.hold) await allowance();
    if (kind === "page") return;
    if (kind === "open") {
      // This page leads back to the app by itself; a person helps where the browser does not let it.
      const byItself = await Promise.race([left.then(() => true), page.waitForTimeout(5_000).then(() => false)]);
      if (!byItself) await page.click(KINDS.open, { noWaitAfter: true });
      note("open-done", { byItself });
      return;
    }
    const before = page.url();
    const button = buttonFor(kind);
    await page.click(button, { noWaitAfter: true });
    note("clicked", { button });
    // The next page, or the app: whichever the answer leads to.
    const next = page.waitForURL((now) => String(now) !== before).then(() => "page");
    if ((await Promise.race([next, left.then(() => "left")]).catch((e) => String(e))) === "left") return;
  }
}

async function main() {
  note("opened", { url: bare(url), process: process.pid });
  const context = await chromium.launchPersistentContext(trustingProfile(), {
    executablePath: CHROMIUMS.find((path) => existsSync(path)),
    headless: true,
    viewport: { width: 900, height: 760 },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(LIMIT);
  // The last step leaves the web: it shows as a request that no page answers.
  const left = new Promise((resolve) => {
    context.on("request", (request) => {
      if (!request.url().startsWith(`${APP_SCHEME}:`)) return;
      note("left", { link: request.url() });
      resolve();
    });
  });
  await walk(page, left);
  if (plan.does !== "close") {
    note("finished", { url: bare(page.url()) });
    // A person leaves the tab open for a while, and Chromium needs a moment to start the handler.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  }
  await context.close();
  note("closed");
}

main().catch((error) => {
  note("failed", { error: String(error) });
  process.exitCode = 1;
});
