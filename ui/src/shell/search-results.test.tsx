import { waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ConversationSummary, SearchHit } from "../ipc";
import { failure } from "../mock/core";
import { ago, conversationOf, messageOf, snapshotOf, text } from "../mock/data";
import { MockCore, openWindow, screen, settle } from "../test/window";

const row = (id: string, title: string, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  ...conversationOf(id, title, []).summary,
  ...more,
});

const hit = (conversation: ConversationSummary, more: Partial<SearchHit> = {}): SearchHit => ({
  conversation,
  message_id: null,
  role: null,
  at: ago(3),
  excerpt: [],
  ...more,
});

/** A window in which the core answers a search so, as soon as it is let to. */
async function searching(hits: SearchHit[], held?: Promise<void>) {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("How many?"))]));
  const { invoke } = core;
  core.invoke = (command, args) =>
    command === "search_conversations" && !core.failures.has(command)
      ? Promise.resolve(held).then(() => hits)
      : invoke.call(core, command, args);
  const opened = await openWindow(core);
  return { ...opened, search: (words: string) => opened.user.type(screen.getByTestId("search"), words) };
}

const status = () => screen.getByTestId("search-status");

describe("What a search found", () => {
  it("has its room while it is looked for, and says nothing of nothing yet", async () => {
    let go = () => {};
    const { search } = await searching([hit(row("c9", "Zebras"))], new Promise<void>((resolve) => (go = resolve)));
    await search("zeb");
    expect(status().textContent).toBe("");
    expect(screen.getByText("Loading")).toHaveClass("sr-only");
    expect(status().parentElement).toHaveAttribute("aria-busy", "true");
    go();
    expect(await screen.findByTestId("search-conversation")).toHaveTextContent("Zebras");
    await waitFor(() => expect(status().parentElement).toHaveAttribute("aria-busy", "false"));
    expect(screen.queryByText("Loading")).not.toBeInTheDocument();
    expect(status()).toHaveTextContent("Found in 1 conversation");
    // It is read out, and seen as the list.
    expect(status()).toHaveClass("sr-only");
  });

  it("says so where it is nothing", async () => {
    const { search } = await searching([]);
    await search("zeb");
    await waitFor(() => expect(status()).toHaveTextContent("Nothing was found. Try another word, or fewer."));
    expect(status()).not.toHaveClass("sr-only");
    expect(screen.queryByRole("option")).not.toBeInTheDocument();
  });

  it("marks what is put away, names what has no title, and shows what hides", async () => {
    const { search } = await searching([
      hit(row("c7", "", {})),
      hit(row("c8", "Zeb\u202era", { archived: true })),
      hit(row("c8", "Zeb\u202era", { archived: true }), {
        message_id: "m8",
        role: "assistant",
        excerpt: [
          { text: "<b>a</b> ", hit: false },
          { text: "zeb\u200b", hit: true },
          { text: "ra", hit: false },
        ],
      }),
    ]);
    await search("zeb");
    await screen.findByTestId("search-hit");
    const [plain, archived] = screen.getAllByTestId("search-conversation");
    expect(plain?.textContent).toBe("New conversation");
    expect(archived?.textContent).toBe("Zeb⟨U+202E⟩raArchived");
    const place = screen.getByTestId("search-hit");
    expect(place).toHaveTextContent("<b>a</b> zeb⟨U+200B⟩ra");
    expect([...place.querySelectorAll("mark, b")].map((one) => one.textContent)).toEqual(["zeb⟨U+200B⟩"]);
  });

  it("says why the search failed, also where no title fits", async () => {
    const { core, search } = await searching([]);
    core.failures.set("search_conversations", failure("storage", "The index is damaged."));
    await search("zeb");
    await settle();
    expect(await screen.findByText("The index is damaged.")).toBeInTheDocument();
    expect(screen.queryByRole("option")).not.toBeInTheDocument();
  });
});
