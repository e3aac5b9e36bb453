import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MockCore } from "../../../mock/core";
import { installMock } from "../../../mock/install";
import { Link } from "../link";
import Markdown from "../markdown";

const draw = vi.hoisted(() => vi.fn());

vi.mock("./mermaid", () => ({ draw }));

const flow = "```mermaid\nflowchart LR\n  A --> B\n```";

describe("A diagram", () => {
  let urls = 0;
  const revoked: string[] = [];
  /** As the webview says of what has come near. */
  const seen = globalThis.IntersectionObserver;

  beforeEach(() => {
    urls = 0;
    revoked.length = 0;
    Object.assign(URL, {
      createObjectURL: () => `blob:${++urls}`,
      revokeObjectURL: (url: string) => revoked.push(url),
    });
    globalThis.IntersectionObserver = class {
      constructor(readonly tell: (entries: unknown[]) => void) {}
      observe() {
        this.tell([{ isIntersecting: true }]);
      }
      disconnect() {}
      unobserve() {}
    } as unknown as typeof IntersectionObserver;
    draw.mockReset().mockResolvedValue({ svg: "<svg/>", width: 120.4, height: 60 });
  });

  afterEach(() => {
    globalThis.IntersectionObserver = seen;
  });

  it("takes the place of its source, which is one click away, and is let go with it", async () => {
    const user = userEvent.setup();
    const { container, unmount } = render(<Markdown text={flow} streaming={false} />);
    expect(container).toHaveTextContent("A --> B");
    const image = await screen.findByTestId("diagram");
    expect([image.getAttribute("src"), image.getAttribute("width"), image.getAttribute("height")]).toEqual([
      "blob:1",
      "121",
      "60",
    ]);
    expect(image).toHaveAttribute("alt", "Diagram");
    expect(container).not.toHaveTextContent("A --> B");
    const button = screen.getByTestId("diagram-source");
    expect(button).toHaveAttribute("aria-pressed", "false");
    await user.click(button);
    expect(container).toHaveTextContent("A --> B");
    expect(screen.queryByTestId("diagram")).not.toBeInTheDocument();
    expect(button).toHaveAttribute("aria-pressed", "true");
    await user.click(screen.getByText("Show diagram"));
    expect(screen.getByTestId("diagram")).toBeInTheDocument();
    unmount();
    expect(revoked).toEqual(["blob:1"]);
  });

  it("is drawn anew in the theme that was chosen", async () => {
    render(<Markdown text={flow} streaming={false} />);
    await screen.findByTestId("diagram");
    await act(async () => {
      document.documentElement.dataset.theme = "dark";
    });
    await waitFor(() => expect(screen.getByTestId("diagram")).toHaveAttribute("src", "blob:2"));
    expect(revoked).toEqual(["blob:1"]);
    delete document.documentElement.dataset.theme;
  });

  it.each([
    ["can't be drawn", () => draw.mockResolvedValue(null)],
    ["breaks what draws it", () => draw.mockRejectedValue(new Error("no"))],
  ])("that %s is its source", async (_, prepare) => {
    prepare();
    const { container } = render(<Markdown text={flow} streaming={false} />);
    await waitFor(() => expect(draw).toHaveBeenCalled());
    await act(async () => undefined);
    expect(container).toHaveTextContent("A --> B");
    expect(screen.queryByTestId("diagram-source")).not.toBeInTheDocument();
  });

  it("is its source while it is being written", async () => {
    const { container } = render(<Markdown text={flow.replace(/\n```$/, "")} streaming />);
    await act(async () => undefined);
    expect(container).toHaveTextContent("A --> B");
    expect(draw).not.toHaveBeenCalled();
  });
});

describe("A picture that a text names", () => {
  it("opens in the browser instead, by a click or by Enter", async () => {
    const core = installMock(new MockCore());
    const user = userEvent.setup();
    const { container } = render(<Markdown text="![A map](https://a.example/map.png)" streaming={false} />);
    expect(container).toHaveTextContent("A map(a.example)");
    await user.click(screen.getByTestId("image-link"));
    await user.keyboard("{Enter}");
    expect(core.calls).toEqual([
      { command: "open_link", args: { url: "https://a.example/map.png" } },
      { command: "open_link", args: { url: "https://a.example/map.png" } },
    ]);
    expect(container.querySelector("img")).toBeNull();
  });

  it.each(["http://a.example/x.png", "data:image/png;base64,AAAA", "file:///etc/passwd", "x.png"])(
    "has nothing to press where its address is refused: %s",
    (url) => {
      const { container } = render(<Markdown text={`![A map](${url})`} streaming={false} />);
      expect(container).toHaveTextContent(`A map(${url})`);
      expect(container.querySelector("img, [role=link], button")).toBeNull();
    },
  );
});

describe("A link", () => {
  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "http://127.0.0.1:8080/",
    "file:///etc/passwd",
    "https://ada:secret@a.example/",
    "https://ada@a.example/",
    "https://:secret@a.example/",
    "lanyard:/oauth/callback",
    "//a.example/",
    "",
  ])("that is refused is text that says so and where it leads: %s", (url) => {
    const { container } = render(<Link url={url}>here</Link>);
    expect(container.textContent).toBe(`here (${url})`);
    expect(container.firstElementChild).toHaveAttribute("title", "This address can't be opened from a message.");
    expect(container.querySelector("a, [role=link], [tabindex], [href]")).toBeNull();
  });

  it("shows what hides in an address that is refused, and not all of a long one", () => {
    const { container } = render(<Link url={`data:\u202e${"x".repeat(5_000)}`}>here</Link>);
    expect(container).toHaveTextContent("data:⟨U+202E⟩xxx");
    expect(container.textContent?.length).toBeLessThan(600);
  });
});
