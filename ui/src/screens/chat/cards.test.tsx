import { act, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AttachmentView, PartView } from "../../ipc";
import { conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { drawing, fileOf, texts } from "../../mock/files";
import { attachment } from "../../mock/offers";
import { addAttached } from "../../state/attached";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

async function sent(...attachments: AttachmentView[]) {
  const core = new MockCore(snapshotOf());
  const parts = attachments.map((one): PartView => ({ type: "attachment", attachment: one }));
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", ...parts, text("See"))]));
  const opened = await openWindow(core);
  await screen.findByTestId("message-user");
  return opened;
}

const cards = () => screen.getAllByTestId("attachment");

describe("The card of a file", () => {
  it("says what it is and how much, one as one", async () => {
    await sent(
      fileOf("text", "f1", "a.txt", { lines: 1, size: 5, beginning: "\n  \nFirst words\nmore" }),
      fileOf("text", "f2", "b.py", { lines: 40, language: "python", beginning: "[Page 1]\nimport csv" }),
      fileOf("pdf", "f3", "c.pdf", { pages: 1, beginning: "[Page 1]\nA policy" }),
      fileOf("pdf", "f4", "d.pdf", { pages: 14, size: 1_840_000 }),
    );
    expect(cards().map((card) => card.textContent)).toEqual([
      "a.txtText · 1 line · 5 bytesFirst words",
      "b.pypython · 40 lines · 24 kBimport csv",
      "c.pdfPDF · 1 page · 24 kBA policy",
      "d.pdfPDF · 14 pages · 1.8 MB",
    ]);
  });

  it("says so where only a part of it could be read", async () => {
    await sent(fileOf("pdf", "f1", "whole.pdf"), fileOf("pdf", "f2", "scan.pdf", { cut: true }));
    expect(cards()[0]).not.toHaveTextContent("Not all of it could be read.");
    expect(cards()[1]).toHaveTextContent("Not all of it could be read.");
  });

  it("opens to its text, and closes again; a page of a document is no code", async () => {
    texts.set("blob-f1", "The first page.");
    const { user } = await sent(fileOf("pdf", "f1", "policy.pdf"));
    await user.click(screen.getByTestId("attachment-toggle"));
    await settle();
    const shown = screen.getByTestId("file-text");
    expect(shown).toHaveTextContent("PDF");
    expect(within(shown).getByText("The first page.")).not.toHaveClass("font-mono");
    await user.click(within(shown).getByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toBe("The first page.");
    await user.click(screen.getByTestId("attachment-toggle"));
    expect(screen.queryByTestId("file-text")).not.toBeInTheDocument();
  });

  it("has room for its text while it comes", async () => {
    texts.set("blob-f1", "x = 1");
    const { core, user } = await sent(fileOf("text", "f1", "a.py", { language: "python" }));
    let go = () => {};
    core.held.set("attachment_text", new Promise<void>((resolve) => (go = resolve)));
    await user.click(screen.getByTestId("attachment-toggle"));
    expect(screen.getByTestId("file-text").querySelector(".skeleton")).not.toBeNull();
    await act(async () => go());
    await settle();
    expect(screen.getByTestId("file-text").querySelector(".skeleton")).toBeNull();
    expect(screen.getByText("x = 1")).toHaveClass("font-mono");
  });

  it("has no way to be taken away, or made text, once it is sent", async () => {
    await sent(fileOf("text", "f1", "Pasted text.txt"), fileOf("image", "f2", "a.png"));
    expect(screen.queryByTestId("attachment-remove")).not.toBeInTheDocument();
    expect(screen.queryByTestId("attachment-to-text")).not.toBeInTheDocument();
  });
});

describe("What a server offers, added", () => {
  it("is a line that opens, and says where there is nothing in it", async () => {
    const { user } = await sent(
      attachment("a1", { kind: "prompt", title: "Letter\u202e", text: "Dear manager" }),
      attachment("a2", { title: "Handbook", text: "", media: [{ kind: "image", url: drawing("#fff", "#000") }] }),
    );
    expect(cards().map((card) => card.dataset.kind)).toEqual(["prompt", "resource"]);
    expect(cards()[0]).toHaveTextContent("Letter⟨U+202E⟩ · Meridian HR");
    expect(cards()[0]).not.toHaveTextContent("Dear manager");
    await user.click(within(cards()[0] as HTMLElement).getByRole("button"));
    expect(cards()[0]).toHaveTextContent("Dear manager");
    await user.click(within(cards()[1] as HTMLElement).getByRole("button"));
    expect(cards()[1]).toHaveTextContent("There is no text in it.");
    expect(within(cards()[1] as HTMLElement).getByAltText("Image 1 of the result")).toBeInTheDocument();
    await user.click(within(cards()[1] as HTMLElement).getByRole("button"));
    expect(cards()[1]).not.toHaveTextContent("There is no text in it.");
  });
});

describe("A picture, large", () => {
  const viewer = () => screen.getByTestId("picture-viewer");

  it("goes on by its buttons, round at both ends, and closes", async () => {
    const { user } = await sent(fileOf("image", "f1", "one.png"), fileOf("image", "f2", "two\u200b.png"));
    await user.click(screen.getByRole("button", { name: "Show one.png large" }));
    await settle();
    await user.click(screen.getByTestId("picture-previous"));
    expect(viewer()).toHaveTextContent("two⟨U+200B⟩.png");
    expect(screen.getByTestId("picture-place")).toHaveTextContent("2 / 2");
    await user.click(screen.getByTestId("picture-next"));
    expect(screen.getByTestId("picture-place")).toHaveTextContent("1 / 2");
    await user.keyboard("{ArrowLeft}");
    expect(screen.getByTestId("picture-place")).toHaveTextContent("2 / 2");
    await settle();
    await user.click(screen.getByTestId("picture-close"));
    expect(screen.queryByTestId("picture-viewer")).not.toBeInTheDocument();
  });

  it("has the small one in its place, as large as it will be, until it has come", async () => {
    const { core, user } = await sent(fileOf("image", "f1", "one.png", { width: 800, height: 600 }));
    let go = () => {};
    core.held.set("attachment_image", new Promise<void>((resolve) => (go = resolve)));
    await user.click(screen.getByTestId("picture"));
    const small = screen.getByTestId("picture-small");
    expect([small.getAttribute("width"), small.getAttribute("height")]).toEqual(["800", "600"]);
    expect(small.getAttribute("src")).toBe(drawing("#7aa2f7", "#bb9af7"));
    await act(async () => go());
    await settle();
    expect(screen.queryByTestId("picture-small")).not.toBeInTheDocument();
    expect(screen.getByTestId("picture-large").getAttribute("src")).toBe(drawing("#7aa2f7", "#bb9af7", 1600, 1000));
    // There is no other one.
    for (const id of ["picture-previous", "picture-next", "picture-place"]) {
      expect(screen.queryByTestId(id)).not.toBeInTheDocument();
    }
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("picture-large")).toHaveAttribute("alt", "one.png");
  });

  it("stands alone while it waits to be sent", async () => {
    const { core, user } = await sent(fileOf("image", "f1", "one.png"), fileOf("image", "f2", "two.png"));
    await act(() => addAttached("c1", Promise.resolve(fileOf("image", "f3", "three.png"))));
    const waiting = within(screen.getByTestId("attached"));
    expect(waiting.getByTestId("attachment")).toHaveTextContent("three.pngImage · 1600 × 1000 · 24 kB");
    await user.click(waiting.getByTestId("picture"));
    await settle();
    expect(viewer()).toHaveTextContent("three.png");
    expect(screen.queryByTestId("picture-place")).not.toBeInTheDocument();
    expect(lastCall(core, "attachment_image")).toEqual({ blob: "blob-f3" });
    await user.keyboard("{Escape}");
    await user.click(waiting.getByTestId("attachment-remove"));
    expect(screen.queryByTestId("attached")).not.toBeInTheDocument();
  });
});
