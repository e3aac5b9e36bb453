// A company's own MCP server as its own team would write it: `oidc-provider` (certified) is the authorization server, and
// the resource beside it asks that provider about each token. It knows two tools, of which one needs a second scope.
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { counter, listening, say } from "./common.mjs";

const { seen, note, pages } = counter();
const server = createServer();
const issuer = await listening(server);
const resourceServer = createServer();
const origin = await listening(resourceServer);
const resource = `${origin}/mcp`;
// The access tokens that have not been ended at /end: what time does elsewhere.
const live = new Set();
let calls = 0;

const provider = new Provider(issuer, {
  claims: { openid: ["sub"] },
  scopes: ["openid", "offline_access", "tools:read", "tools:write"],
  features: {
    devInteractions: { enabled: true },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, asked) => {
        if (asked !== resource) {
          throw new Error("not a resource of this company");
        }
        return { scope: "tools:read tools:write", audience: resource, accessTokenTTL: 300, accessTokenFormat: "opaque" };
      },
      useGrantedResource: () => true,
    },
    revocation: { enabled: true },
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (_, of) => of.grantTypeAllowed("refresh_token"),
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  cookies: { keys: ["of no value: this provider lives as long as a test"] },
});
provider.on("grant.success", (ctx) => {
  seen[ctx.oidc.params.grant_type === "refresh_token" ? "refresh" : "code"] += 1;
});
provider.on("access_token.saved", (token) => live.add(token.jti));
provider.on("refresh_token.destroyed", note);
provider.on("grant.revoked", note);

const answer = provider.callback();
server.on("request", (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === "/end") {
    live.clear();
    response.end("null");
  } else if (!pages(url, response)) {
    answer(request, response);
  }
});

const tools = [
  { name: "who", description: "Who you are", needs: "tools:read", readOnly: true },
  { name: "file", description: "Files a report", needs: "tools:write", readOnly: false },
];

resourceServer.on("request", async (request, response) => {
  const json = (status, body, headers = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  const { pathname } = new URL(request.url, origin);
  if (pathname === "/.well-known/oauth-protected-resource/mcp") {
    const scopes_supported = ["tools:read"];
    json(200, { resource, authorization_servers: [issuer], scopes_supported, bearer_methods_supported: ["header"] });
    return;
  }
  if (pathname !== "/mcp") {
    json(404, {});
    return;
  }
  const refuse = (status, error, scope) => {
    const told = error ? `error="${error}", ` : "";
    const where = `${origin}/.well-known/oauth-protected-resource/mcp`;
    const challenge = `Bearer ${told}scope="${scope}", resource_metadata="${where}"`;
    json(status, {}, { "www-authenticate": challenge });
  };
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  const token = bearer && (await provider.AccessToken.find(bearer));
  if (!token || token.aud !== resource || !live.has(token.jti)) {
    refuse(401, bearer && "invalid_token", "tools:read");
    return;
  }
  if (request.method !== "POST") {
    json(405, {}, { allow: "POST" });
    return;
  }
  const message = JSON.parse(Buffer.concat(await request.toArray()).toString());
  if (message.id === undefined) {
    response.writeHead(202).end();
    return;
  }
  const told = (result) => json(200, { jsonrpc: "2.0", id: message.id, result });
  if (message.method === "initialize") {
    told({
      protocolVersion: "2025-06-18",
      capabilities: { tools: {} },
      serverInfo: { name: "reports", version: "1.0.0" },
    });
  } else if (message.method === "tools/list") {
    const list = tools.map(({ name, description, readOnly }) => ({
      name,
      description,
      inputSchema: { type: "object" },
      annotations: { readOnlyHint: readOnly },
    }));
    told({ tools: list });
  } else if (message.method === "tools/call") {
    const tool = tools.find((t) => t.name === message.params.name);
    if (!token.scope?.split(" ").includes(tool.needs)) {
      refuse(403, "insufficient_scope", tool.needs);
      return;
    }
    calls += 1;
    told({ content: [{ type: "text", text: `${token.accountId}: ${tool.name}, call ${calls}` }] });
  } else {
    json(200, { jsonrpc: "2.0", id: message.id, error: { code: -32601, message: "Method not found" } });
  }
});
say({ issuer, resource });
