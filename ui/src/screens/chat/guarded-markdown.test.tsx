/** A model's text is to be read whatever becomes of its Markdown. */
import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { GuardedMarkdown } from "./guarded-markdown";

let fault: "drawing" | "mending" = "drawing";

vi.mock("./link", () => ({
  Link: () => {
    if (fault === "drawing") {
      throw new Error("a fault of the page");
    }
    return null;
  },
}));

vi.mock("remend", () => ({
  default: (text: string) => {
    if (fault === "mending") {
      throw new RangeError("Maximum call stack size exceeded");
    }
    return text;
  },
}));

afterEach(() => {
  vi.restoreAllMocks();
});

it("is shown as it came where it can't be drawn, beside what can", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  fault = "drawing";
  render(
    <>
      <GuardedMarkdown text={"One [l](https://a.example)\nabc\u202edef"} streaming={false} />
      <GuardedMarkdown text="**Another**" streaming={false} />
    </>,
  );
  await waitFor(() => expect(screen.getByText("Another").tagName).toBe("STRONG"));
  expect(screen.getByText(/One \[l\]/)).toHaveTextContent("One [l](https://a.example) abc⟨U+202E⟩def");
});

it("is shown where half of it can't be mended", async () => {
  fault = "mending";
  const { container } = render(<GuardedMarkdown text="half **of a text" streaming />);
  await waitFor(() => expect(container.querySelector(".prose")).not.toBeNull());
  expect(container).toHaveTextContent("half **of a text");
});
