import { describe, expect, it } from "vitest";
import type { ElicitationView, FieldView } from "../../ipc";
import { failure } from "../../mock/core";
import { callOf, conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle, tell } from "../../test/window";

const fields: FieldView[] = [
  {
    name: "id",
    title: "Which leave",
    description: "One of yours.",
    required: true,
    kind: {
      type: "choice",
      default: null,
      options: [
        { value: "LR-1", title: "21 to 23 December" },
        { value: "LR-2", title: "4 January" },
      ],
    },
  },
  {
    name: "why",
    title: "Why",
    description: null,
    required: false,
    kind: { type: "text", format: null, min_length: null, max_length: null, default: "winter" },
  },
  {
    name: "days",
    title: "Days",
    description: null,
    required: false,
    kind: { type: "number", integer: true, minimum: "1", maximum: null, default: "2" },
  },
  { name: "tell", title: "Tell the team", description: null, required: false, kind: { type: "flag", default: true } },
  {
    name: "whom",
    title: "Whom",
    description: null,
    required: false,
    kind: {
      type: "choices",
      min: null,
      max: null,
      default: ["a"],
      options: [
        { value: "a", title: "Ada" },
        { value: "b", title: "Bob" },
      ],
    },
  },
];

function asked(ask: ElicitationView["ask"], more: Partial<ElicitationView> = {}): ElicitationView {
  return {
    id: "e1",
    conversation_id: "c1",
    call_id: "call1",
    server_id: "meridian-hr",
    server_name: "Meridian HR",
    account: "ada@meridian.example",
    title: "Cancel leave",
    message: "Which leave do you want to cancel?",
    ask,
    ...more,
  };
}

async function ask(elicitation: ElicitationView) {
  const core = new MockCore(snapshotOf());
  core.add(conversationOf("c1", "Leave", [messageOf("m1", "user", text("Cancel it"))]));
  core.onElicited = (mock, id) => mock.emit({ type: "elicitation_done", conversation_id: "c1", id });
  const opened = await openWindow(core);
  await screen.findByTestId("message-user");
  const message = core.begin("c1");
  core.call("c1", message, callOf({ id: "call1", state: "running", structured: null, text: null }));
  await settle();
  await tell(core, { type: "elicitation", elicitation });
  return opened;
}

describe("A question of a server", () => {
  it("stands under its call, says who asks, and begins with what the form says", async () => {
    await ask(asked({ type: "form", fields }));
    const card = await screen.findByTestId("elicitation");
    expect(screen.getByTestId("message-assistant")).toContainElement(card);
    expect(card).toHaveTextContent("Meridian HR · asks you · Cancel leave · as ada@meridian.example");
    expect(card).toHaveTextContent("Never enter a password");
    expect(screen.getByTestId("field-why")).toHaveValue("winter");
    expect(screen.getByTestId("field-days")).toHaveValue("2");
    expect(screen.getByTestId("field-tell-yes")).toBeChecked();
    expect(screen.getByTestId("field-whom-a")).toBeChecked();
  });

  it("is answered with what was chosen and written; what is left empty is not answered", async () => {
    const { core, user } = await ask(asked({ type: "form", fields }));
    await user.selectOptions(screen.getByTestId("field-id"), "LR-1");
    await user.clear(screen.getByTestId("field-why"));
    await user.click(screen.getByTestId("field-tell-no"));
    await user.click(screen.getByTestId("field-whom-b"));
    await user.click(screen.getByTestId("elicitation-submit"));
    await settle();
    const answer = lastCall(core, "answer_elicitation")?.answer as { type: string; content: string };
    expect(answer.type).toBe("accept");
    expect(JSON.parse(answer.content)).toEqual({ id: "LR-1", days: "2", tell: false, whom: ["a", "b"] });
    expect(screen.queryByTestId("elicitation")).toBeNull();
  });

  it("says what is wrong with an answer and keeps what was written", async () => {
    const { core, user } = await ask(asked({ type: "form", fields }));
    core.failures.set("answer_elicitation", failure("invalid", 'Fill in "Which leave" first.'));
    await user.type(screen.getByTestId("field-why"), "!");
    await user.click(screen.getByTestId("elicitation-submit"));
    await settle();
    expect(screen.getByTestId("elicitation")).toHaveTextContent('Fill in "Which leave" first.');
    expect(screen.getByTestId("field-why")).toHaveValue("winter!");
  });

  it("can be declined or cancelled", async () => {
    for (const choice of ["decline", "cancel"] as const) {
      const { core, user } = await ask(asked({ type: "form", fields: [] }));
      await user.click(screen.getAllByTestId(`elicitation-${choice}`)[0] as HTMLElement);
      await settle();
      expect(lastCall(core, "answer_elicitation")).toEqual({ id: "e1", answer: { type: choice } });
      document.body.replaceChildren();
    }
  });

  it("shows an address whole with its host marked, and opens it only when asked to", async () => {
    const url = "https://meridian.example.evil.test:8443/meridian.example/ask?x=1";
    const { core, user } = await ask(
      asked({ type: "url", url, host: "meridian.example.evil.test:8443", opened: false }),
    );
    expect(screen.getByTestId("elicitation-url")).toHaveTextContent(url);
    expect(screen.getByTestId("elicitation-host")).toHaveTextContent(/^meridian\.example\.evil\.test:8443$/);
    expect(lastCall(core, "answer_elicitation")).toBeUndefined();
    expect(screen.queryByTestId("elicitation-continue")).toBeNull();
    await user.click(screen.getByTestId("elicitation-open"));
    await settle();
    expect(lastCall(core, "answer_elicitation")).toEqual({ id: "e1", answer: { type: "open" } });
  });

  it("waits for the person's word once an address was opened", async () => {
    const { core, user } = await ask(
      asked({ type: "url", url: "https://a.example/x", host: "a.example", opened: true }),
    );
    await user.click(screen.getByTestId("elicitation-continue"));
    await settle();
    expect(lastCall(core, "answer_elicitation")).toEqual({ id: "e1", answer: { type: "accept", content: null } });
  });

  it("is text, whatever the server writes", async () => {
    await ask(
      asked(
        { type: "form", fields: [] },
        { message: "<img src=x onerror=alert(1)> [go](javascript:alert(1)) \u202Eevil", server_name: "<b>HR</b>" },
      ),
    );
    const card = screen.getByTestId("elicitation");
    expect(card.querySelector("img, b, a")).toBeNull();
    expect(card).toHaveTextContent("<img src=x onerror=alert(1)>");
    expect(card.textContent).not.toContain("\u202E");
  });

  it("stands in the stream also where its call is not known", async () => {
    await ask(asked({ type: "form", fields: [] }, { call_id: null }));
    expect(screen.getAllByTestId("elicitation")).toHaveLength(1);
  });
});
