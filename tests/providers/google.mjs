// `emulate` as Google, on loopback. It prints one line of JSON when it answers, and counts what it is asked at /seen.
import { createServer } from "node:http";
import { createEmulator } from "emulate";
import { counter, freePort, listening, say } from "./common.mjs";

const client = { client_id: "company-server.apps.example", client_secret: "company-server-secret-0123456789" };
const { seen, note, pages } = counter();

// What the emulator calls itself is the address of the counter in front of it.
const server = createServer();
const issuer = await listening(server);
const behind = `http://127.0.0.1:${await freePort()}`;
await createEmulator({
  service: "google",
  port: Number(new URL(behind).port),
  baseUrl: issuer,
  seed: {
    google: {
      users: [
        { email: "ada.lim@meridian.example", name: "Ada Lim", hd: "meridian.example" },
        { email: "eve@elsewhere.example", name: "Eve", hd: "elsewhere.example" },
      ],
      oauth_clients: [{ ...client, name: "Meridian", redirect_uris: [process.argv[2]] }],
    },
  },
});

server.on("request", async (request, response) => {
  const url = new URL(request.url, issuer);
  if (pages(url, response)) {
    return;
  }
  const chunks = await request.toArray();
  const body = Buffer.concat(chunks);
  const { host, connection, "transfer-encoding": _, ...headers } = request.headers;
  const answer = await fetch(behind + request.url, {
    method: request.method,
    headers,
    body: ["GET", "HEAD"].includes(request.method) ? undefined : body,
    redirect: "manual",
  });
  if (answer.ok && url.pathname === "/oauth2/token") {
    seen[new URLSearchParams(body.toString()).get("grant_type") === "refresh_token" ? "refresh" : "code"] += 1;
  }
  const text = Buffer.from(await answer.arrayBuffer());
  const { "transfer-encoding": __, "content-length": ___, ...back } = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, back).end(text);
  if (answer.ok && url.pathname === "/oauth2/revoke") {
    note();
  }
});
say({ issuer, ...client });
