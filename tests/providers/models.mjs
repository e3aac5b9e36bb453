// Models of others: `aimock` speaks every wire, and says what the tests expect.
import { LLMock } from "@copilotkit/aimock";
import { say } from "./common.mjs";

// Short pieces, so that arguments are cut as real providers cut them.
const mock = new LLMock({ port: 0, chunkSize: 7 });
mock.addFixture({ match: { hasToolResult: true }, response: { content: "Both are there." } });
mock.addFixture({
  match: { userMessage: "Find both" },
  response: {
    toolCalls: [
      { id: "call_a", name: "s__find", arguments: '{"query":"日本 \\"a\\""}' },
      { id: "call_b", name: "s__find", arguments: '{"query":"b"}' },
    ],
  },
});
mock.addFixture({ match: { userMessage: "Hello" }, response: { content: 'Héllo "there" 日本 🎉' } });
await mock.start();
say({ url: mock.url });
