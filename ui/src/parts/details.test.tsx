import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ApiError, Details, TraceStep } from "../ipc";
import { sentence } from "../mock/data";
import { DetailsFold } from "./details-fold";
import { ErrorNote } from "./error-note";

const none: Details = { server: null, step: null, rule: null, said: null };
const error = (more: Partial<ApiError> = {}): ApiError => ({
  code: "internal",
  message: sentence("{server} can't be used.", { server: "Rooms\u202e" }),
  details: null,
  ...more,
});

const trace: TraceStep[] = [
  { name: "Challenge", detail: "401", outcome: "ok" },
  { name: "Metadata", detail: "none\u200b", outcome: "warning" },
  { name: "Callback", detail: "iss differs", outcome: "failed" },
];

describe("An error", () => {
  it("is read out as a sentence, with the next steps under it", () => {
    render(
      <ErrorNote error={error()}>
        <button type="button">Try</button>
      </ErrorNote>,
    );
    expect(screen.getByRole("alert")).toHaveTextContent("Rooms⟨U+202E⟩ can't be used.");
    expect(screen.getByTestId("error-message")).toHaveAttribute("data-code", "internal");
    expect(screen.getByRole("alert")).toContainElement(screen.getByText("Try"));
  });

  it("has words where the core had none", () => {
    render(<ErrorNote error={error({ message: sentence("") })} />);
    expect(screen.getByTestId("error-message")).toHaveTextContent("Something went wrong in Lanyard.");
  });

  it("that says what a person typed wrong has no fold; one with something to say has", () => {
    const { rerender } = render(<ErrorNote error={error({ code: "invalid" })} />);
    expect(screen.queryByTestId("details-toggle")).not.toBeInTheDocument();
    rerender(<ErrorNote error={error({ code: "invalid", details: { ...none, said: "" } })} />);
    expect(screen.queryByTestId("details-toggle")).not.toBeInTheDocument();
    rerender(<ErrorNote error={error({ code: "invalid", details: { ...none, said: "no host" } })} />);
    expect(screen.getByTestId("details-toggle")).toBeInTheDocument();
  });
});

describe("Details", () => {
  it("are folded, say what is known of server, step and rule, and are copied as they are shown", async () => {
    const user = userEvent.setup();
    const details = { server: "https://a.example", step: "callback", rule: null, said: "<b>no</b>\u202e" };
    render(<ErrorNote error={error({ details })} trace={trace} />);
    expect(screen.queryByTestId("details")).not.toBeInTheDocument();
    const toggle = screen.getByTestId("details-toggle");
    await user.click(toggle);
    expect(toggle).toHaveAttribute("aria-expanded", "true");
    expect(toggle.getAttribute("aria-controls")).toBe(screen.getByTestId("details").id);
    const rows = [...screen.getByTestId("details").querySelectorAll("dl > div")].map((row) => row.textContent);
    expect(rows).toEqual(["Serverhttps://a.example", "Stepcallback", "It said<b>no</b>⟨U+202E⟩", "Kindinternal"]);
    expect(screen.getByTestId("details").querySelector("b")).toBeNull();
    await user.click(screen.getByTestId("details-copy"));
    expect((await navigator.clipboard.readText()).split("\n")).toEqual([
      "Rooms\u202e can't be used.",
      "Server: https://a.example",
      "Step: callback",
      "It said: <b>no</b>\u202e",
      "Kind: internal",
      "[ok] Challenge: 401",
      "[warning] Metadata: none\u200b",
      "[failed] Callback: iss differs",
    ]);
    expect(screen.getByTestId("details-copy")).toHaveTextContent("Copied");
    await user.click(toggle);
    expect(screen.queryByTestId("details")).not.toBeInTheDocument();
  });

  it("say of each step how it went, in words too", async () => {
    render(<DetailsFold details={null} message={sentence("x")} trace={trace} />);
    await userEvent.click(screen.getByTestId("details-toggle"));
    expect(screen.getAllByTestId("trace-step").map((step) => [step.dataset.outcome, step.textContent])).toEqual([
      ["ok", "Done: Challenge 401"],
      ["warning", "With a warning: Metadata none⟨U+200B⟩"],
      ["failed", "Failed: Callback iss differs"],
    ]);
  });

  it("are not there where nothing is known", () => {
    render(<DetailsFold details={none} message={sentence("x")} />);
    expect(screen.queryByTestId("details-toggle")).not.toBeInTheDocument();
  });
});
