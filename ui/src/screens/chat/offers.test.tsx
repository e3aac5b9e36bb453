import { act } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AttachmentView, ServerView } from "../../ipc";
import { failure } from "../../mock/core";
import { callOf, conversationOf, hr, messageOf, snapshotOf, text } from "../../mock/data";
import { attachment, prompts, resources, templates } from "../../mock/offers";
import { addAttached, forgetAttached } from "../../state/attached";
import { go } from "../../state/place";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";
import { offersFor, wishOf } from "./offers";

const server: ServerView = { ...hr, prompts, resources, templates, completes: true };

async function open() {
  const state = snapshotOf();
  state.servers = [server];
  const core = new MockCore(state);
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Hello"))]));
  const opened = await openWindow(core);
  await screen.findByTestId("message-user");
  return opened;
}

describe("What is wished for", () => {
  it("follows from the text up to the caret", () => {
    expect(wishOf("/le", 3)).toEqual({ kind: "prompt", filter: "le", at: 0 });
    expect(wishOf("/le", 1)).toEqual({ kind: "prompt", filter: "", at: 0 });
    expect(wishOf("see @hand", 9)).toEqual({ kind: "resource", filter: "hand", at: 4 });
    expect(wishOf("@", 1)).toEqual({ kind: "resource", filter: "", at: 0 });
    for (const plain of ["", "a/b", " /x", "/le now", "ada@example.com", "@ x"]) {
      expect(wishOf(plain, plain.length), plain).toBeNull();
    }
  });

  it("is found by title, name and server, what begins with it first; only where a server is ready", () => {
    const find = (filter: string, servers = [server]) =>
      offersFor({ kind: "prompt", filter, at: 0 }, servers).map(
        (offer) => offer.type === "prompt" && offer.prompt.name,
      );
    expect(find("")).toEqual(["leave_letter", "stand_up"]);
    expect(find("stand")).toEqual(["stand_up"]);
    expect(find("notes")).toEqual(["stand_up"]);
    expect(find("meridian")).toHaveLength(2);
    expect(find("nothing")).toEqual([]);
    expect(find("", [{ ...server, state: { type: "connecting" } }])).toEqual([]);
  });
});

describe("The composer", () => {
  it("lists prompts behind a slash, asks for their arguments with suggestions, and sends them along", async () => {
    const { core, user } = await open();
    const field = screen.getByTestId("composer");
    await user.type(field, "/let");
    expect(screen.getByTestId("offers")).toHaveAttribute("data-kind", "prompt");
    expect(field).toHaveAttribute("aria-activedescendant");
    await user.keyboard("{Enter}");
    expect(field).toHaveValue("");
    expect(screen.getByTestId("argument-form")).toHaveTextContent("Letter about leave · Meridian HR");
    await user.type(screen.getByTestId("argument-to"), "a");
    const suggested = await screen.findAllByTestId("suggested");
    expect(suggested.map((one) => one.textContent)).toEqual(["ada", "alan"]);
    await user.click(suggested[0] as HTMLElement);
    await user.click(screen.getByTestId("argument-submit"));
    await settle();
    expect(lastCall(core, "attach_prompt")).toMatchObject({ name: "leave_letter", values: { to: "ada" } });
    expect(screen.getByTestId("attached")).toHaveTextContent("Letter about leave");
    // A prompt alone is a message.
    await user.click(screen.getByTestId("send"));
    await settle();
    const sent = lastCall(core, "send_message");
    expect(sent).toMatchObject({ conversationId: "c1", text: "" });
    expect(sent?.attached).toHaveLength(1);
    expect(screen.queryByTestId("attached")).toBeNull();
  });

  it("lists resources behind an at sign, with the arrows", async () => {
    const { core, user } = await open();
    await user.type(screen.getByTestId("composer"), "Look at @");
    expect(screen.getAllByTestId("offer")).toHaveLength(2);
    await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
    await settle();
    expect(lastCall(core, "attach_resource")).toMatchObject({ uri: "meridian://handbook" });
    expect(screen.getByTestId("composer")).toHaveValue("Look at ");
    expect(screen.getByTestId("attached")).toHaveTextContent("Employee handbook");
  });

  it("fills the gaps of an address", async () => {
    const { core, user } = await open();
    await user.type(screen.getByTestId("composer"), "@colleague{Enter}");
    await user.type(screen.getByTestId("argument-name"), "ada");
    await user.click(screen.getByTestId("argument-submit"));
    await settle();
    expect(lastCall(core, "fill_template")).toEqual({
      uriTemplate: "meridian://people/{name}",
      values: { name: "ada" },
    });
    expect(lastCall(core, "attach_resource")).toMatchObject({ uri: "meridian://people/ada" });
  });

  it("lets go of what is not wanted, and puts the list away with Escape", async () => {
    const { core, user } = await open();
    const field = screen.getByTestId("composer");
    await user.type(field, "@hand{Enter}");
    await settle();
    await user.click(screen.getByTestId("attachment-remove"));
    await settle();
    expect(lastCall(core, "detach")).toBeDefined();
    expect(screen.queryByTestId("attached")).toBeNull();
    await user.type(field, "@");
    expect(screen.getByTestId("offers")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("offers")).toBeNull();
    await user.type(field, "x");
    expect(screen.queryByTestId("offers")).toBeNull();
  });

  it("sends what only looks like a prompt", async () => {
    const { core, user } = await open();
    await user.type(screen.getByTestId("composer"), "/etc/hosts{Enter}");
    await settle();
    expect(lastCall(core, "send_message")).toMatchObject({ text: "/etc/hosts", attached: [] });
  });

  it("says why something could not be added, and keeps what was added when sending fails", async () => {
    const { core, user } = await open();
    core.failures.set("attach_resource", failure("blocked", "Meridian does not allow this tool."));
    await user.type(screen.getByTestId("composer"), "@hand{Enter}");
    await settle();
    expect(screen.getByTestId("chat")).toHaveTextContent("Meridian does not allow this tool.");
    core.failures.clear();
    await user.type(screen.getByTestId("composer"), "@hand{Enter}");
    await settle();
    core.failures.set("send_message", failure("storage", "The disk is full."));
    await user.type(screen.getByTestId("composer"), "so{Enter}");
    await settle();
    expect(screen.getByTestId("composer")).toHaveValue("so");
    expect(screen.getByTestId("attached")).toBeInTheDocument();
  });
});

describe("A message", () => {
  it("shows what was attached, folded, as text", async () => {
    const core = new MockCore(snapshotOf());
    const evil = attachment("a1", { title: "<b>Handbook</b>", text: "<script>alert(1)</script>" });
    core.add(
      conversationOf("c1", "Leave", [messageOf("m1", "user", { type: "attachment", attachment: evil }, text("See"))]),
    );
    const { user } = await openWindow(core);
    const chip = await screen.findByTestId("attachment");
    expect(chip).toHaveTextContent("<b>Handbook</b> · Meridian HR");
    await user.click(chip.querySelector("button") as HTMLElement);
    expect(chip).toHaveTextContent("<script>alert(1)</script>");
    expect(chip.querySelector("script, b")).toBeNull();
  });

  it("adds a resource that a result names, and keeps what is added over a look at another conversation", async () => {
    const state = snapshotOf();
    state.servers = [server];
    const core = new MockCore(state);
    const links = [{ uri: "meridian://handbook/leave", title: "<i>Leave</i>" }];
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "assistant", { type: "call", call: callOf({ links }) })]));
    core.add(conversationOf("c2", "Other", [messageOf("m2", "user", text("Hello"))]));
    const { user } = await openWindow(core, { conversation: "c1" });
    await user.click(await screen.findByTestId("tool-card-toggle"));
    const link = screen.getByTestId("resource-link");
    expect(link).toHaveTextContent("<i>Leave</i>");
    expect(link.querySelector("i")).toBeNull();
    expect(lastCall(core, "attach_resource")).toBeUndefined();
    await user.click(link);
    await settle();
    expect(lastCall(core, "attach_resource")).toEqual({ serverId: hr.id, uri: "meridian://handbook/leave" });
    expect(screen.getByTestId("attached")).toHaveTextContent("Employee handbook");
    act(() => go({ conversation: "c2" }));
    await screen.findByTestId("message-user");
    expect(screen.queryByTestId("attached")).toBeNull();
    act(() => go({ conversation: "c1" }));
    await screen.findByTestId("tool-card");
    await user.click(screen.getByTestId("send"));
    await settle();
    expect(lastCall(core, "send_message")?.attached).toHaveLength(1);
  });

  it("loses nothing that is added or written while a message that fails is on its way", async () => {
    const { core, user } = await open();
    const field = screen.getByTestId("composer");
    await user.type(field, "@hand{Enter}");
    await settle();
    await user.type(field, "First");
    let fail = () => {};
    const held = new Promise<void>((resolve) => {
      fail = resolve;
    });
    core.held.set("send_message", held);
    core.failures.set("send_message", failure("storage", "The disk is full."));
    await user.click(screen.getByTestId("send"));
    expect(field).toHaveValue("");
    await act(() => addAttached("c1", Promise.resolve(attachment("a9", { title: "Meanwhile" }))));
    await user.type(field, "Second");
    await act(async () => fail());
    await settle();
    expect(field).toHaveValue("First\n\nSecond");
    const titles = screen.getAllByTestId("attachment").map((one) => one.textContent);
    expect(titles).toEqual(["Employee handbook · Meridian HR", "Meanwhile · Meridian HR"]);
  });

  it("adds nothing of a profile that was left meanwhile", async () => {
    await open();
    let come = (_: AttachmentView) => {};
    const coming = new Promise<AttachmentView>((resolve) => {
      come = resolve;
    });
    const adding = addAttached("c1", coming);
    act(forgetAttached);
    await act(async () => {
      come(attachment("a1"));
      await adding;
    });
    expect(screen.queryByTestId("attached")).toBeNull();
  });

  it("shows a result's images and sounds, and says where a result is not of its shape", async () => {
    const core = new MockCore(snapshotOf());
    const call = callOf({
      structured: null,
      reason: { pattern: "Only its text is shown.", parts: {} },
      media: [
        { kind: "image", url: "data:image/png;base64,AAAA" },
        { kind: "audio", url: "data:audio/wav;base64,AAAA" },
      ],
    });
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "assistant", { type: "call", call })]));
    await openWindow(core);
    const media = await screen.findByTestId("media");
    expect(media.querySelector("img")).toHaveAttribute("src", "data:image/png;base64,AAAA");
    expect(media.querySelector("audio")).toHaveAttribute("src", "data:audio/wav;base64,AAAA");
    expect(screen.getByTestId("tool-note")).toHaveTextContent("Only its text is shown.");
    expect(screen.getByTestId("tool-summary")).toHaveTextContent("12 days left");
  });
});
