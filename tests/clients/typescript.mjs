// The TypeScript SDK: `node typescript.mjs URL auto|legacy`.
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";
import { Keeper, listen, walk } from "./desk.mjs";

const [url, mode] = process.argv.slice(2);
const listener = await listen();
const keeper = new Keeper(listener.url);
let transport;

await walk({
  UnauthorizedError,
  keeper,
  listener,
  connect: async () => {
    transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: keeper });
    const client = new Client({ name: "typescript-sdk", version: "2" }, { versionNegotiation: { mode } });
    await client.connect(transport);
    return client;
  },
  finish: (answer) => transport.finishAuth(answer),
  version: (client) => client.getNegotiatedProtocolVersion?.() ?? null,
});
