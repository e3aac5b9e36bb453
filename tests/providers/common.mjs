// What the providers of the tests share: an address, a count of what they are asked, and their end.
import { createServer } from "node:http";

// Only one line goes to the standard output, which is then closed by whoever reads it.
console.info = console.error;

export async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

export async function freePort() {
  const probe = createServer();
  await listening(probe);
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export function counter() {
  const seen = { code: 0, refresh: 0, revoked: 0 };
  let waiting = [];
  const note = () => {
    seen.revoked += 1;
    for (const answer of waiting) {
      answer();
    }
    waiting = [];
  };
  // Answers /seen at once, and /revoked once something was revoked; false: another page was asked for.
  const pages = (url, response) => {
    const tell = () => response.setHeader("content-type", "application/json").end(JSON.stringify(seen));
    if (url.pathname === "/seen" || (url.pathname === "/revoked" && seen.revoked > 0)) {
      tell();
    } else if (url.pathname === "/revoked") {
      waiting.push(tell);
    } else {
      return false;
    }
    return true;
  };
  return { seen, note, pages };
}

export function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  // It ends with whoever started it.
  process.stdin.resume().on("end", () => process.exit(0));
}
