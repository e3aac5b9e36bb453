import { readFileSync } from "node:fs";
import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { MockCore } from "../mock/core";
import { conversationOf, snapshotOf } from "../mock/data";
import { draftOf, forgetDrafts, offerNewDraft } from "../state/drafts";
import { lastCall, openWindow } from "../test/window";
import { forgetField, rememberField, takeEnter, takeFirst, whenWritten } from "./first-field";

const script = readFileSync("public/first-field.js", "utf8");
const page = readFileSync("index.html", "utf8");

/** The page as the webview has it before the window's own script runs. */
function firstPaint(): HTMLTextAreaElement {
  document.body.innerHTML = /<body>([\s\S]*)<\/body>/.exec(page)?.[1] ?? "";
  new Function(script)();
  return document.getElementById("first-field") as HTMLTextAreaElement;
}

function press(field: HTMLTextAreaElement, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  field.dispatchEvent(event);
  return event;
}

function core(): MockCore {
  const core = new MockCore(snapshotOf("work"));
  core.add(conversationOf("c1", "One", []));
  return core;
}

beforeEach(() => {
  forgetDrafts();
  takeEnter();
  forgetField();
});

it("is there only where the last window ended in a chat", async () => {
  expect(firstPaint().hidden).toBe(true);
  await openWindow(core(), { conversation: "c1" });
  const field = firstPaint();
  expect(field.hidden).toBe(false);
  expect(field.placeholder).toBe("Ask anything");
  expect(field.getAttribute("aria-label")).toBe("Message");
  expect(document.activeElement).toBe(field);
  // A fresh start has nothing to write to.
  document.body.innerHTML = "";
  await openWindow(new MockCore(snapshotOf("fresh")));
  expect(firstPaint().hidden).toBe(true);
});

it("hands over what was written, with the caret behind it", async () => {
  rememberField("Message", "Ask anything");
  const { core: opened } = await openWindow(core(), { conversation: "c1" }, () => {
    firstPaint().value = "How many vac";
    takeFirst("c1");
    document.body.innerHTML = "";
  });
  const composer = (await screen.findByTestId("composer")) as HTMLTextAreaElement;
  expect(composer.value).toBe("How many vac");
  expect([composer.selectionStart, composer.selectionEnd]).toEqual([12, 12]);
  expect(lastCall(opened, "send_message")).toBeUndefined();
});

it("adds what was written to what was kept of an earlier time, and sends only what an Enter was for", () => {
  rememberField("Message", "Ask anything");
  forgetDrafts();
  offerNewDraft("Kept");
  firstPaint().value = "and new";
  takeFirst(null);
  expect(draftOf(null)).toBe("Kept\nand new");
  document.body.innerHTML = "";
  const field = firstPaint();
  field.value = "Now";
  press(field, { key: "Enter" });
  takeFirst(null);
  expect(draftOf(null)).toBe("Now");
  expect(takeEnter()).toBe(true);
  forgetDrafts();
});

it("sends an Enter once, as soon as it can be sent", async () => {
  rememberField("Message", "Ask anything");
  const { core: opened } = await openWindow(core(), { conversation: "c1" }, () => {
    const field = firstPaint();
    expect(press(field, { key: "Enter" }).defaultPrevented, "nothing is written yet").toBe(true);
    expect(field.readOnly).toBe(false);
    field.value = "Who am I?";
    expect(press(field, { key: "Enter", shiftKey: true }).defaultPrevented, "a line break").toBe(false);
    press(field, { key: "Enter" });
    expect(field.readOnly).toBe(true);
    takeFirst("c1");
    document.body.innerHTML = "";
  });
  await waitFor(() =>
    expect(lastCall(opened, "send_message")).toMatchObject({ conversationId: "c1", text: "Who am I?" }),
  );
  expect(opened.calls.filter((call) => call.command === "send_message")).toHaveLength(1);
});

it("leaves an input method its word", () => {
  rememberField("Message", "Ask anything");
  const field = firstPaint();
  field.dispatchEvent(new CompositionEvent("compositionstart"));
  expect(press(field, { key: "Enter", isComposing: true }).defaultPrevented).toBe(false);
  const then = vi.fn();
  vi.useFakeTimers();
  whenWritten(then);
  expect(then).not.toHaveBeenCalled();
  field.dispatchEvent(new CompositionEvent("compositionend"));
  vi.runAllTimers();
  vi.useRealTimers();
  expect(then).toHaveBeenCalledOnce();
});

it("leaves a mere Enter to the text where another key sends", () => {
  localStorage.setItem("lanyard.composer", JSON.stringify({ label: "Message", placeholder: "", enterSends: false }));
  const field = firstPaint();
  field.value = "One";
  expect(press(field, { key: "Enter" }).defaultPrevented).toBe(false);
  expect(field.dataset.send).toBeUndefined();
});
