import { describe, expect, it } from "vitest";
import { sentence } from "../mock/data";
import { own, say } from "./say";

const offline = (server: string) =>
  sentence("{server} can't be reached right now. Lanyard keeps trying; you can go on with the other tools.", {
    server,
  });

describe("say", () => {
  it("fills the gaps in the language's own sentence", () => {
    expect(say(offline("人事"), "en")).toMatch(/^人事 can't be reached right now\./);
    expect(say(offline("Meridian HR"), "zh-CN")).toBe(
      "目前无法连接 Meridian HR。Lanyard 会继续尝试；其他工具可以照常使用。",
    );
  });

  it("says sentences within sentences in the same language, and what somebody chose as it is", () => {
    const busy = sentence("{provider} has had too many requests. Try again {when}.", {
      provider: sentence("Ollama on this computer"),
      when: sentence("in {seconds} seconds", { seconds: "17" }),
    });
    expect(say(busy, "en")).toBe("Ollama on this computer has had too many requests. Try again in 17 seconds.");
    expect(say(busy, "zh-CN")).toBe("这台电脑上的 Ollama 收到的请求过多。请 17 秒后重试。");
    expect(say("Stopped.", "zh-CN")).toBe("Stopped.");
  });

  it("never reads what fills a gap as a pattern", () => {
    for (const hostile of ["{server}", "{said}", "{", "}", "$&", "$1", "constructor", "Stopped."]) {
      const refused = sentence("{server} refused the call: {said}", { server: hostile, said: "no" });
      expect(say(refused, "en")).toBe(`${hostile} refused the call: no`);
      expect(say(refused, "zh-CN")).toBe(`${hostile} 拒绝了调用：no`);
    }
  });

  it("says in English what the catalogue does not know, and leaves a gap that nothing fills", () => {
    expect(say(sentence("Told by a newer {thing}.", { thing: "core" }), "zh-CN")).toBe("Told by a newer core.");
    expect(say(own("constructor"), "zh-CN")).toBe("constructor");
    expect(say(own("{toString} and {server}"), "zh-CN")).toBe("{toString} and {server}");
  });
});
