// A certified OpenID provider (oidc-provider) on loopback, as a company's single sign-on. It prints one line of JSON when
// it answers, and counts what it is asked at /seen. `?account=` at /forget removes somebody from the company.
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { counter, listening, say } from "./common.mjs";

const redirect = process.argv[2];
const client = { client_id: "company-server", client_secret: "company-server-secret-0123456789" };
const { seen, note, pages } = counter();
const gone = new Set();

const server = createServer();
const issuer = await listening(server);

const provider = new Provider(issuer, {
  clients: [
    {
      ...client,
      redirect_uris: [redirect],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
  scopes: ["openid", "email", "profile", "groups", "offline_access"],
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  pkce: { required: () => true },
  issueRefreshToken: async (_, of, code) => of.grantTypeAllowed("refresh_token") && code.scopes.has("offline_access"),
  findAccount: (_, id) =>
    gone.has(id)
      ? undefined
      : {
          accountId: id,
          claims: async () => ({ sub: id, email: id, email_verified: true, name: id, groups: ["employees"] }),
        },
  cookies: { keys: ["of no value: this provider lives as long as a test"] },
});
provider.on("grant.success", (ctx) => {
  seen[ctx.oidc.params.grant_type === "refresh_token" ? "refresh" : "code"] += 1;
});
provider.on("refresh_token.destroyed", note);
provider.on("grant.revoked", note);

const answer = provider.callback();
server.on("request", (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === "/forget") {
    gone.add(url.searchParams.get("account"));
    response.end("null");
  } else if (!pages(url, response)) {
    answer(request, response);
  }
});
say({ issuer, ...client });
