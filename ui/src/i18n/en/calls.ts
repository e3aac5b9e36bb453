/** Tool calls and their questions, in English. */
import { count } from "./count";

export const call = {
  state: {
    asking: "Waits for you",
    running: "Running",
    done: "Done",
    failed: "Failed",
    sign_in_required: "Sign in to use",
    declined: "Not allowed by you",
    blocked: "Blocked",
    stopped: "Stopped",
  },
  arguments: "Arguments",
  noArguments: "No arguments",
  result: "Result",
  noResult: "No result",
  showJson: "Show as JSON",
  showReadable: "Show readable",
  showAll: (n: number) => `Show all ${n} lines`,
  showRows: (n: number) => `Show all ${n} rows`,
  showRest: "Show all",
  showLess: "Show less",
  as: (who: string) => `as ${who}`,
  unknownServer: "Unknown tool",
  progress: (percent: number) => `${percent}%`,
  yes: "yes",
  no: "no",
  nothing: "none",
  tooLong: "The rest is too long to show here. Copy it to see it whole.",
  items: (n: number) => count(n, "item", "items"),
};

export const approval = {
  once: "Allow once",
  conversation: "Allow in this conversation",
  always: "Always allow",
  deny: "Don't allow",
  destructive: "This tool says it may delete or overwrite something.",
  openWorld: "This tool says it reaches beyond this server.",
  unnamed: "signed in without a name",
  about: "What the server says about this tool",
};
