import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "../mock/core";
import { sentence, snapshotOf } from "../mock/data";
import { attempt } from "../state/problems";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../test/window";

describe("Notices", () => {
  it("shows each with its details until it is dismissed", async () => {
    const core = new MockCore({
      ...snapshotOf(),
      notices: [
        {
          id: "n1",
          kind: "database",
          message: sentence("Your conversations could not be read. They were kept aside, and a new list was begun."),
          details: { server: null, step: "open", rule: null, said: "kept as lanyard.db.damaged" },
        },
      ],
    });
    const { user } = await openWindow(core);
    expect(screen.getByTestId("notice")).toHaveAttribute("data-kind", "database");
    await user.click(within(screen.getByTestId("notice")).getByTestId("details-toggle"));
    expect(screen.getByTestId("details")).toHaveTextContent("kept as lanyard.db.damaged");
    await user.click(screen.getByTestId("notice-dismiss"));
    await settle();
    expect(lastCall(core, "dismiss_notice")).toEqual({ id: "n1" });
    expect(screen.queryByTestId("notice")).not.toBeInTheDocument();
  });

  it.each(["disk", "company", "keychain", "deep_link", "other"] as const)(
    "takes one about %s as it comes",
    async (kind) => {
      const { core } = await openWindow();
      await tell(core, {
        type: "notice",
        notice: { id: "n", kind, message: sentence("What happened. What to do."), details: null },
      });
      expect(screen.getByTestId("notice")).toHaveAttribute("data-kind", kind);
      expect(screen.getByTestId("notice")).toHaveTextContent("What happened. What to do.");
    },
  );

  it("shows errors that have no place of their own, each once, and can put them away", async () => {
    const { user } = await openWindow();
    attempt(Promise.reject(failure("invalid", "Only https links can be opened.")));
    attempt(Promise.reject(failure("invalid", "Only https links can be opened.")));
    await settle();
    expect(screen.getAllByTestId("notice")).toHaveLength(1);
    expect(screen.getByTestId("error-message")).toHaveTextContent("Only https links can be opened.");
    await user.click(screen.getByTestId("notice-dismiss"));
    expect(screen.queryByTestId("notice")).not.toBeInTheDocument();
  });

  it("has a sentence even for what nobody foresaw", async () => {
    await openWindow();
    attempt(Promise.reject(new TypeError("x is not a function")));
    await settle();
    expect(screen.getByTestId("error-message")).toHaveTextContent("Something went wrong in Lanyard.");
  });

  it("says so when nothing can be read, and can be tried again", async () => {
    const core = new MockCore(snapshotOf());
    core.failures.set("snapshot", failure("storage", "The data folder can't be written."));
    const { user } = await openWindow(core);
    expect(screen.getByTestId("app")).toHaveAttribute("data-screen", "failed");
    core.failures.clear();
    await user.click(screen.getByText("Try again"));
    await settle();
    expect(screen.getByTestId("app")).toHaveAttribute("data-screen", "chat");
  });
});
