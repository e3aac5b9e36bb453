/** Made-up states to start from. */
import type {
  CallView,
  ConversationView,
  MessageView,
  Sentence,
  ServerView,
  SettingKey,
  Snapshot,
  ToolView,
} from "../ipc";

export function clone<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

const plainFields = { api_version: "", project: "", location: "", headers: [] };

/** What the core says: a pattern, and what fills its gaps. */
export function sentence(pattern: string, parts: Sentence["parts"] = {}): Sentence {
  return { pattern, parts };
}

/** A moment some minutes ago. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

export function tool(name: string, title: string, description: string, more: Partial<ToolView> = {}): ToolView {
  return {
    name,
    title,
    description,
    effects: { read_only: false, destructive: false, open_world: false },
    rule: "ask",
    rule_source: "default",
    locked: false,
    ...more,
  };
}

const reads = { effects: { read_only: true, destructive: false, open_world: false }, rule: "allow" as const };

export const hr: ServerView = {
  id: "meridian-hr",
  name: "Meridian HR",
  url: "http://127.0.0.1:8723/mcp",
  source: "policy",
  state: { type: "ready" },
  account: "ada@meridian.example",
  signed_in_until: new Date(Date.now() + 8 * 3_600_000).toISOString(),
  scopes: ["hr.read", "hr.leave"],
  tools: [
    tool("leave_balance", "Leave balance", "How many vacation days a person has left this year.", reads),
    tool("request_leave", "Request leave", "Asks your manager for days off.", {}),
    tool("quarterly_report", "Quarterly report", "Builds the report of a quarter. Takes a while.", reads),
    tool("find_colleague", "Find a colleague", "Finds people by name, team or place.", reads),
    tool("cancel_leave", "Cancel leave", "Withdraws a request for leave.", {
      effects: { read_only: false, destructive: true, open_world: false },
      rule: "ask",
      rule_source: "policy",
      locked: true,
    }),
    tool("expense_report", "Expense report", "Shows the expenses of a team.", {
      rule: "block",
      rule_source: "policy",
      locked: true,
    }),
  ],
  prompts: [],
  resources: [],
  templates: [],
  completes: false,
  icon: null,
  instructions: "Dates are days of the company's calendar.",
};

export const expenses: ServerView = {
  id: "expenses",
  name: "Expenses",
  url: "https://expenses.meridian.example/mcp",
  source: "policy",
  state: { type: "sign_in_required", reason: null },
  account: null,
  signed_in_until: null,
  scopes: [],
  tools: [],
  prompts: [],
  resources: [],
  templates: [],
  completes: false,
  icon: null,
  instructions: null,
};

export const tickets: ServerView = {
  id: "tickets",
  name: "Tickets",
  url: "https://tickets.meridian.example/mcp",
  source: "user",
  state: {
    type: "waiting",
    retry_in_s: 20,
    error: {
      code: "unreachable",
      message: sentence(
        "{server} can't be reached right now. Lanyard keeps trying; you can go on with the other tools.",
        { server: "Tickets" },
      ),
      details: {
        server: "https://tickets.meridian.example/mcp",
        step: "connect",
        rule: null,
        said: "tcp connect error: connection refused (os error 111)",
      },
    },
  },
  account: "ada@meridian.example",
  signed_in_until: null,
  scopes: ["tickets"],
  tools: [],
  prompts: [],
  resources: [],
  templates: [],
  completes: false,
  icon: null,
  instructions: null,
};

type Kind = "fresh" | "company" | "demo" | "work";

export function snapshotOf(kind: Kind = "work"): Snapshot {
  const demo = kind === "demo" || kind === "work";
  const company = kind === "company" || kind === "work";
  const set = (key: SettingKey, value: string) => ({
    key,
    value,
    source: "default" as const,
    locked_by: null,
  });
  const signedOut = {
    state: { type: "sign_in_required" as const, reason: null },
    account: null,
    tools: [],
    scopes: [],
  };
  return {
    seq: 10,
    more_conversations: false,
    version: "0.1.0",
    profile: kind === "demo" ? "demo" : "main",
    company: company
      ? {
          name: "Meridian",
          instructions: "Answer briefly. Name the tool that a figure comes from.",
          files: ["/etc/lanyard/company.toml"],
          server_ids: ["meridian-hr", "expenses"],
        }
      : null,
    vault: "keychain",
    notices: [],
    settings: [
      set("theme", "system"),
      set("language", "system"),
      set("text_size", "medium"),
      set("density", "comfortable"),
      set("motion", "system"),
      set("send_key", "enter"),
      set("notify", "on"),
      set("tray", "off"),
      set("quick_open", "off"),
      set("model", ""),
      set("thinking", "auto"),
      set("sign_in_way", "auto"),
      set("instructions", ""),
    ],
    servers:
      kind === "work"
        ? [hr, expenses, tickets]
        : kind === "company"
          ? [{ ...hr, ...signedOut, signed_in_until: null }, expenses]
          : kind === "demo"
            ? [{ ...hr, ...signedOut, signed_in_until: null, source: "default" as const }]
            : [],
    sign_ins: [],
    conversations: [],
    providers: demo
      ? [
          {
            id: "demo",
            name: "Demo",
            kind: "demo",
            base_url: "",
            fields: plainFields,
            key_set: false,
            sign_in: null,
            source: "default",
            locked: true,
          },
          ...(kind === "work"
            ? [
                {
                  id: "gateway",
                  name: "Meridian gateway",
                  kind: "open_ai" as const,
                  base_url: "https://models.meridian.example/v1/",
                  fields: { ...plainFields, headers: ["X-Team"] },
                  key_set: true,
                  sign_in: null,
                  source: "policy" as const,
                  locked: true,
                },
                {
                  id: "ollama",
                  name: "Ollama",
                  kind: "ollama" as const,
                  base_url: "",
                  fields: plainFields,
                  key_set: false,
                  sign_in: null,
                  source: "user" as const,
                  locked: false,
                },
              ]
            : []),
        ]
      : [],
    models: demo
      ? [
          { id: "demo/rules", provider_id: "demo", provider_name: "Demo", name: "Rules", demo: true },
          ...(kind === "work"
            ? [
                {
                  id: "gateway/large",
                  provider_id: "gateway",
                  provider_name: "Meridian gateway",
                  name: "meridian-large",
                  demo: false,
                },
              ]
            : []),
        ]
      : [],
    model: kind === "work" ? "gateway/large" : demo ? "demo/rules" : null,
    local_server: {
      state: { type: "off" },
      port: 8723,
      identity: "demo",
      issuer: "",
      client_id: "",
      client_secret_set: false,
      redirect_uri: "http://127.0.0.1:8723/callback",
      log: ["04:31:02 listening on 127.0.0.1:8723", "04:31:09 stopped"],
    },
  };
}

export function callOf(more: Partial<CallView> = {}): CallView {
  return {
    id: "call1",
    server_id: "meridian-hr",
    server_name: "Meridian HR",
    account: "ada@meridian.example",
    tool: "leave_balance",
    title: "Leave balance",
    arguments: '{"year":2026}',
    state: "done",
    progress: null,
    progress_message: null,
    structured: '{"employee":"Ada Lovelace","year":2026,"days_left":12,"days_taken":18,"carried_over":null}',
    text: "12 days left",
    reason: null,
    duration_ms: 214,
    ...more,
  };
}

export function messageOf(id: string, role: "user" | "assistant", ...parts: MessageView["parts"]): MessageView {
  return {
    id,
    role,
    parts,
    at: ago(12),
    end: role === "assistant" ? { type: "complete" } : null,
    model: role === "assistant" ? "gateway/large" : null,
    usage: null,
    alternatives: [],
  };
}

export function text(value: string): MessageView["parts"][number] {
  return { type: "text", text: value };
}

const noTokens = { input: null, output: null, cached: null, reasoning: null };

export function conversationOf(id: string, title: string, messages: MessageView[], minutes = 5): ConversationView {
  return {
    seq: 0,
    summary: { id, title, updated_at: ago(minutes), busy: false, asking: false, pinned: false, archived: false },
    messages,
    approvals: [],
    elicitations: [],
    draft: "",
    instructions: "",
    elsewhere: noTokens,
  };
}
