// The TypeScript SDK as most clients still have it: `node typescript-1.mjs URL`.
import { auth, extractWWWAuthenticateParams, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Keeper, listen, walk } from "./desk.mjs";

const [url] = process.argv.slice(2);
const listener = await listen();
const keeper = new Keeper(listener.url);
let transport;
let refusal;

/** Keeps the last refusal for want of a scope. */
async function watched(...request) {
  const response = await fetch(...request);
  if (response.status === 403) {
    refusal = extractWWWAuthenticateParams(response);
  }
  return response;
}

/** This version answers a refusal with a refresh, which brings no scope (RFC 6749 §6): its host has to sign in anew. */
async function orSignInAnew(work) {
  try {
    return await work();
  } catch (error) {
    if (refusal === undefined) {
      throw error;
    }
    const scope = `${keeper.kept.tokens.scope} ${refusal.scope}`;
    refusal = undefined;
    keeper.kept.tokens = undefined;
    await auth(keeper, { serverUrl: url, scope });
    throw new UnauthorizedError("sign in anew");
  }
}

await walk({
  UnauthorizedError,
  keeper,
  listener,
  connect: async () => {
    transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: keeper, fetch: watched });
    const client = new Client({ name: "typescript-sdk", version: "1" });
    await client.connect(transport);
    const call = client.callTool.bind(client);
    client.callTool = (request) => orSignInAnew(() => call(request));
    return client;
  },
  finish: (answer) => transport.finishAuth(answer.get("code")),
  version: () => transport.protocolVersion ?? null,
});
