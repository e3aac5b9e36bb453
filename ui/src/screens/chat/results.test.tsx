import { act } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CallView } from "../../ipc";
import { failure } from "../../mock/core";
import { callOf, conversationOf, messageOf, snapshotOf } from "../../mock/data";
import { drawing } from "../../mock/files";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function withCall(more: Partial<CallView>, open = true) {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", [messageOf("m2", "assistant", { type: "call", call: callOf(more) })]));
  const opened = await openWindow(core);
  const toggle = await screen.findByTestId("tool-card-toggle");
  if (open) {
    await opened.user.click(toggle);
  }
  return opened;
}

const links = [
  { uri: "meridian://handbook/leave", title: "Leave\u202e" },
  { uri: "meridian://handbook/travel", title: "Travel" },
];

describe("Resources that a result names", () => {
  it("are named with what hides in their names, and their address on hover", async () => {
    await withCall({ links });
    expect(screen.getAllByRole("button", { name: /Add .* to the message/ }).map((one) => one.title)).toEqual([
      "meridian://handbook/leave",
      "meridian://handbook/travel",
    ]);
    expect(screen.getByTestId("resource-links")).toHaveTextContent("Leave⟨U+202E⟩");
  });

  it("are asked for once while one is on its way, and say why one could not be had", async () => {
    const { core, user } = await withCall({ links });
    let go = () => {};
    core.held.set("attach_resource", new Promise<void>((resolve) => (go = resolve)));
    core.failures.set("attach_resource", failure("not_found", "This page is not there any more."));
    const [first, second] = screen.getAllByTestId("resource-link") as [HTMLElement, HTMLElement];
    await user.click(first);
    expect(first).toBeDisabled();
    expect(second).toBeEnabled();
    await user.click(first);
    await act(async () => go());
    await settle();
    expect(core.calls.filter(({ command }) => command === "attach_resource")).toHaveLength(1);
    expect(lastCall(core, "attach_resource")).toMatchObject({ uri: "meridian://handbook/leave" });
    expect(screen.getByTestId("error-message")).toHaveTextContent("This page is not there any more.");
    expect(first).toBeEnabled();
    expect(screen.queryByTestId("attached")).not.toBeInTheDocument();
    // It may be there again.
    core.failures.clear();
    await user.click(first);
    await settle();
    expect(screen.queryByTestId("error-message")).not.toBeInTheDocument();
    expect(screen.getByTestId("attached")).toBeInTheDocument();
    await user.click(screen.getByTestId("attachment-remove"));
  });

  it.each<[string, Partial<CallView>]>([
    ["it names none", { links: [] }],
    ["nobody knows whose they are", { links, server_id: "" }],
  ])("are not there where %s", async (_, more) => {
    await withCall(more);
    expect(screen.getByTestId("tool-result")).toBeInTheDocument();
    expect(screen.queryByTestId("resource-links")).not.toBeInTheDocument();
  });
});

describe("Pictures and sounds of a result", () => {
  const url = drawing("#fff", "#000");
  const media: CallView["media"] = [
    { kind: "image", url },
    { kind: "audio", url: "data:audio/wav;base64,AAAA" },
    { kind: "image", url },
  ];

  it("are seen without opening the card, in their order, and are nobody's to play", async () => {
    const { user } = await withCall({ media }, false);
    const shown = [...screen.getByTestId("media").children];
    expect(shown.map((one) => [one.tagName, one.getAttribute("alt") ?? one.getAttribute("aria-label")])).toEqual([
      ["IMG", "Image 1 of the result"],
      ["AUDIO", "Sound 2 of the result"],
      ["IMG", "Image 3 of the result"],
    ]);
    expect(shown[1]).toHaveAttribute("preload", "none");
    expect(shown[1]).not.toHaveAttribute("autoplay");
    // Opened, they stand at the result, and once.
    await user.click(screen.getByTestId("tool-card-toggle"));
    expect(screen.getByTestId("tool-result")).toContainElement(screen.getByTestId("media"));
  });

  it("take no room where there are none", async () => {
    await withCall({ media: [] });
    expect(screen.queryByTestId("media")).not.toBeInTheDocument();
  });
});

describe("What a card says of a call", () => {
  it("without arguments, without a result, of a tool that nobody knows", async () => {
    await withCall({ arguments: "{}", structured: null, text: null, server_name: "", server_id: "", account: null });
    const card = screen.getByTestId("tool-card");
    expect(card).toHaveTextContent("Unknown tool");
    expect(screen.getByTestId("tool-arguments")).toHaveTextContent("No arguments");
    expect(screen.getByTestId("tool-result")).toHaveTextContent("No result");
    expect(card).not.toHaveTextContent("as ada@");
  });

  it("whose arguments are no JSON, as they came", async () => {
    await withCall({ arguments: '{"half": <b>', structured: "also {not", text: null });
    expect(screen.getByTestId("tool-arguments")).toHaveTextContent('{"half": <b>');
    expect(screen.getByTestId("tool-result")).toHaveTextContent("also {not");
    expect(screen.getByTestId("tool-card").querySelector("b")).toBeNull();
  });

  it("that is running has no result yet", async () => {
    await withCall({ state: "running", structured: null, text: null, progress: null, progress_message: null });
    expect(screen.queryByTestId("tool-result")).not.toBeInTheDocument();
    expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
  });

  it.each([
    [-3, "0"],
    [7, "100"],
  ])("whose progress is %d is within its bounds", async (progress, percent) => {
    await withCall({ state: "running", progress, progress_message: null, structured: null, text: null }, false);
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", percent);
    expect(screen.getByText(`${percent}%`)).toBeInTheDocument();
  });
});
