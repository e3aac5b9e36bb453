import { waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { conversationOf, messageOf, snapshotOf, text } from "../../mock/data";
import { MockCore, openWindow, screen, settle } from "../../test/window";

/** Messages drawn, by id. */
const drawn: string[] = [];
/** Parts drawn. */
let parts = 0;

vi.mock("./answer", async (original) => {
  const real = await original<typeof import("./answer")>();
  return {
    Answer: (props: Parameters<typeof real.Answer>[0]) => {
      drawn.push(props.message.id);
      return real.Answer(props);
    },
  };
});

vi.mock("./own-message", async (original) => {
  const real = await original<typeof import("./own-message")>();
  return {
    OwnMessage: (props: Parameters<typeof real.OwnMessage>[0]) => {
      drawn.push(props.message.id);
      return real.OwnMessage(props);
    },
  };
});

vi.mock("../../parts/copy-button", async (original) => {
  const real = await original<typeof import("../../parts/copy-button")>();
  return {
    CopyButton: (props: Parameters<typeof real.CopyButton>[0]) => {
      parts += 1;
      return real.CopyButton(props);
    },
  };
});

async function stream(count: number) {
  const core = new MockCore(snapshotOf());
  const messages = Array.from({ length: count }, (_, index) =>
    messageOf(`old${index}`, index % 2 ? "assistant" : "user", text(`Message ${index}`)),
  );
  core.add(conversationOf("c1", "Long", messages));
  await openWindow(core);
  await waitFor(() => expect(screen.getAllByTestId(/^message-(user|assistant)$/).length).toBe(Math.min(60, count)));
  await waitFor(() => expect(document.querySelectorAll(".prose").length).toBe(Math.floor(Math.min(60, count) / 2)));
  const id = core.begin("c1");
  core.delta("c1", id, 0, "first ");
  await settle();
  drawn.length = 0;
  parts = 0;
  for (let index = 0; index < 10; index += 1) {
    core.delta("c1", id, 0, "word ");
    await settle();
  }
  return { id };
}

describe("A word that comes", () => {
  beforeEach(() => {
    drawn.length = 0;
  });

  it.each([2, 2000])("draws the running message alone in a conversation of %i", async (count) => {
    const { id } = await stream(count);
    expect(drawn).toEqual(Array.from({ length: 10 }, () => id));
    expect(parts).toBe(0);
  });
});
