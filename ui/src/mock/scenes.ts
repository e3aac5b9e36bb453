/** States of the window to look at: `?scene=chat&theme=dark&lang=zh-CN`. */
import type { ApprovalView, ConversationSummary, SignInState, SignInView } from "../ipc";
import { usePlace } from "../state/place";
import { MockCore } from "./core";
import { ago, callOf, conversationOf, hr, messageOf, sentence, snapshotOf, text } from "./data";
import { drawing, fileOf, texts } from "./files";
import { prompts, resources, templates } from "./offers";
import { answerApproval, answerMessage } from "./script";
import { showcase } from "./showcase";

export const scenes = [
  "welcome",
  "company",
  "demo",
  "preparing",
  "waiting",
  "paste",
  "finishing",
  "done",
  "denied",
  "failed",
  "empty",
  "chat",
  "approval",
  "approvals",
  "hostile",
  "files",
  "nomodel",
  "notices",
  "locked",
  "local",
  "many",
  "long",
  "broken",
  "showcase",
  "branches",
  "search",
  "details",
  "prompts",
] as const;

export type Scene = (typeof scenes)[number];

export function sceneOf(query: URLSearchParams): MockCore {
  const scene = (query.get("scene") ?? "chat") as Scene;
  const core = new MockCore(
    snapshotOf(
      scene === "welcome"
        ? "fresh"
        : scene === "company"
          ? "company"
          : ["demo", "preparing", "waiting", "paste", "finishing", "denied", "failed", "empty", "done"].includes(scene)
            ? "demo"
            : "work",
    ),
  );
  core.onMessage = answerMessage;
  core.onAnswer = answerApproval;
  prepare(core, scene);
  for (const entry of core.state.settings) {
    const wanted = {
      theme: query.get("theme"),
      language: query.get("lang"),
      text_size: query.get("size"),
      density: query.get("density"),
    };
    const value = wanted[entry.key as keyof typeof wanted];
    if (value) {
      entry.value = value;
    }
  }
  return core;
}

function signIn(core: MockCore, state: SignInState, more: Partial<SignInView> = {}): void {
  core.beginSignIn("meridian-hr");
  const [first] = core.state.sign_ins;
  if (first !== undefined) {
    core.state.sign_ins = [{ ...first, state, ...more }];
  }
}

/** A sign-in that ended is shown to who saw it begin: it ends a moment after the start. */
function endSignIn(core: MockCore, state: SignInState): void {
  signIn(core, { type: "waiting" });
  const id = core.state.sign_ins[0]?.id ?? "";
  setTimeout(
    () =>
      core.changeSignIn(id, (view) => ({
        ...view,
        state,
        trace:
          state.type === "failed"
            ? [...view.trace, { name: "Callback", detail: "iss names another server", outcome: "failed" }]
            : view.trace,
      })),
    150,
  );
}

function prepare(core: MockCore, scene: Scene): void {
  const ready = { ...hr, source: "default" as const };
  switch (scene) {
    case "preparing":
      return signIn(core, { type: "preparing" }, { trace: [], url: null });
    case "waiting":
      return signIn(core, { type: "waiting" });
    case "paste":
      return signIn(core, { type: "waiting" }, { way: "paste", other_ways: ["deep_link", "loopback"] });
    case "finishing":
      return signIn(core, { type: "finishing" });
    case "done":
      endSignIn(core, { type: "done", account: "ada@meridian.example" });
      setTimeout(() => core.emit({ type: "server", server: ready }), 160);
      return;
    case "denied":
      return endSignIn(core, { type: "denied", message: sentence("You declined access. Nothing was changed.") });
    case "failed":
      return endSignIn(core, {
        type: "failed",
        error: {
          code: "internal",
          message: sentence(
            "{server} can't show that its sign-in is safe, so Lanyard does not use it. Ask your IT team.",
            { server: "Meridian HR" },
          ),
          details: {
            server: "http://127.0.0.1:8723/mcp",
            step: "callback",
            rule: "RFC 9207 §2.4: iss must be the issuer that was asked",
            said: "iss=https://other.example",
          },
        },
      });
    case "empty":
      core.state.servers = [ready];
      return;
    case "nomodel":
      core.state.models = [];
      core.state.model = null;
      return;
    case "approval":
    case "approvals":
      chat(core);
      return approvals(core, scene === "approvals");
    case "hostile":
      return hostile(core);
    case "files":
      return files(core);
    case "notices":
      chat(core);
      core.state.notices = [
        {
          id: "n1",
          kind: "database",
          message: sentence("Lanyard's database was damaged. It was kept at {file} and a new one was begun.", {
            file: "/home/ada/.local/share/lanyard/main/lanyard.damaged-20261123-090210.db",
          }),
          details: {
            server: null,
            step: "open",
            rule: null,
            said: "database disk image is malformed; kept as lanyard.db.2026-11-23",
          },
        },
        {
          id: "n2",
          kind: "keychain",
          message: sentence(
            "There is no keychain here, so sign-ins last until Lanyard closes. To stay signed in, keep them in an encrypted file (see Settings) or install a keychain.",
          ),
          details: null,
        },
      ];
      return;
    case "locked":
      core.state.settings = core.state.settings.map((entry) =>
        ["language", "sign_in_way", "instructions"].includes(entry.key)
          ? {
              ...entry,
              source: "policy",
              locked_by: "Meridian",
              value: entry.key === "instructions" ? "Be brief." : entry.value,
            }
          : entry,
      );
      return chat(core);
    case "local":
      chat(core);
      if (core.state.local_server !== null) {
        core.state.local_server = {
          ...core.state.local_server,
          state: { type: "running", url: "http://127.0.0.1:8723/mcp" },
          identity: "google",
          client_id: "1234.apps.googleusercontent.example",
          client_secret_set: true,
        };
      }
      return;
    case "many":
      chat(core);
      for (let index = 0; index < 400; index += 1) {
        core.state.conversations.push({
          id: `x${index}`,
          title: `Conversation ${index + 1}`,
          updated_at: ago(60 * 20 * (index + 1)),
          busy: false,
          asking: false,
          pinned: false,
          archived: false,
        });
      }
      return;
    case "broken":
      core.failures.set("snapshot", {
        code: "storage",
        message: sentence("The disk is full. Free some space and try again; nothing shown was lost."),
        details: { server: null, step: "open", rule: null, said: "disk I/O error (os error 28)" },
      });
      return;
    case "showcase":
      core.add(
        conversationOf("showcase", "The quarterly report", [
          messageOf("m1", "user", text("How is the report coming along?")),
          messageOf("m2", "assistant", text(showcase)),
        ]),
      );
      return;
    case "long":
      for (const id of ["long1", "long2"]) {
        const messages = Array.from({ length: 400 }, (_, at) =>
          at % 2 === 0
            ? messageOf(`${id}-${at}`, "user", text(`Question ${at / 2} of ${id}`))
            : messageOf(`${id}-${at}`, "assistant", text(at % 8 === 1 ? showcase : "Yes, **all** of it.")),
        );
        core.add(conversationOf(id, `A long one: ${id}`, messages));
      }
      return;
    case "branches":
      return branches(core);
    case "search":
      chat(core);
      return kept(core);
    case "details":
      chat(core);
      usePlace.setState({ details: true });
      return;
    case "prompts":
      chat(core);
      core.state.servers = core.state.servers.map((server) =>
        server.id === hr.id ? { ...server, prompts, resources, templates, completes: true } : server,
      );
      return;
    case "chat":
      return chat(core);
    default:
      return;
  }
}

function chat(core: MockCore): void {
  core.add(conversationOf("old2", "Who is in the Lisbon office", [], 60 * 24 * 40));
  core.add(conversationOf("old1", "Meeting rooms for Thursday", [], 60 * 30));
  core.add(
    conversationOf("leave", "Leave in December", [
      messageOf("m1", "user", text("How many vacation days do I have left?")),
      messageOf(
        "m2",
        "assistant",
        { type: "call", call: callOf() },
        text("You have **12 days** left this year. You have taken 18 so far, and nothing was carried over."),
      ),
      messageOf("m3", "user", text("Who else is away around Christmas? And is there a policy page I should read?")),
      messageOf(
        "m4",
        "assistant",
        { type: "reasoning", text: "The person asks about absences in late December. I will look for colleagues." },
        {
          type: "call",
          call: callOf({
            id: "call2",
            tool: "find_colleague",
            title: "Find a colleague",
            arguments: '{"team":"Platform","away_from":"2026-12-21","away_to":"2026-12-31"}',
            structured: JSON.stringify({
              people: Array.from({ length: 14 }, (_, index) => ({
                name: ["Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"][index % 4],
                from: `2026-12-${21 + (index % 5)}`,
                days: 2 + (index % 4),
                place: index % 2 ? "Lisbon" : "Leeds",
              })),
            }),
            duration_ms: 1240,
          }),
        },
        {
          type: "call",
          call: callOf({
            id: "call3",
            tool: "expense_report",
            title: "Expense report",
            server_name: "Expenses",
            server_id: "expenses",
            arguments: "{}",
            state: "blocked",
            structured: null,
            text: null,
            reason: sentence("{company} does not allow this tool.", { company: "Meridian" }),
            duration_ms: null,
          }),
        },
        text(
          "Fourteen people of **Platform** are away between 21 and 31 December:\n\n| Office | People | First back |\n| --- | --- | --- |\n| Leeds | 7 | 28 December |\n| Lisbon | 7 | 4 January |\n\nThe policy is on [the HR pages](https://hr.meridian.example/leave). Two things to know:\n\n1. Ask **two weeks** before.\n2. Days that are left are kept until 31 March.\n\n```python\ndays_left = 30 - days_taken\n```",
        ),
      ),
    ]),
  );
}

/** A question that was asked twice, the second time answered three times; the answer that is shown was stopped. */
function branches(core: MockCore): void {
  const used = { input: 12_345, output: 678, cached: 11_000, reasoning: 120 };
  const question = { ...messageOf("b3", "user", text("And how many in 2027?")), alternatives: ["b1", "b3"] };
  const answers = ["b4", "b5", "b6"];
  const answer = (id: string) => ({
    ...messageOf(
      id,
      "assistant",
      text(`You will have **30 days** in 2027, and up to five more are carried over. (${id})`),
    ),
    alternatives: answers,
    usage: used,
  });
  const before = [
    messageOf("b0", "user", text("How many vacation days do I have left?")),
    { ...messageOf("a0", "assistant", text("You have **12 days** left this year.")), usage: used },
  ];
  const shown = (id: string) => [
    ...before,
    question,
    { ...answer(id), ...(id === "b6" ? { end: { type: "stopped" as const } } : {}) },
  ];
  core.add({ ...conversationOf("branches", "Days in 2027", shown("b6")), elsewhere: used });
  core.onBranch = (_, command, args) => {
    const id = String(args.messageId);
    if (command === "show_branch") {
      core.emit({
        type: "branch",
        conversation_id: "branches",
        messages:
          id === "b1"
            ? [...before, { ...question, id: "b1", parts: [text("And how many next year?")] }, answer("b4")]
            : shown(answers.includes(id) ? id : "b6"),
        elsewhere: used,
      });
    }
  };
}

/** Conversations that are pinned and put away, for the list. */
function kept(core: MockCore): void {
  const row = (id: string, title: string, more: Partial<ConversationSummary>) =>
    core.state.conversations.push({ ...conversationOf(id, title, []).summary, ...more });
  row("kept1", "Rules for days off", { pinned: true });
  row("kept2", "Old days: 2019 \u202eoof", { archived: true });
  row("kept3", "Move to Lisbon", { archived: true });
}

function approvals(core: MockCore, several: boolean): void {
  const view = core.view("leave");
  const row = { busy: true, asking: true, pinned: false, archived: false };
  view.summary = { ...view.summary, ...row };
  core.state.conversations = core.state.conversations.map((item) => (item.id === "leave" ? { ...item, ...row } : item));
  const request = callOf({
    id: "ask1",
    tool: "request_leave",
    title: "Request leave",
    arguments: '{"from":"2026-12-21","to":"2026-12-23","note":"winter break"}',
    state: "asking",
    structured: null,
    text: null,
    duration_ms: null,
  });
  const cancel = callOf({
    ...request,
    id: "ask2",
    tool: "cancel_leave",
    title: "Cancel leave",
    arguments: '{"request":"LR-1877"}',
  });
  const none = { read_only: false, destructive: false, open_world: false };
  const list: ApprovalView[] = [
    {
      id: "a1",
      conversation_id: "leave",
      call: request,
      description: "Asks your manager for days off.",
      effects: none,
      can_always: true,
      reason: null,
    },
    {
      id: "a2",
      conversation_id: "leave",
      call: cancel,
      description: "Withdraws a request for leave.",
      effects: { ...none, destructive: true },
      can_always: false,
      reason: sentence("{company} has this tool ask each time.", { company: "Meridian" }),
    },
  ];
  view.approvals = several ? list : list.slice(0, 1);
  view.messages.push(messageOf("m5", "user", text("Request leave from 2026-12-21 to 2026-12-23")), {
    ...messageOf("m6", "assistant", text("I will ask for these days."), { type: "call", call: request }),
    end: null,
  });
  if (several) {
    view.messages.at(-1)?.parts.push({ type: "call", call: cancel });
  }
}

function files(core: MockCore): void {
  const code =
    "import csv\n\ndef days_left(path):\n    with open(path) as rows:\n        return 30 - sum(int(r['days']) for r in csv.DictReader(rows))\n";
  texts.set("blob-f3", code);
  texts.set("blob-f4", "Leave policy\n\nAsk two weeks before. Days that are left are kept until 31 March.");
  const added = [
    fileOf("image", "f1", "Team photo.jpg"),
    fileOf("image", "f2", "whiteboard.png", {
      thumbnail: drawing("#9ece6a", "#e0af68", 200, 260),
      width: 800,
      height: 1040,
    }),
    fileOf("text", "f3", "days_left.py", { language: "python", lines: 5, size: 148, beginning: code }),
    fileOf("pdf", "f4", "Leave policy 2026, final version with all annexes.pdf", {
      size: 1_840_000,
      pages: 14,
      beginning: "Leave policy",
    }),
  ];
  core.add(
    conversationOf("files", "What the policy says", [
      messageOf(
        "f10",
        "user",
        ...added.map((attachment) => ({ type: "attachment" as const, attachment })),
        text("Does this script follow our policy?"),
      ),
      messageOf(
        "f11",
        "assistant",
        {
          type: "note",
          sentence: sentence(
            "{name} is longer than the model reads at once: it read the beginning and the end. Attach the part that matters.",
            { name: "Leave policy 2026, final version with all annexes.pdf" },
          ),
        },
        text("Nearly: it ignores the days that are carried over until **31 March**."),
      ),
      messageOf(
        "f12",
        "user",
        {
          type: "attachment",
          attachment: fileOf("text", "f5", "notes \u202etxt.exe", { beginning: "<script>alert(1)</script>" }),
        },
        text("And these notes?"),
      ),
    ]),
  );
}

function hostile(core: MockCore): void {
  core.add(
    conversationOf("hostile", "Invoice \u202egpj.exe", [
      messageOf("h1", "user", text("<img src=x onerror=alert(1)> and **not bold**")),
      messageOf(
        "h2",
        "assistant",
        {
          type: "call",
          call: callOf({
            title: "Send\u200b money\u202e",
            arguments: '{"<b>key</b>":"<script>alert(1)</script>","big":12345678901234567890,"hidden":"a\u200bb"}',
            structured: null,
            text: "<iframe src=javascript:alert(1)>",
          }),
        },
        text(
          'Raw <b>html</b>, <script>alert(1)</script> and <img src="https://evil.example/x.png" onerror="alert(1)">.\n\n[click](javascript:alert(1)) [data](data:text/html,x) [bank.example](https://evil.example/login) [https://bank.example](https://evil.example) [plain](http://intranet.example) https://fine.example/a\n\n![pixel](https://evil.example/pixel.png)\n\nReversed \u202etxt.exe and zero\u200bwidth.',
        ),
      ),
    ]),
  );
}
