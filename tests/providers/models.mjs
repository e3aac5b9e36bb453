// Models of others: `aimock` speaks every wire, says what the tests expect, and fails as they expect.
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
mock.addFixture({
  match: { userMessage: "Find one" },
  response: { toolCalls: [{ id: "call_c", name: "s__find", arguments: '{"query":"c"}' }] },
});
mock.addFixture({ match: { userMessage: "Think" }, response: { content: "Twelve.", reasoning: "I count to 十二." } });
mock.addFixture({
  match: { userMessage: "Break off" },
  response: { content: "One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen." },
  // A pause before each piece, so that those before the break have left.
  latency: 20,
  truncateAfterChunks: 6,
});
mock.addFixture({
  match: { userMessage: "Too often" },
  response: { error: { message: "Slow down.", type: "rate_limit_error" }, status: 429, retryAfter: 0 },
});
mock.addFixture({
  match: { userMessage: "Fall over" },
  response: { error: { message: "Out of order.", type: "server_error" }, status: 500 },
});
mock.addFixture({ match: { userMessage: "Hello" }, response: { content: 'Héllo "there" 日本 🎉' } });
await mock.start();
say({ url: mock.url });
