// A server of the TypeScript SDK over stdio, in whichever era its client speaks. It appends what it notices to the
// file that it is given, because its standard output is the protocol's.
import { appendFileSync } from "node:fs";
import { acceptedContent, inputRequired, inputResponse, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const [, , notes] = process.argv;
const note = (line) => appendFileSync(notes, `${line}\n`);
const text = (words) => ({ content: [{ type: "text", text: words }] });

serveStdio(({ era }) => {
  note(`era ${era}`);
  const server = new McpServer(
    { name: "typescript", version: "1" },
    { capabilities: { tools: { listChanged: true } }, instructions: "Speak softly." },
  );
  server.registerTool("echo", { inputSchema: z.object({ text: z.string() }) }, async ({ text: words }) => text(words));
  const answer = z.object({ name: z.string(), times: z.number().int() });
  server.registerTool("ask", { inputSchema: z.object({}) }, async (_none, ctx) => {
    const given = acceptedContent(ctx.mcpReq.inputResponses, "who", answer);
    if (given !== undefined) {
      return text(`${given.name} ${given.times}`);
    }
    const view = inputResponse(ctx.mcpReq.inputResponses, "who");
    if (view.kind === "elicit") {
      return text(`no answer: ${view.action}`);
    }
    return inputRequired({
      inputRequests: { who: inputRequired.elicit({ message: "Who, and how often?", requestedSchema: answer }) },
      requestState: "kept as it is: {\"a\": 1}  é",
    });
  });
  server.registerTool("slow", { inputSchema: z.object({}) }, async (_none, ctx) => {
    const token = ctx.mcpReq._meta?.progressToken;
    if (token !== undefined) {
      await ctx.mcpReq.notify({
        method: "notifications/progress",
        params: { progressToken: token, progress: 1, total: 4, message: "a quarter" },
      });
    }
    await new Promise((resolve) => ctx.mcpReq.signal.addEventListener("abort", resolve));
    note("cancelled");
    return text("late");
  });
  server.registerTool("grow", { inputSchema: z.object({}) }, async () => {
    server.registerTool("grown", { inputSchema: z.object({}) }, async () => text("I am new."));
    return text("grown");
  });
  server.registerTool("die", { inputSchema: z.object({}) }, async () => process.kill(process.pid, "SIGKILL"));
  return server;
});
