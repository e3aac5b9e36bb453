// What a client script shares: the person's browser, and the test that drives it, over standard input and output.
//
// Out, one JSON object a line: {"open": address} for the browser, {"done": step, ...} after each step. In: a line for
// each further step that the test lets it take.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Says something to the test. */
export function say(object) {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}

/** Says that a step is done, and waits until the next one may be taken. */
export async function done(step, more = {}) {
  say({ done: step, ...more });
  await lines.next();
}

/** The listener to which the browser comes back: its address, and the next answer's parameters. */
export async function listen() {
  const waiting = [];
  const came = [];
  const server = createServer((request, response) => {
    response.end("You can close this page.");
    const answer = new URL(request.url, "http://127.0.0.1").searchParams;
    const next = waiting.shift();
    next ? next(answer) : came.push(answer);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return {
    url: `http://127.0.0.1:${server.address().port}/callback`,
    answer: () => (came.length > 0 ? came.shift() : new Promise((next) => waiting.push(next))),
  };
}

/** An OAuth client that keeps everything in memory and has the test's person open the pages. */
export class Keeper {
  constructor(redirect) {
    this.redirect = redirect;
    this.kept = {};
    this.refreshed = 0;
  }
  get redirectUrl() {
    return this.redirect;
  }
  get clientMetadata() {
    return {
      client_name: "A client that others wrote",
      redirect_uris: [this.redirect],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }
  clientInformation() {
    return this.kept.client;
  }
  saveClientInformation(client) {
    this.kept.client = client;
  }
  tokens() {
    return this.kept.tokens;
  }
  saveTokens(tokens) {
    this.refreshed += this.kept.tokens ? 1 : 0;
    this.kept.tokens = tokens;
  }
  state() {
    this.kept.state = crypto.randomUUID();
    return this.kept.state;
  }
  redirectToAuthorization(url) {
    say({ open: url.href });
  }
  saveCodeVerifier(verifier) {
    this.kept.verifier = verifier;
  }
  codeVerifier() {
    return this.kept.verifier;
  }
  saveDiscoveryState(state) {
    this.kept.discovery = state;
  }
  discoveryState() {
    return this.kept.discovery;
  }
}

const TICKET = { title: "The lamp flickers", description: "Since this morning.", category: "facilities" };

/** The journey: a call, one after the token has ended, and one that needs more. `connect` makes a connected client. */
export async function walk({ UnauthorizedError, connect, finish, keeper, listener, version }) {
  const signedIn = async (work) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UnauthorizedError) || tries > 1) {
          throw error;
        }
        const answer = await listener.answer();
        if (answer.get("state") !== keeper.kept.state) {
          throw new Error("the answer is not to this sign-in");
        }
        await finish(answer);
      }
    }
  };
  const client = await signedIn(connect);
  const tools = (await client.listTools()).tools.map((tool) => tool.name);
  const call = (name, args = {}) => signedIn(() => client.callTool({ name, arguments: args }));
  await done("call", { tools, result: await call("whoami"), version: version(client) });
  const before = keeper.kept.tokens.access_token;
  const again = await call("whoami");
  await done("refresh", { result: again, renewed: before !== keeper.kept.tokens.access_token });
  await done("step-up", { result: await call("ticket_create", TICKET) });
  await client.close();
  process.exit(0);
}
