import { act, createEvent, fireEvent, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { size } from "../../i18n/text";
import { failure } from "../../mock/core";
import { conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { fileOf, texts } from "../../mock/files";
import { refuseDrops } from "../../state/refuse-drops";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function file(name: string, content: string | Uint8Array = "some text", type = ""): File {
  return new File([content as BlobPart], name, { type });
}

async function open() {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Hello"))]));
  const opened = await openWindow(core);
  await screen.findByTestId("message-user");
  return opened;
}

/** What a drag or the clipboard holds. */
function data(files: File[], texts: Record<string, string> = {}) {
  const types = [...Object.keys(texts), ...(files.length > 0 ? ["Files"] : [])];
  return { files, types, getData: (type: string) => texts[type] ?? "", dropEffect: "none" };
}

async function pick(...files: File[]): Promise<void> {
  const input = screen.getByTestId("attach-input");
  Object.defineProperty(input, "files", { configurable: true, value: files });
  Object.defineProperty(input, "value", { configurable: true, writable: true, value: "" });
  fireEvent.change(input);
  await read();
}

/** Reading a file is a task of the page's; the command that follows is the core's. */
async function read(): Promise<void> {
  await waitFor(() => expect(screen.queryByTestId("attachment-coming")).toBeNull());
  await settle();
}

async function paste(files: File[], words: Record<string, string> = {}): Promise<boolean> {
  const field = screen.getByTestId("composer");
  const event = createEvent.paste(field, { clipboardData: data(files, words) });
  fireEvent(field, event);
  await read();
  return event.defaultPrevented;
}

const added = () => within(screen.getByTestId("attached")).getAllByTestId("attachment");
const names = () => added().map((one) => one.dataset.name);

describe("Files", () => {
  it("are picked, several at once, and go with the message; each says what it is by its content", async () => {
    const { core, user } = await open();
    await pick(file("notes.txt", png), file("a.py", "import csv\n"), file("a.png", "<html>"), file("b", "%PDF-1.7"));
    expect(added().map((one) => [one.dataset.name, one.dataset.kind])).toEqual([
      ["notes.txt", "image"],
      ["a.py", "text"],
      ["a.png", "text"],
      ["b", "pdf"],
    ]);
    expect(added()[1]).toHaveTextContent("python · 2 lines · 11 bytes");
    expect(added()[1]).toHaveTextContent("import csv");
    expect(added()[3]).toHaveTextContent("PDF · 3 pages");
    expect(within(added()[0] as HTMLElement).getByAltText("notes.txt")).toBeInTheDocument();
    await user.click(screen.getByTestId("send"));
    await settle();
    expect(lastCall(core, "send_message")?.attached).toHaveLength(4);
    expect(screen.queryByTestId("attached")).toBeNull();
  });

  it("that can't be used say why, each for itself, and the others stay", async () => {
    const { core, user } = await open();
    const large = file("film.mp4");
    Object.defineProperty(large, "size", { value: (20 << 20) + 1 });
    // What is no file of the page's can't be read by it.
    const folder = { name: "folder", size: 4096, type: "" } as File;
    await pick(large, folder, file("a.exe", new Uint8Array([77, 90, 0, 255])), file("good.txt"));
    expect(names()).toEqual(["good.txt"]);
    const refused = screen.getAllByTestId("attachment-refused").map((one) => one.textContent);
    expect(refused).toEqual([
      "film.mp4This file is too large. A file may have up to 20 MB.",
      "folderThis can't be read. Folders can't be added, only files.",
      "a.exeThis is neither an image, a PDF nor text that can be read. If it is a text, save it as UTF-8.",
    ]);
    // What is too large is not even read.
    expect(core.calls.filter((call) => call.command === "attach_file").map((call) => call.args.name)).toEqual([
      "a.exe",
      "good.txt",
    ]);
    await user.click(screen.getAllByTestId("attachment-dismiss")[0] as HTMLElement);
    expect(screen.getAllByTestId("attachment-refused")).toHaveLength(2);
    await user.click(screen.getByTestId("send"));
    await settle();
    expect(screen.queryByTestId("attachment-refused")).toBeNull();
  });

  it("are ten at most", async () => {
    await open();
    await pick(...Array.from({ length: 11 }, (_, index) => file(`${index}.txt`)));
    expect(added()).toHaveLength(10);
    expect(screen.getByTestId("attachment-refused")).toHaveTextContent("10.txtA message takes up to 10 files.");
  });

  it("are dropped anywhere, and the window shows that it takes them", async () => {
    await open();
    refuseDrops();
    const dataTransfer = data([file("dropped.txt")]);
    fireEvent.dragEnter(document.body, { dataTransfer });
    fireEvent.dragEnter(screen.getByTestId("chat"), { dataTransfer });
    expect(screen.getByTestId("drop-target")).toBeInTheDocument();
    fireEvent.dragLeave(document.body, { dataTransfer });
    expect(screen.getByTestId("drop-target")).toBeInTheDocument();
    fireEvent.dragLeave(screen.getByTestId("chat"), { dataTransfer });
    expect(screen.queryByTestId("drop-target")).toBeNull();
    fireEvent.dragEnter(document.body, { dataTransfer });
    // On the field as well: it would write down where the file is.
    const drop = createEvent.drop(screen.getByTestId("composer"), { dataTransfer });
    fireEvent(screen.getByTestId("composer"), drop);
    expect(drop.defaultPrevented).toBe(true);
    expect(screen.queryByTestId("drop-target")).toBeNull();
    await read();
    expect(names()).toEqual(["dropped.txt"]);
    // Text that is dragged is the field's own matter.
    fireEvent.dragEnter(document.body, { dataTransfer: data([], { "text/plain": "words" }) });
    expect(screen.queryByTestId("drop-target")).toBeNull();
    const words = createEvent.drop(screen.getByTestId("composer"), { dataTransfer: data([], { "text/plain": "w" }) });
    fireEvent(screen.getByTestId("composer"), words);
    expect(words.defaultPrevented).toBe(false);
  });

  it("are pasted, but not the picture that an office program makes of its text", async () => {
    await open();
    expect(await paste([file("image.png", png, "image/png")])).toBe(true);
    expect(names()).toEqual(["image.png"]);
    const table = { "text/html": "<table>", "text/plain": "a\tb" };
    expect(await paste([file("image.png", png, "image/png")], table)).toBe(false);
    expect(names()).toEqual(["image.png"]);
  });

  it("are made of a long text that is pasted, which can be text again", async () => {
    const { core, user } = await open();
    expect(await paste([], { "text/plain": "short" })).toBe(false);
    const long = "word ".repeat(2_000);
    expect(await paste([], { "text/plain": long })).toBe(true);
    expect(names()).toEqual(["Pasted text.txt"]);
    await user.click(screen.getByTestId("attachment-to-text"));
    await settle();
    expect(screen.getByTestId("composer")).toHaveValue(long);
    expect(screen.queryByTestId("attached")).toBeNull();
    expect(lastCall(core, "detach")).toBeDefined();
    // What was a file from the beginning offers no such thing.
    await pick(file("long.txt", long));
    expect(screen.queryByTestId("attachment-to-text")).toBeNull();
  });

  it("hold the message back while they are read, and are there again when sending fails", async () => {
    const { core, user } = await open();
    let go = () => {};
    core.held.set("attach_file", new Promise<void>((resolve) => (go = resolve)));
    const input = screen.getByTestId("attach-input");
    Object.defineProperty(input, "files", { configurable: true, value: [file("a.txt")] });
    Object.defineProperty(input, "value", { configurable: true, writable: true, value: "" });
    fireEvent.change(input);
    await user.type(screen.getByTestId("composer"), "See");
    expect(screen.getByTestId("attachment-coming")).toHaveTextContent("Reading a.txt");
    expect(screen.getByTestId("send")).toBeDisabled();
    await act(async () => go());
    await read();
    core.failures.set("send_message", failure("storage", "The disk is full."));
    await user.click(screen.getByTestId("send"));
    await settle();
    expect(names()).toEqual(["a.txt"]);
    expect(screen.getByTestId("composer")).toHaveValue("See");
    await user.click(screen.getByTestId("attachment-remove"));
    await settle();
    expect(lastCall(core, "detach")).toBeDefined();
    expect(screen.queryByTestId("attached")).toBeNull();
  });
});

describe("A message with files", () => {
  async function message() {
    const core = new MockCore(snapshotOf());
    const parts = [
      fileOf("image", "f1", "one.png"),
      fileOf("image", "f2", "two.png"),
      fileOf("text", "f3", "a\u202e.py", { language: "python", beginning: "<b>x</b>" }),
    ].map((attachment) => ({ type: "attachment" as const, attachment }));
    texts.set("blob-f3", "<script>alert(1)</script>");
    core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", ...parts, text("See"))]));
    const opened = await openWindow(core);
    await screen.findByTestId("message-user");
    return opened;
  }

  it("shows its pictures large, with the arrows between them, and Escape closes", async () => {
    const { core, user } = await message();
    expect(lastCall(core, "attachment_image")).toBeUndefined();
    await user.click(screen.getAllByTestId("picture")[0] as HTMLElement);
    await settle();
    const viewer = screen.getByTestId("picture-viewer");
    expect(viewer).toHaveTextContent("one.png");
    expect(viewer).toHaveTextContent("1 / 2");
    expect(lastCall(core, "attachment_image")).toEqual({ blob: "blob-f1" });
    await user.keyboard("{ArrowRight}");
    await settle();
    expect(viewer).toHaveTextContent("two.png");
    expect(lastCall(core, "attachment_image")).toEqual({ blob: "blob-f2" });
    await user.keyboard("{ArrowRight}");
    expect(viewer).toHaveTextContent("one.png");
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("picture-viewer")).toBeNull();
  });

  it("asks for a text when it is opened, and shows it as text", async () => {
    const { core, user } = await message();
    expect(lastCall(core, "attachment_text")).toBeUndefined();
    expect(screen.getByTestId("message-user")).toHaveTextContent("a⟨U+202E⟩.py");
    await user.click(screen.getByTestId("attachment-toggle"));
    await settle();
    expect(screen.getByTestId("file-text")).toHaveTextContent("<script>alert(1)</script>");
    expect(screen.getByTestId("message-user").querySelector("script, b")).toBeNull();
  });

  it("says why a file can't be shown", async () => {
    const { core, user } = await message();
    core.failures.set("attachment_text", failure("not_found", "This file is not there any more."));
    core.failures.set("attachment_image", failure("not_found", "This file is not there any more."));
    await user.click(screen.getByTestId("attachment-toggle"));
    await settle();
    expect(screen.getByTestId("file-text")).toHaveTextContent("This file is not there any more.");
    await user.click(screen.getAllByTestId("picture")[0] as HTMLElement);
    await settle();
    expect(screen.getByTestId("picture-viewer")).toHaveTextContent("This file is not there any more.");
  });
});

describe("A size", () => {
  it("is said as people say it", () => {
    expect([size(0, "en"), size(999, "en"), size(1_500, "en")]).toEqual(["0 bytes", "999 bytes", "1.5 kB"]);
    expect([size(24_400, "en"), size(1_840_000, "zh-CN")]).toEqual(["24 kB", "1.8 MB"]);
  });
});
