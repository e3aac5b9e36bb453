import { act, fireEvent, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { ConversationSummary, MessageView, SearchHit } from "../ipc";
import { failure } from "../mock/core";
import { ago, conversationOf, messageOf, snapshotOf, text } from "../mock/data";
import { usePlace } from "../state/place";
import { lastCall, MockCore, openWindow, screen, settle } from "../test/window";

function withRows(...rows: Partial<ConversationSummary>[]): MockCore {
  const core = new MockCore(snapshotOf());
  rows.forEach((row, index) => {
    const view = conversationOf(`c${index}`, `Title ${index}`, [], 5 + index);
    core.add({ ...view, summary: { ...view.summary, ...row } });
  });
  core.state.conversations.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  return core;
}

const rows = () => screen.queryAllByTestId("conversation-row").map((row) => row.dataset.id);

async function menuOf(user: Awaited<ReturnType<typeof openWindow>>["user"], id: string) {
  const row = screen.getAllByTestId("conversation-row").find((one) => one.dataset.id === id) as HTMLElement;
  await user.click(within(row).getByTestId("conversation-menu"));
  await screen.findByTestId("conversation-delete");
}

describe("The list", () => {
  it("has the pinned ones first and those put away last, folded", async () => {
    const core = withRows({}, { pinned: true }, { archived: true }, { archived: true, title: "Put away" });
    const { user } = await openWindow(core);
    expect(rows()).toEqual(["c1", "c0"]);
    expect(screen.getAllByRole("heading", { level: 2 }).map((one) => one.textContent)).toEqual(
      expect.arrayContaining(["Pinned", "Archived2"]),
    );
    await user.click(screen.getByTestId("archived-toggle"));
    expect(screen.getByTestId("archived-toggle")).toHaveAttribute("aria-expanded", "true");
    expect(rows()).toEqual(["c1", "c0", "c2", "c3"]);
  });

  it("pins, puts away and takes back", async () => {
    const core = withRows({}, {});
    const { user } = await openWindow(core);
    await menuOf(user, "c1");
    await user.click(screen.getByTestId("conversation-pin"));
    await settle();
    expect(lastCall(core, "pin_conversation")).toEqual({ id: "c1", pinned: true });
    expect(rows()).toEqual(["c1", "c0"]);
    await menuOf(user, "c1");
    expect(screen.getByTestId("conversation-pin")).toHaveTextContent("Unpin");
    await user.click(screen.getByTestId("conversation-archive"));
    await settle();
    expect(lastCall(core, "archive_conversation")).toEqual({ id: "c1", archived: true });
    expect(rows()).toEqual(["c0"]);
    expect(screen.getByTestId("toast")).toHaveTextContent("Archived");
    await user.click(screen.getByTestId("archived-toggle"));
    await menuOf(user, "c1");
    expect(screen.queryByTestId("conversation-pin")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("conversation-archive"));
    await settle();
    expect(lastCall(core, "archive_conversation")).toEqual({ id: "c1", archived: false });
    expect(screen.queryByTestId("archived-toggle")).not.toBeInTheDocument();
  });

  it("begins with one that is not put away, and the keys go by what is listed", async () => {
    const core = withRows({ archived: true }, {}, {}, { pinned: true });
    const { user } = await openWindow(core);
    expect(usePlace.getState().conversation).toBe("c1");
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(usePlace.getState().conversation).toBe("c3");
    await user.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    expect(usePlace.getState().conversation).toBe("c2");
  });

  it("shows what hides in a title, and does not save it by looking", async () => {
    const core = withRows({ title: "Invoice \u202egpj.exe\u200b" });
    const { user } = await openWindow(core);
    expect(screen.getByTestId("conversation-row")).toHaveTextContent("Invoice ⟨U+202E⟩gpj.exe⟨U+200B⟩");
    await menuOf(user, "c0");
    await user.click(screen.getByTestId("conversation-rename"));
    await user.type(await screen.findByTestId("rename-input"), "{Enter}");
    expect(lastCall(core, "rename_conversation")).toBeUndefined();
  });
});

describe("A conversation that is opened", () => {
  it("takes the place of the one before, whole", async () => {
    const core = withRows({}, {});
    for (const id of ["c0", "c1"]) {
      core.view(id).messages.push(messageOf(`of ${id}`, "user", text(`Said in ${id}`)));
    }
    await openWindow(core);
    await screen.findByText("Said in c0");
    for (const id of ["c1", "c0", "c1"]) {
      fireEvent.click(
        document.querySelector(`[data-testid=conversation-row][data-id=${id}] button`) as HTMLButtonElement,
      );
      expect(await screen.findByText(`Said in ${id}`)).toBeInTheDocument();
      expect(screen.getAllByTestId("conversation-title")).toHaveLength(1);
      expect(screen.getAllByTestId("message-user")).toHaveLength(1);
    }
  });
});

describe("The search", () => {
  const said = (count: number): MessageView[] =>
    Array.from({ length: count }, (_, index) =>
      messageOf(`old${index}`, index % 2 ? "assistant" : "user", text(`Line ${index}`)),
    );

  function searchable(): MockCore {
    const core = new MockCore(snapshotOf());
    const messages = said(200);
    messages[3] = messageOf("old3", "assistant", text("There is a giraffe (a+b)* in the garden"));
    messages[5] = messageOf("old5", "user", text("Which giraffe\u202e?"));
    core.add(conversationOf("c1", "Animals", messages, 60));
    core.add(conversationOf("c2", "A giraffe by title", [], 5));
    return core;
  }

  const field = () => screen.getByTestId("search");

  it("shows conversations with the places in them, who spoke, and what was found", async () => {
    const { user } = await openWindow(searchable());
    await user.type(field(), "giraffe");
    const hits = await screen.findAllByTestId("search-hit");
    expect(screen.getAllByTestId("search-conversation").map((one) => one.textContent)).toEqual([
      "A giraffe by title",
      "Animals",
    ]);
    expect(hits).toHaveLength(2);
    expect(hits[0]).toHaveTextContent(/^Answer · /);
    expect(hits[1]).toHaveTextContent(/^You · .*giraffe⟨U\+202E⟩\?/);
    expect(hits[0]?.querySelector("mark")).toHaveTextContent("giraffe");
    expect(screen.getByTestId("search-status")).toHaveTextContent("Found in 2 conversations");
  });

  it("goes to the place that is chosen by keys: draws enough, scrolls there, marks it", async () => {
    const seen: (string | undefined)[] = [];
    Object.assign(Element.prototype, {
      scrollIntoView(this: HTMLElement) {
        seen.push(this.dataset.id);
      },
    });
    const { user } = await openWindow(searchable());
    await user.type(field(), "giraffe");
    await screen.findAllByTestId("search-hit");
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(field()).toHaveFocus();
    const chosen = document.getElementById(field().getAttribute("aria-activedescendant") ?? "");
    expect(chosen).toHaveAttribute("data-id", "old3");
    expect(chosen).toHaveAttribute("aria-selected", "true");
    await user.keyboard("{Enter}");
    await settle();
    const message = () => document.querySelector("article[data-id=old3]");
    await waitFor(() => expect(message()).toHaveAttribute("data-marked"));
    await waitFor(() => expect(message()).toHaveFocus());
    expect(seen).toContain("old3");
    // What was found stays, for who goes on to the next place.
    expect(screen.getAllByTestId("search-hit")).toHaveLength(2);
    Reflect.deleteProperty(Element.prototype, "scrollIntoView");
  });

  it("shows the branch on which the place is", async () => {
    const core = searchable();
    const hit: SearchHit = {
      conversation: core.view("c1").summary,
      message_id: "branch9",
      role: "user",
      at: ago(3),
      excerpt: [{ text: "elsewhere", hit: true }],
    };
    core.invoke = (
      (invoke) => (command, args) =>
        command === "search_conversations" ? Promise.resolve([hit]) : invoke.call(core, command, args)
    )(core.invoke);
    core.onBranch = () =>
      core.emit({
        type: "branch",
        conversation_id: "c1",
        messages: [messageOf("branch9", "user", text("elsewhere"))],
        elsewhere: { input: null, output: null, cached: null, reasoning: null },
      });
    const { user } = await openWindow(core);
    await user.type(field(), "elsewhere");
    await user.click(await screen.findByTestId("search-hit"));
    await settle();
    await waitFor(() => expect(lastCall(core, "show_branch")).toEqual({ id: "c1", messageId: "branch9" }));
    await settle();
    await waitFor(() => expect(document.querySelector("article[data-id=branch9]")).toHaveAttribute("data-marked"));
    expect(core.calls.filter((call) => call.command === "show_branch")).toHaveLength(1);
  });

  it("says why where the place can't be shown, and asks once", async () => {
    const core = searchable();
    core.failures.set("show_branch", failure("not_found", "This message is not there any more."));
    const { user } = await openWindow(core);
    await act(async () => {
      const { seek } = await import("../screens/chat/goal");
      seek("c1", "gone");
      usePlace.setState({ conversation: "c1" });
    });
    await settle();
    expect(await screen.findByText("This message is not there any more.")).toBeInTheDocument();
    await user.click(field());
    expect(core.calls.filter((call) => call.command === "show_branch")).toHaveLength(1);
  });

  it("takes signs of regular expressions as what they are", async () => {
    const { user } = await openWindow(searchable());
    await user.type(field(), "(a+b)*");
    const hit = await screen.findByTestId("search-hit");
    expect(hit.querySelector("mark")).toHaveTextContent("(a+b)*");
    await user.clear(field());
    fireEvent.change(field(), { target: { value: "[[[" } });
    expect(await screen.findByText(/^Nothing was found/)).toBeInTheDocument();
    await user.type(field(), "{Escape}");
    expect(field()).toHaveValue("");
    expect(rows()).toEqual(["c2", "c1"]);
  });

  it("shows the answer to what is written now, whatever comes later", async () => {
    const core = searchable();
    const answers: ((hits: SearchHit[]) => void)[] = [];
    const hit = (title: string): SearchHit => ({
      conversation: { ...core.view("c1").summary, id: title, title },
      message_id: null,
      role: null,
      at: ago(1),
      excerpt: [],
    });
    core.invoke = (
      (invoke) => (command, args) =>
        command === "search_conversations"
          ? new Promise((resolve) => answers.push(resolve))
          : invoke.call(core, command, args)
    )(core.invoke);
    await openWindow(core);
    fireEvent.change(field(), { target: { value: "one" } });
    await waitFor(() => expect(answers).toHaveLength(1));
    fireEvent.change(field(), { target: { value: "two" } });
    await waitFor(() => expect(answers).toHaveLength(2));
    await act(async () => answers[1]?.([hit("Two")]));
    await act(async () => answers[0]?.([hit("One")]));
    expect(screen.getAllByTestId("search-conversation").map((one) => one.textContent)).toEqual(["Two"]);
  });

  it("takes an Enter that was faster than the answer", async () => {
    const { user } = await openWindow(searchable(), { conversation: "c2" });
    await user.type(field(), "Animals{Enter}");
    await waitFor(() => expect(usePlace.getState().conversation).toBe("c1"));
  });

  it("shows titles where the search fails, and says why", async () => {
    const core = searchable();
    core.failures.set("search_conversations", failure("storage", "The disk is full."));
    const { user } = await openWindow(core);
    await user.type(field(), "giraffe");
    expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
    expect(screen.getByTestId("search-conversation")).toHaveTextContent("A giraffe by title");
  });

  it("draws few of ten thousand while one types", async () => {
    const core = withRows({});
    for (let index = 0; index < 10_000; index += 1) {
      core.state.conversations.push({ ...core.view("c0").summary, id: `x${index}`, title: `Number ${index}` });
    }
    core.held.set("search_conversations", new Promise(() => undefined));
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
    await openWindow(core);
    expect(rows().length).toBeLessThan(100);
    fireEvent.change(field(), { target: { value: "number" } });
    expect(screen.getAllByTestId("search-conversation")).toHaveLength(20);
    vi.restoreAllMocks();
  });
});
