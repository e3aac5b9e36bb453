/** What the core says, shown in a window whose language is Chinese. */
import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Notice, Sentence } from "../ipc";
import { failure } from "../mock/core";
import { callOf, conversationOf, hr, messageOf, sentence, snapshotOf } from "../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "./window";

function chinese(change: Partial<MockCore["state"]> = {}): MockCore {
  const state = snapshotOf();
  const settings = state.settings.map((entry) => (entry.key === "language" ? { ...entry, value: "zh-CN" } : entry));
  return new MockCore({ ...state, settings, ...change });
}

function notice(kind: Notice["kind"], message: Sentence): Notice {
  return { id: kind, kind, message, details: null };
}

describe("In Chinese", () => {
  it("an error says what failed, and is copied as it is shown", async () => {
    const core = chinese();
    core.add(conversationOf("c1", "休假", []));
    core.failures.set("send_message", {
      ...failure("storage", "The disk is full. Free some space and try again; nothing shown was lost."),
      details: { server: null, step: "database", rule: null, said: "disk I/O error" },
    });
    const { user } = await openWindow(core, { conversation: "c1" });
    await user.type(await screen.findByTestId("composer"), "你好{Enter}");
    await settle();
    expect(lastCall(core, "send_message")).toBeDefined();
    const said = "磁盘已满。请释放一些空间后重试；已显示的内容没有丢失。";
    const note = screen.getByTestId("error-message");
    expect(note).toHaveTextContent(said);
    await user.click(within(note.parentElement as HTMLElement).getByTestId("details-toggle"));
    await user.click(screen.getByTestId("details-copy"));
    expect(await navigator.clipboard.readText()).toMatch(new RegExp(`^${said}\n[^]*disk I/O error`));
  });

  it("a notice, and a problem of the company's configuration, are sentences", async () => {
    const { core } = await openWindow(chinese());
    await tell(
      core,
      {
        type: "notice",
        notice: notice("keychain", sentence("The keychain is locked. Unlock it, then try again; nothing is lost.")),
      },
      {
        type: "notice",
        notice: notice(
          "company",
          sentence("{key} (line {line}) {what}. {instead}", {
            key: "servers[1].port",
            line: "4",
            what: sentence("is {kind}, and a number is needed, without quotes", { kind: sentence("text") }),
            instead: sentence("Any free port is used."),
          }),
        ),
      },
    );
    const [keychain, company] = screen.getAllByTestId("notice");
    expect(keychain).toHaveTextContent("钥匙串：钥匙串已锁定。请解锁后重试；没有丢失任何内容。");
    expect(company).toHaveTextContent(
      "公司配置：servers[1].port（第 4 行）是文本，而这里需要不带引号的数字。将使用任意空闲端口。",
    );
  });

  it("braces and hidden characters in others' names do no harm", async () => {
    const { core } = await openWindow(chinese());
    const pattern = "{server} refused the sign-in. Try again; Details says what it answered.";
    await tell(core, {
      type: "notice",
      notice: notice("other", sentence(pattern, { server: "{server} {said} a\u202eb" })),
    });
    expect(screen.getByTestId("notice")).toHaveTextContent("{server} {said} a⟨U+202E⟩b 拒绝了登录。");
    expect(screen.getByTestId("notice").textContent).not.toContain("\u202e");
  });

  it("a server, a call that did not run, a note and the models speak it too", async () => {
    const state = snapshotOf();
    const core = chinese({
      servers: [
        {
          ...hr,
          state: {
            type: "sign_in_required",
            reason: sentence("{server} ended your sign-in.", { server: "Meridian HR" }),
          },
          tools: [],
        },
      ],
      models: state.models.map((model) =>
        model.demo ? { ...model, name: sentence("Demo model (rules, not a language model)") } : model,
      ),
      model: "demo/rules",
    });
    const blocked = callOf({
      state: "blocked",
      structured: null,
      text: null,
      reason: sentence("{company} does not allow this tool.", { company: "Meridian" }),
    });
    core.add(
      conversationOf("c1", "报销", [
        messageOf("m1", "assistant", { type: "call", call: blocked }),
        messageOf("m2", "assistant", {
          type: "note",
          sentence: sentence("(This message is damaged and can't be shown.)"),
        }),
      ]),
    );
    const { user } = await openWindow(core, { conversation: "c1" });
    expect(await screen.findByTestId("tool-card")).toHaveTextContent("Meridian 不允许使用这个工具。");
    await user.click(screen.getByTestId("tool-card-toggle"));
    expect(screen.getByTestId("tool-result")).toHaveTextContent("Meridian 不允许使用这个工具。");
    expect(screen.getByTestId("message-note")).toHaveTextContent("（这条消息已损坏，无法显示。）");
    expect(screen.getByTestId("model-picker")).toHaveTextContent("演示模型（一组规则，不是语言模型）");
    await user.click(screen.getByTestId("nav-tools"));
    const row = await screen.findByTestId("server-row");
    expect(within(row).getByTestId("server-state")).toHaveTextContent("Meridian HR 结束了你的登录。");
  });

  it("the local server's check speaks it", async () => {
    const { user } = await openWindow(chinese(), { screen: "settings" });
    await user.click(await screen.findByTestId("local-server-check"));
    const [fine, problem] = await screen.findAllByTestId("finding");
    expect(fine).toHaveTextContent("工具的地址是 http://127.0.0.1:8723/mcp");
    expect(problem).toHaveTextContent("没有客户端 ID：");
  });
});
