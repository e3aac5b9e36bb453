/** What can't be drawn takes nothing else away, and can be tried again. */
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, Suspense } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lazily } from "../parts/lazily";
import { go } from "../state/place";
import { openWindow } from "../test/window";
import { Guarded } from "./broken";

let faulty = true;

vi.mock("./settings/settings", () => ({
  default: () => {
    if (faulty) {
      throw new Error("a fault of the page");
    }
    return <p>The settings</p>;
  },
}));

beforeEach(() => {
  faulty = true;
  // React tells of every fault.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("A screen that can't be drawn", () => {
  it("says so, with details to copy, and is drawn when tried again", async () => {
    const { user } = await openWindow(undefined, { screen: "settings" });
    expect(await screen.findByTestId("broken")).toHaveTextContent("Something went wrong in Lanyard.");
    await user.click(screen.getByTestId("details-toggle"));
    expect(screen.getByTestId("details")).toHaveTextContent("a fault of the page");
    expect(screen.getByTestId("details-copy")).toBeVisible();
    await user.click(screen.getByTestId("draw-again"));
    expect(await screen.findByTestId("broken")).toBeVisible();
    faulty = false;
    await user.click(screen.getByTestId("draw-again"));
    expect(await screen.findByText("The settings")).toBeVisible();
  });

  it("gives way to another screen", async () => {
    await openWindow(undefined, { screen: "settings" });
    await screen.findByTestId("broken");
    go({ screen: "tools" });
    await waitFor(() => expect(screen.queryByTestId("broken")).toBeNull());
  });

  it("is fetched again where it could not be fetched", async () => {
    const load = vi
      .fn<() => Promise<{ default: () => ReactNode }>>()
      .mockRejectedValueOnce(new TypeError("Importing a module script failed."))
      .mockResolvedValue({ default: () => <p>Here it is</p> });
    const Late = lazily(load);
    render(
      <Guarded>
        <Suspense fallback={null}>
          <Late />
        </Suspense>
      </Guarded>,
    );
    await screen.findByTestId("broken");
    expect(load).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByTestId("draw-again"));
    expect(await screen.findByText("Here it is")).toBeVisible();
  });
});
