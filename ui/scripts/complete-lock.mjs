/**
 * Completes package-lock.json: npm leaves out a platform's package when the registry it asked does not hold it, and then
 * refuses its own file (`npm ci`: "Missing: ... from lock file"). Every optional package named is entered with its
 * version and its platform; what was complete stays as it was. Run it after `npm install`.
 */
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const cpu = /-(arm64|x64|ia32|riscv64|arm|wasm32)(?:-|$)/.exec(name)?.[1];
    const os = /-(darwin|linux|win32|android|freebsd|openharmony)/.exec(name)?.[1];
    if (lock.packages[key] !== undefined || cpu === undefined) {
      continue;
    }
    const libc = name.includes("musl") ? "musl" : os === "linux" && name.includes("gnu") ? "glibc" : undefined;
    lock.packages[key] = {
      version: version.replace(/^[~^]/, ""),
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(libc === undefined ? {} : { libc: [libc] }),
      ...(entry.license === undefined ? {} : { license: entry.license }),
      optional: true,
      ...(os === undefined ? {} : { os: [os] }),
      ...(entry.engines?.node === undefined ? {} : { engines: { node: entry.engines.node } }),
    };
    added.push(name);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(added.length === 0 ? "The lock is complete.\n" : `Added ${added.length}: ${added.join(", ")}\n`);
