/**
 * A scripted core in memory: it keeps its own books, answers every command and tells its events, so that the window
 * can be looked at in a plain browser and tested without Tauri. It never comes into a build.
 */
import type {
  Answer,
  ApiError,
  AttachmentView,
  CallView,
  Code,
  ConversationView,
  CoreEvent,
  ElicitationAnswer,
  EventBody,
  MessageView,
  NewProvider,
  PatternRule,
  ProviderSecrets,
  Rule,
  Sentence,
  ServerOptions,
  ServerOptionsView,
  ServerSecrets,
  ServerView,
  SettingKey,
  SignInView,
  SignInWay,
  Snapshot,
} from "../ipc";
import { book } from "./book";
import { clone, conversationOf, sentence, snapshotOf } from "./data";
import { drawing, readFile, texts } from "./files";
import { attachment, audit, found, traffic } from "./offers";
import { changeOptions, noOptions } from "./options";
import { fetchImage } from "./picture";
import { searchIn } from "./search";

export interface Call {
  command: string;
  args: Record<string, unknown>;
}

type Listener = (event: CoreEvent) => void;

export class MockCore {
  /** Commands received, for tests. */
  readonly calls: Call[] = [];
  /** What was written and not sent of a conversation that is not made yet. */
  newDraft = "";
  /** Commands that shall fail, by name. */
  readonly failures = new Map<string, ApiError>();
  /** Commands that are on their way until then, by name. */
  readonly held = new Map<string, Promise<void>>();
  /** What happens after a server was added: the answer says `connecting`, and what it asks for is told later. */
  onAdd: (core: MockCore, server: ServerView) => void = (core, server) =>
    queueMicrotask(() =>
      core.emit({ type: "server", server: { ...server, state: { type: "sign_in_required", reason: null } } }),
    );
  /** What happens after a message is sent; scenes put a script here. */
  onMessage: (core: MockCore, conversation: string, text: string) => void = () => undefined;
  /** What happens after an approval is answered. */
  onAnswer: (core: MockCore, approval: string, answer: Answer) => void = () => undefined;

  /** What happens when something is said again, gone on with, or another branch is shown. */
  onBranch: (core: MockCore, command: string, args: Record<string, unknown>) => void = () => undefined;

  /** The person's rules for several tools. */
  patterns: PatternRule[] = [];
  /** What happens after a server's question is answered. */
  onElicited: (core: MockCore, id: string, answer: ElicitationAnswer) => void = () => undefined;

  state: Snapshot;
  readonly conversations = new Map<string, ConversationView>();
  /** Up to so many rows a snapshot has all; of more, the newest and the pinned. */
  top = 100;
  /** How one's own servers are signed in to, by id. */
  readonly options = new Map<string, ServerOptionsView>();
  /** Files that were handed over, by id. */
  readonly files = new Map<string, AttachmentView>();
  readonly told: CoreEvent[] = [];
  private listener: Listener | null = null;
  private ids = 100;
  private readonly running = new Set<Promise<unknown>>();

  constructor(state: Snapshot = snapshotOf()) {
    this.state = clone(state);
  }

  id(prefix: string): string {
    this.ids += 1;
    return `${prefix}${this.ids}`;
  }

  add(view: ConversationView): void {
    this.conversations.set(view.summary.id, clone(view));
    this.state.conversations.unshift(clone(view.summary));
  }

  /** Books what happened, and tells it. */
  emit(body: EventBody): void {
    book(this.state, this.conversations, clone(body));
    this.state.seq += 1;
    const event = { seq: this.state.seq, body: clone(body) };
    this.told.push(event);
    this.listener?.(event);
  }

  subscribe(after: number | null, listener: Listener): void {
    this.listener = listener;
    const first = this.told[0]?.seq ?? this.state.seq + 1;
    if (after !== null && (after > this.state.seq || after + 1 < first)) {
      listener({ seq: this.state.seq, body: { type: "reset" } });
      return;
    }
    for (const event of this.told) {
      if (after !== null && event.seq > after) {
        listener(event);
      }
    }
  }

  /** Loses the listener, as a channel that broke; what it lost can be plugged in again. */
  unplug(): Listener | null {
    const { listener } = this;
    this.listener = null;
    return listener;
  }

  plug(listener: Listener | null): void {
    this.listener = listener;
  }

  view(id: string): ConversationView {
    const view = this.conversations.get(id);
    if (view === undefined) {
      throw failure("not_found", "This conversation is not there any more.");
    }
    return view;
  }

  server(id: string): ServerView {
    const server = this.state.servers.find((other) => other.id === id);
    if (server === undefined) {
      throw failure("not_found", "That server is not there any more.");
    }
    return server;
  }

  invoke(command: string, args: Record<string, unknown>): Promise<unknown> {
    const work = this.run(command, args);
    this.running.add(work);
    const ended = () => this.running.delete(work);
    work.then(ended, ended);
    return work;
  }

  /** Resolves when no command is on its way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.allSettled(this.running);
    }
  }

  private async run(command: string, args: Record<string, unknown>): Promise<unknown> {
    this.calls.push({ command, args: command === "subscribe" ? { after: args.after } : clone(args) });
    await this.held.get(command);
    const failing = this.failures.get(command);
    if (failing !== undefined) {
      throw clone(failing);
    }
    return this.answer(command, args);
  }

  private answer(command: string, args: Record<string, unknown>): unknown {
    const text = (name: string) => String(args[name] ?? "");
    switch (command) {
      case "snapshot": {
        const { conversations } = this.state;
        const more = conversations.length > this.top;
        const newest = new Set(conversations.filter((row) => !row.archived).slice(0, this.top));
        const top = conversations.filter((row) => !more || row.pinned || newest.has(row));
        return clone({ ...this.state, conversations: top, more_conversations: more });
      }
      case "conversations":
        return clone({ seq: this.state.seq, conversations: this.state.conversations });
      case "sign_in_all": {
        if (this.state.company === null) {
          throw failure(
            "invalid",
            "No company is set up here. Ask your IT team to put a company.toml with your servers on this computer, or connect a tool server yourself.",
          );
        }
        const [first] = this.state.servers;
        return first === undefined ? null : this.beginSignIn(first.id);
      }
      case "sign_in":
        return this.beginSignIn(text("serverId"));
      case "sign_in_use":
        return this.changeSignIn(text("id"), (signIn) => ({
          ...signIn,
          way: args.way as SignInWay,
          other_ways: [...signIn.other_ways.filter((way) => way !== args.way), signIn.way],
        }));
      case "sign_in_paste":
        throw failure(
          "invalid",
          "That is not the address the browser ended on. Copy the whole address and paste it again.",
        );
      case "sign_in_cancel":
        return this.changeSignIn(text("id"), (signIn) => ({ ...signIn, state: { type: "cancelled" } }));
      case "sign_out":
        return this.signOut(text("serverId"));
      case "switch_account":
        this.signOut(text("serverId"));
        return this.beginSignIn(text("serverId"));
      case "server_options":
        return clone(this.options.get(text("id")) ?? noOptions());
      case "set_server_options": {
        const before = this.options.get(text("id")) ?? noOptions();
        const [options, secrets] = [args.options as ServerOptions, args.secrets as ServerSecrets];
        this.options.set(text("id"), changeOptions(before, clone(options), clone(secrets)));
        return null;
      }
      case "add_server":
        return this.addServer(text("url"));
      case "remove_server":
        return this.emit({ type: "server_removed", id: text("id") });
      case "set_tool_rule": {
        const server = this.server(text("serverId"));
        return this.emit({
          type: "server",
          server: {
            ...server,
            tools: server.tools.map((tool) =>
              tool.name === args.tool ? { ...tool, rule: args.rule as Rule, rule_source: "user" as const } : tool,
            ),
          },
        });
      }
      case "start_demo":
      case "leave_demo":
        this.state = { ...snapshotOf(command === "start_demo" ? "demo" : "fresh"), seq: this.state.seq };
        this.conversations.clear();
        return this.emit({ type: "reset" });
      case "new_conversation": {
        const view = { ...conversationOf(this.id("c"), "", [], 0), seq: this.state.seq };
        this.conversations.set(view.summary.id, view);
        this.emit({ type: "conversation", conversation: clone(view.summary) });
        return clone(view);
      }
      case "open_conversation":
        return { ...clone(this.view(text("id"))), seq: this.state.seq };
      case "rename_conversation":
        return this.row(text("id"), { title: text("title") });
      case "delete_conversation":
        return this.emit({ type: "conversation_removed", id: text("id") });
      case "search_conversations":
        return searchIn(this.state.conversations, this.conversations, text("text"));
      case "pin_conversation":
        return this.row(text("id"), { pinned: args.pinned === true });
      case "archive_conversation":
        return this.row(text("id"), { archived: args.archived === true, pinned: false });
      case "set_instructions":
        return this.emit({
          type: "instructions",
          conversation_id: text("id"),
          instructions: text("instructions").trim(),
        });
      case "export_conversation":
        return `/home/ada/Downloads/Lanyard ${this.view(text("id")).summary.title}.${args.format === "json" ? "json" : "md"}`;
      case "import_conversation": {
        const view = conversationOf(this.id("c"), String(JSON.parse(text("text")).title), [], 0);
        this.conversations.set(view.summary.id, view);
        this.emit({ type: "conversation", conversation: clone(view.summary) });
        return clone(view.summary);
      }
      case "edit_message":
      case "regenerate":
      case "show_branch":
      case "continue_turn":
        return this.onBranch(this, command, args);
      case "set_draft":
        this.view(text("id")).draft = text("text");
        return null;
      case "new_draft":
        return this.newDraft;
      case "set_new_draft":
        this.newDraft = text("text");
        return null;
      case "send_message":
        return this.send(text("conversationId"), text("text"), args.attached as string[]);
      case "fetch_image":
        return fetchImage(text("url"));
      case "stop_turn":
        return this.stop(text("conversationId"));
      case "answer_elicitation":
        return this.onElicited(this, text("id"), args.answer as ElicitationAnswer);
      case "attach_resource":
        return attachment(this.id("a"), { name: text("uri") });
      case "attach_prompt":
        return attachment(this.id("a"), { kind: "prompt", name: text("name"), title: "Letter about leave" });
      case "attach_file": {
        const added = readFile(this.id("a"), text("name"), Uint8Array.from(args.bytes as number[]));
        this.files.set(added.id, added);
        return added;
      }
      case "attachment_text":
        return texts.get(text("blob")) ?? "";
      case "attachment_image":
        return drawing("#7aa2f7", "#bb9af7", 1600, 1000);
      case "fill_template":
        return "meridian://people/ada";
      case "complete":
        return ["ada", "alan"].filter((name) => name.startsWith(text("value")));
      case "look_into":
        return clone(found);
      case "import_servers":
        return [];
      case "export_servers":
        return '{"mcpServers":{}}';
      case "traffic":
      case "test_server":
        return clone(traffic);
      case "audit_lines":
        return clone(audit);
      case "report":
        return "Lanyard 0.1.0";
      case "pattern_rules":
        return clone(this.patterns);
      case "set_pattern_rule":
        this.patterns.push(clone(args.rule as PatternRule));
        return null;
      case "remove_pattern_rule":
        this.patterns = this.patterns.filter((rule) => rule.pattern !== args.pattern);
        return null;
      case "set_server_off": {
        const state = args.off === true ? { type: "off" as const } : { type: "connecting" as const };
        return this.emit({ type: "server", server: { ...this.server(text("id")), state } });
      }
      case "allow_local_server":
        return this.emit({ type: "server", server: { ...this.server(text("id")), state: { type: "connecting" } } });
      case "answer_approval":
        return this.onAnswer(this, text("id"), args.answer as Answer);
      case "add_provider":
        return this.addProvider(args.provider as NewProvider, (args.secrets as ProviderSecrets).key !== "");
      case "remove_provider":
        return this.models({ providers: this.state.providers.filter((provider) => provider.id !== args.id) });
      case "set_provider_key":
        return this.models({
          providers: this.state.providers.map((provider) =>
            provider.id === args.id ? { ...provider, key_set: args.key !== "" } : provider,
          ),
        });
      case "set_provider_headers":
        return this.models({
          providers: this.state.providers.map((provider) =>
            provider.id === args.id
              ? { ...provider, fields: { ...provider.fields, headers: args.names as string[] } }
              : provider,
          ),
        });
      case "test_provider":
        return { models: this.state.models.filter((model) => model.provider_id === args.id).length };
      case "set_model":
        return this.models({ model: text("id") });
      case "set_setting":
        return this.emit({
          type: "setting",
          setting: { key: args.key as SettingKey, value: text("value"), source: "user", locked_by: null },
        });
      case "dismiss_notice":
        return this.emit({ type: "notice_dismissed", id: text("id") });
      case "local_server_configure":
        return this.local({
          port: Number(args.port),
          identity: args.identity as "demo",
          issuer: text("issuer"),
          client_id: text("clientId"),
        });
      case "local_server_set_secret":
        return this.local({ client_secret_set: true });
      case "local_server_start":
        return this.local({ state: { type: "running", url: "http://127.0.0.1:8723/mcp" } });
      case "local_server_stop":
        return this.local({ state: { type: "off" } });
      case "local_server_check":
        return [
          { severity: "ok", message: sentence("tools are at {url}", { url: "http://127.0.0.1:8723/mcp" }) },
          {
            severity: "problem",
            message: sentence("no client id: make an OAuth client in the provider's console and set its id here"),
          },
        ];
      default:
        return null;
    }
  }

  private signOut(id: string): void {
    this.emit({
      type: "server",
      server: {
        ...this.server(id),
        state: { type: "sign_in_required", reason: null },
        account: null,
        signed_in_until: null,
        scopes: [],
        tools: [],
      },
    });
  }

  beginSignIn(serverId: string): null {
    const server = this.server(serverId);
    const signIn: SignInView = {
      id: this.id("s"),
      server_id: server.id,
      server_name: server.name,
      way: "deep_link",
      other_ways: ["loopback", "paste"],
      url: "http://127.0.0.1:8723/authorize?client_id=lanyard",
      expires_at: new Date(Date.now() + 281_000).toISOString(),
      state: { type: "waiting" },
      warnings: [],
      trace: [
        { name: "Challenge", detail: "401 with resource_metadata", outcome: "ok" },
        { name: "Resource metadata", detail: `${server.url} names one authorization server`, outcome: "ok" },
        { name: "Registration", detail: "registered by client metadata document", outcome: "ok" },
      ],
    };
    this.emit({ type: "sign_in", sign_in: signIn });
    return null;
  }

  changeSignIn(id: string, change: (signIn: SignInView) => SignInView): void {
    const signIn = this.state.sign_ins.find((other) => other.id === id);
    if (signIn !== undefined) {
      this.emit({ type: "sign_in", sign_in: change(signIn) });
    }
  }

  row(id: string, change: Partial<ConversationView["summary"]>): void {
    const { summary } = this.view(id);
    this.emit({ type: "conversation", conversation: { ...summary, updated_at: now(), ...change } });
  }

  /** Begins an answer and returns its id. */
  begin(conversation: string): string {
    const id = this.id("m");
    this.row(conversation, { busy: true });
    this.emit({
      type: "message",
      conversation_id: conversation,
      message: {
        id,
        role: "assistant",
        parts: [],
        at: now(),
        end: null,
        model: "demo/rules",
        usage: null,
        alternatives: [],
      },
    });
    return id;
  }

  delta(conversation: string, message: string, part: number, text: string, reasoning = false): void {
    this.emit({ type: "delta", conversation_id: conversation, message_id: message, part, reasoning, text });
  }

  call(conversation: string, message: string, call: CallView): void {
    this.emit({ type: "call", conversation_id: conversation, message_id: message, call });
  }

  end(conversation: string, message: string, end: NonNullable<MessageView["end"]> = { type: "complete" }): void {
    this.emit({ type: "turn_ended", conversation_id: conversation, message_id: message, end });
    this.row(conversation, { busy: false, asking: false });
  }

  private send(conversation: string, text: string, attached: readonly string[]): null {
    const files = attached.flatMap((id) => this.files.get(id) ?? []);
    const view = this.view(conversation);
    this.emit({
      type: "message",
      conversation_id: conversation,
      message: {
        id: this.id("m"),
        role: "user",
        parts: [
          ...files.map((attachment) => ({ type: "attachment" as const, attachment })),
          { type: "text" as const, text },
        ],
        at: now(),
        end: null,
        model: null,
        usage: null,
        alternatives: [],
      },
    });
    if (view.summary.title === "") {
      this.row(conversation, { title: text.slice(0, 60) });
    }
    this.onMessage(this, conversation, text);
    return null;
  }

  private stop(conversation: string): null {
    const running = this.view(conversation).messages.findLast(
      (message) => message.role === "assistant" && message.end === null,
    );
    if (running !== undefined) {
      this.end(conversation, running.id, { type: "stopped" });
    }
    return null;
  }

  private addServer(url: string): ServerView {
    if (!/^https:\/\//.test(url)) {
      throw {
        ...failure(
          "not_a_server",
          "That is not a web address. Write it whole, for example https://tools.example.com/mcp.",
        ),
        details: { server: url, step: "address", rule: "MCP authorization: endpoints are https", said: null },
      };
    }
    const known = this.state.servers.find((other) => other.url === url);
    if (known !== undefined) {
      return clone(known);
    }
    const server: ServerView = {
      id: this.id("srv"),
      name: new URL(url).host,
      url,
      source: "user",
      state: { type: "connecting" },
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
    this.emit({ type: "server", server });
    this.onAdd(this, server);
    return server;
  }

  private addProvider(provider: NewProvider, keySet: boolean) {
    const view = {
      id: this.id("p"),
      name: provider.name || provider.kind,
      kind: provider.kind,
      base_url: provider.base_url,
      fields: provider.fields,
      key_set: keySet,
      sign_in: null,
      source: "user" as const,
      locked: false,
    };
    const models = provider.models.map((name) => ({
      id: `${view.id}/${name}`,
      provider_id: view.id,
      provider_name: view.name,
      name,
      demo: false,
    }));
    this.models({ providers: [...this.state.providers, view], models: [...this.state.models, ...models] });
    return view;
  }

  private models(change: Partial<Pick<Snapshot, "providers" | "models" | "model">>): null {
    const { providers, models, model } = { ...this.state, ...change };
    this.emit({ type: "models", providers, models, model });
    return null;
  }

  private local(change: Partial<NonNullable<Snapshot["local_server"]>>): null {
    if (this.state.local_server !== null) {
      this.emit({ type: "local_server", local_server: { ...this.state.local_server, ...change } });
    }
    return null;
  }
}

export function failure(code: Code, pattern: string, parts: Sentence["parts"] = {}): ApiError {
  return { code, message: sentence(pattern, parts), details: null };
}

export function now(): string {
  return new Date().toISOString();
}
