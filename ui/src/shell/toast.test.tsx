import { act } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openWindow, screen } from "../test/window";
import { toast } from "./toast";

const said = () => screen.getByTestId("toast").textContent;

async function open() {
  const opened = await openWindow();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return opened;
}

const say = (...args: Parameters<typeof toast>) => act(async () => toast(...args));
const pass = (ms: number) => act(async () => vi.advanceTimersByTime(ms));

afterEach(async () => {
  await pass(60_000);
  vi.useRealTimers();
});

describe("A word about something that was done", () => {
  it("is read out, and is gone after a moment; its place is always there", async () => {
    await open();
    expect(screen.getByTestId("toast")).toHaveAttribute("role", "status");
    expect(said()).toBe("");
    await say("Copied");
    expect(said()).toBe("Copied");
    await pass(1900);
    expect(said()).toBe("Copied");
    await pass(200);
    expect(said()).toBe("");
  });

  it("stays anew when it is said again, and gives way to the next", async () => {
    await open();
    await say("Copied");
    await pass(1500);
    await say("Copied");
    await pass(1500);
    expect(said()).toBe("Copied");
    await say("Archived");
    expect(said()).toBe("Archived");
    await pass(2100);
    expect(said()).toBe("");
  });

  it("stays longer where it leads somewhere, and is gone when one went there", async () => {
    await open();
    const run = vi.fn();
    await say("Saved", { label: "Show in folder", run });
    await pass(9000);
    expect(said()).toBe("SavedShow in folder");
    expect(screen.getByTestId("toast-act")).toHaveTextContent("Show in folder");
    await act(async () => screen.getByTestId("toast-act").click());
    expect(run).toHaveBeenCalledTimes(1);
    expect(said()).toBe("");
    await say("Saved", { label: "Show in folder", run });
    await pass(10_100);
    expect(said()).toBe("");
  });
});
