import { act, fireEvent, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { MockCore, openWindow, screen, settle } from "../../test/window";

/** A layout for jsdom, which has none: the content is as high as one says, the box shows 500 pixels of it. */
function layout() {
  const sizes = { content: 2000 };
  const observers = new Set<() => void>();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      private readonly call: () => void;
      constructor(call: () => void) {
        this.call = call;
      }
      observe() {
        observers.add(this.call);
      }
      unobserve() {}
      disconnect() {
        observers.delete(this.call);
      }
    },
  );
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(() => sizes.content);
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(() => sizes.content);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockImplementation(() => 500);
  return {
    /** The text has another height, and nobody was told yet. */
    wrap(by: number) {
      sizes.content += by;
    },
    grow(by: number) {
      sizes.content += by;
      act(() => {
        for (const call of observers) {
          call();
        }
      });
    },
  };
}

const box = () => screen.getByRole("log").parentElement as HTMLElement;

async function open(count = 3) {
  const core = new MockCore(snapshotOf());
  const messages = Array.from({ length: count }, (_, index) =>
    messageOf(`m${index}`, index % 2 ? "assistant" : "user", text(`Message ${index}`)),
  );
  core.add(conversationOf("c1", "Long", messages));
  const opened = await openWindow(core);
  await screen.findByRole("log");
  return opened;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("Stream", () => {
  it("follows the text for who reads at the bottom", async () => {
    const page = layout();
    await open();
    page.grow(300);
    expect(box().scrollTop).toBe(2300);
    expect(screen.queryByTestId("new-messages")).not.toBeInTheDocument();
  });

  it("stays at the bottom when the window gets another size", async () => {
    const page = layout();
    await open();
    page.grow(0);
    expect(box().scrollTop).toBe(2000);
    // A narrower window wraps the text; the webview moves the box before it tells of the new height.
    page.wrap(600);
    fireEvent.scroll(box());
    page.grow(0);
    expect(box().scrollTop).toBe(2600);
    expect(screen.queryByTestId("new-messages")).not.toBeInTheDocument();
  });

  it("stays where one has scrolled up to, and says that there is more", async () => {
    const page = layout();
    const { user } = await open();
    box().scrollTop = 400;
    fireEvent.scroll(box());
    page.grow(300);
    expect(box().scrollTop).toBe(400);
    await user.click(screen.getByTestId("new-messages"));
    expect(box().scrollTop).toBe(2300);
    expect(screen.queryByTestId("new-messages")).not.toBeInTheDocument();
  });

  it("goes to the bottom for one's own message", async () => {
    layout();
    const { user } = await open();
    box().scrollTop = 400;
    fireEvent.scroll(box());
    await user.type(screen.getByTestId("composer"), "Hello{Enter}");
    await settle();
    expect(box().scrollTop).toBe(2000);
  });

  it("does not move when a card is opened", async () => {
    const page = layout();
    await open();
    box().scrollTop = 1500;
    fireEvent.scroll(box());
    fireEvent.click(screen.getAllByTestId("message-assistant")[0] as HTMLElement);
    page.grow(200);
    expect(box().scrollTop).toBe(1500);
  });

  it("draws the latest of many messages, and earlier ones when asked", async () => {
    const { user } = await open(150);
    const drawn = () => screen.getAllByTestId(/^message-(user|assistant)$/).length;
    await waitFor(() => expect(drawn()).toBe(60));
    expect(screen.getByText("Message 149")).toBeInTheDocument();
    await user.click(screen.getByText("Show earlier messages"));
    expect(drawn()).toBe(120);
    await user.click(screen.getByText("Show earlier messages"));
    expect(drawn()).toBe(150);
    expect(screen.queryByText("Show earlier messages")).not.toBeInTheDocument();
  });

  it("draws a settled message once while another streams", async () => {
    const { core } = await open();
    const settled = screen.getAllByTestId("message-assistant")[0] as HTMLElement;
    // The renderer of Markdown has come.
    await waitFor(() => expect(settled.querySelector(".prose")).not.toBeNull());
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    // What can be done with it changes when another begins.
    const id = core.begin("c1");
    await settle();
    observer.observe(settled, { subtree: true, childList: true, characterData: true, attributes: true });
    for (let index = 0; index < 20; index += 1) {
      core.delta("c1", id, 0, "word ");
      await settle();
    }
    expect(screen.getByText(/word word word/)).toBeInTheDocument();
    expect(changes).toEqual([]);
    observer.disconnect();
  });

  it("keeps what is read in its place when earlier messages are drawn above", async () => {
    const page = layout();
    await open(150);
    const before = box().scrollTop;
    const more = screen.getByText("Show earlier messages");
    await waitFor(() => expect(screen.getAllByTestId(/^message-(user|assistant)$/)).toHaveLength(60));
    box().scrollTop = 100;
    fireEvent.scroll(box());
    // Each read after the click finds 900 pixels more.
    const heights = [2000, 2900];
    vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(() => heights.shift() ?? 2900);
    fireEvent.click(more);
    expect(box().scrollTop).toBe(1000);
    expect(before).toBe(2000);
    page.grow(0);
  });

  it("asks the layout for its sizes once for each change", async () => {
    const page = layout();
    await open();
    page.grow(0);
    const reads = vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(() => 2300);
    const heights = vi.spyOn(HTMLElement.prototype, "offsetHeight", "get");
    reads.mockClear();
    heights.mockClear();
    fireEvent.scroll(box());
    expect(reads).not.toHaveBeenCalled();
    page.grow(300);
    // Once for each observer that is told; the stream has one.
    expect(reads).toHaveBeenCalledTimes(1);
    expect(heights).not.toHaveBeenCalled();
  });

  it("lets one scroll up while text comes in every frame", async () => {
    const page = layout();
    await open();
    for (let frame = 0; frame < 5; frame += 1) {
      page.grow(30);
    }
    box().scrollTop -= 700;
    const at = box().scrollTop;
    fireEvent.scroll(box());
    page.grow(30);
    expect(box().scrollTop).toBe(at);
    expect(screen.getByTestId("new-messages")).toBeInTheDocument();
  });
});
