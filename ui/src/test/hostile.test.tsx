import { render, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { callOf, conversationOf, messageOf, snapshotOf, text } from "../mock/data";
import { openable } from "../screens/chat/link";
import Markdown from "../screens/chat/markdown";
import { lastCall, MockCore, openWindow, screen, settle } from "./window";

declare global {
  interface Window {
    harmed?: boolean;
  }
}

afterEach(() => {
  delete window.harmed;
});

/** Nothing in the window may run, load or go anywhere because of a text. */
function expectHarmless(root: ParentNode = document): void {
  expect(window.harmed).toBeUndefined();
  for (const name of [
    "script",
    "iframe",
    "object",
    "embed",
    "img",
    "video",
    "audio",
    "form",
    "base",
    "meta",
    "link",
    "style",
  ]) {
    expect(root.querySelector(`body ${name}, div ${name}`), name).toBeNull();
  }
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      expect(name.startsWith("on"), `${element.tagName} ${name}`).toBe(false);
      expect(["href", "src", "srcdoc", "action", "xlink:href", "background"].includes(name), `${name}=${value}`).toBe(
        false,
      );
    }
  }
}

const attacks = [
  "<script>window.harmed = true</script>",
  '<img src="x" onerror="window.harmed = true">',
  '<img src="https://evil.example/pixel.png">',
  "<svg onload=window.harmed=true><a xlink:href=javascript:alert(1)>x</a></svg>",
  '<iframe srcdoc="<script>parent.harmed = true</script>"></iframe>',
  '<a href="javascript:window.harmed = true">x</a>',
  "<style>* { display: none }</style>",
  "<base href=https://evil.example>",
  '<form action="https://evil.example"><input name=q></form>',
  "[x](javascript:window.harmed=true)",
  "[x](JaVaScRiPt:window.harmed=true)",
  "[x](java\tscript:window.harmed=true)",
  "[x](data:text/html,<script>window.harmed=true</script>)",
  "[x](vbscript:msgbox)",
  "[x](file:///etc/passwd)",
  "[x](dev.lanyard.desktop:/oauth/callback?code=1)",
  "![x](https://evil.example/pixel.png)",
  "![x](data:image/svg+xml,<svg onload=alert(1)>)",
  "[ref]\n\n[ref]: javascript:window.harmed=true",
  "<javascript:window.harmed=true>",
  "```html\n<script>window.harmed = true</script>\n```",
  "| <script>window.harmed = true</script> |\n| --- |\n| <img src=x onerror=window.harmed=true> |",
  '<details open ontoggle="window.harmed = true">x</details>',
  "Text[^1]\n\n[^1]: <script>window.harmed = true</script>",
];

describe("Text of a model", () => {
  it.each(attacks)("does no harm: %s", async (attack) => {
    for (const streaming of [true, false]) {
      const { container, unmount } = render(<Markdown text={attack} streaming={streaming} />);
      await settle();
      expectHarmless(container);
      unmount();
    }
  });

  it("shows raw HTML as the text it is", () => {
    const { container } = render(<Markdown text={'Before <b onclick="x()">bold</b> after'} streaming={false} />);
    expect(container).toHaveTextContent('Before <b onclick="x()">bold</b> after');
    expect(container.querySelector("b")).toBeNull();
  });

  it("still draws Markdown", () => {
    const { container } = render(
      <Markdown
        text={"**bold** `code`\n\n- one\n- two\n\n| a |\n| - |\n| b |\n\n```ts\nlet x = 1;\n```"}
        streaming={false}
      />,
    );
    expect(container.querySelector("strong")).toHaveTextContent("bold");
    expect(container.querySelectorAll("li")).toHaveLength(2);
    expect(container.querySelector("td")).toHaveTextContent("b");
    expect(container.querySelector("pre code")).toHaveTextContent("let x = 1;");
    expect(container.querySelector("figcaption")).toHaveTextContent("ts");
    expect(container.querySelectorAll("p code")).toHaveLength(1);
  });

  it("shows hidden characters", () => {
    const { container } = render(<Markdown text={"invoice\u202egpj.exe a\u200bb \u2066x\u2069"} streaming={false} />);
    expect(container).toHaveTextContent("invoice⟨U+202E⟩gpj.exe a⟨U+200B⟩b ⟨U+2066⟩x⟨U+2069⟩");
  });

  it("opens links in the system's browser, and says where they go", async () => {
    const core = new MockCore(snapshotOf());
    core.add(
      conversationOf("c1", "Links", [
        messageOf(
          "m1",
          "assistant",
          text(
            "[the pages](https://hr.example/leave) and [https://bank.example](https://evil.example/a), [the wiki](http://wiki.intranet/a)",
          ),
        ),
      ]),
    );
    const { user } = await openWindow(core);
    const links = await screen.findAllByTestId("link");
    expect(screen.getByTestId("message-text")).toHaveTextContent("the pages (hr.example)");
    // A text that looks like another address does not hide where it goes.
    expect(screen.getByTestId("message-text")).toHaveTextContent("https://bank.example (evil.example)");
    // A page of an intranet is opened too, and that it is not encrypted is said.
    expect(screen.getByTestId("message-text")).toHaveTextContent("the wiki (http://wiki.intranet)");
    await user.click(links[0] as HTMLElement);
    expect(lastCall(core, "open_link")).toEqual({ url: "https://hr.example/leave" });
    (links[1] as HTMLElement).focus();
    await user.keyboard("{Enter}");
    expect(lastCall(core, "open_link")).toEqual({ url: "https://evil.example/a" });
    await user.click(links[2] as HTMLElement);
    expect(lastCall(core, "open_link")).toEqual({ url: "http://wiki.intranet/a" });
  });

  it("takes only web addresses without a name and a password for a link", () => {
    for (const url of [
      "http://user:pw@a.example",
      "https://user:pw@a.example",
      "ftp://a.example",
      "http://127.0.0.1:8080/delete?all",
      "http://2130706433/",
      "http://localhost/",
      "http://x.localhost./",
      "http://[::1]:1/",
      "http://[::]/",
      "http://0.0.0.0:8080/",
      "http://[::ffff:127.0.0.1]/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "https://a.example@b.example/",
      "//a.example",
      "a",
      "",
    ]) {
      expect(openable(url), url).toBeNull();
    }
    expect(openable("https://a.example/x?y#z")?.href).toBe("https://a.example/x?y#z");
    expect(openable("http://wiki.intranet/x")?.href).toBe("http://wiki.intranet/x");
  });
});

describe("Results and names of tools", () => {
  it.each(attacks)("do no harm: %s", async (attack) => {
    const core = new MockCore(snapshotOf());
    core.add(
      conversationOf("c1", attack, [
        messageOf("m1", "user", text(attack)),
        messageOf(
          "m2",
          "assistant",
          { type: "reasoning", text: attack },
          {
            type: "call",
            call: callOf({
              title: attack,
              server_name: attack,
              account: attack,
              arguments: JSON.stringify({ [attack]: attack }),
              structured: JSON.stringify([{ [attack]: attack }]),
            }),
          },
          { type: "call", call: callOf({ id: "k2", structured: null, text: attack, state: "failed" }) },
        ),
      ]),
    );
    core.state.servers = core.state.servers.map((server) => ({ ...server, name: attack, instructions: attack }));
    const { user } = await openWindow(core);
    for (const toggle of await screen.findAllByTestId("tool-card-toggle")) {
      await user.click(toggle);
    }
    for (const toggle of screen.getAllByTestId("show-json")) {
      await user.click(toggle);
    }
    await waitFor(() => expect(screen.getAllByTestId("tool-result")).toHaveLength(2));
    expectHarmless(document.getElementById("root") ?? document.body);
  });

  it("show hidden characters in titles, servers and arguments", async () => {
    const core = new MockCore(snapshotOf());
    core.add(
      conversationOf("c1", "x\u202ey", [
        messageOf("m2", "assistant", {
          type: "call",
          call: callOf({ title: "Send\u200b money", server_name: "Bank\u2066", arguments: '{"to":"al\u200bice"}' }),
        }),
      ]),
    );
    await openWindow(core);
    const card = await screen.findByTestId("tool-card");
    expect(card).toHaveTextContent("Send⟨U+200B⟩ money");
    expect(card).toHaveTextContent("Bank⟨U+2066⟩");
    expect(card).toHaveTextContent("al⟨U+200B⟩ice");
    expect(screen.getByTestId("conversation-title")).toHaveTextContent("x⟨U+202E⟩y");
  });
});
