import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { LongText, Pieces } from "./long-text";

const shown = (text: string) => {
  const { container, unmount } = render(<LongText text={text} />);
  const fold = screen.queryByTestId("show-all")?.textContent ?? null;
  const words = container.textContent ?? "";
  unmount();
  return { words, fold };
};

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n");

describe("A long text", () => {
  it("is whole up to twelve lines and some 1,800 characters, and folded above", () => {
    expect(shown(lines(12))).toEqual({ words: lines(12), fold: null });
    expect(shown(`${lines(12)}\n\n`).fold).toBeNull();
    expect(shown(lines(13)).fold).toBe("Show all 13 lines");
    expect(shown("x".repeat(1_800)).fold).toBeNull();
    // One line has no lines to count.
    expect(shown("x".repeat(1_801))).toEqual({ words: `${"x".repeat(1_500)}…Show all`, fold: "Show all" });
  });

  it("is shown whole when asked, and folded again", async () => {
    const { container } = render(<LongText text={`${lines(30)}\u202e`} />);
    expect(container).not.toHaveTextContent("line 13");
    await userEvent.click(screen.getByText("Show all 30 lines"));
    expect(screen.getByText("Show less")).toHaveAttribute("aria-expanded", "true");
    expect(container).toHaveTextContent("line 30⟨U+202E⟩");
    await userEvent.click(screen.getByText("Show less"));
    expect(container).not.toHaveTextContent("line 13");
  });

  it("of a million characters on one line is drawn in pieces up to a limit, and copied whole", async () => {
    const user = userEvent.setup();
    const text = "wide ".repeat(200_000);
    const { container } = render(<LongText text={text} />);
    expect(container.textContent?.length).toBeLessThan(2_000);
    await user.click(screen.getByTestId("show-all"));
    const pieces = [...container.querySelectorAll(".whitespace-pre-wrap")].map((one) => one.textContent ?? "");
    expect(pieces.join("")).toBe(text.slice(0, 200_000));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4_000);
    expect(container).toHaveTextContent("The rest is too long to show here.");
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect((await navigator.clipboard.readText()).length).toBe(1_000_000);
  });

  it("is never cut through a character", async () => {
    const text = `x${"😀".repeat(5_000)}`;
    const { container } = render(<LongText text={text} />);
    await userEvent.click(screen.getByTestId("show-all"));
    const pieces = [...container.querySelectorAll(".whitespace-pre-wrap")].map((one) => one.textContent ?? "");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(text);
    for (const piece of pieces) {
      // Half a character alone can't be written as an address.
      expect(() => encodeURIComponent(piece)).not.toThrow();
    }
  });
});

describe("A text whose renderer is still to come", () => {
  it("shows its end, where one reads", () => {
    const { container } = render(<Pieces text={`begin ${"word ".repeat(10_000)}end\u200b`} />);
    expect(container).toHaveTextContent("end⟨U+200B⟩");
    expect(container).not.toHaveTextContent("begin");
    expect(container.textContent?.length).toBeLessThan(17_000);
  });
});
