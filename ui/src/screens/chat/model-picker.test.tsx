import { describe, expect, it } from "vitest";
import { snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";

function with500() {
  const snapshot = snapshotOf();
  const many = Array.from({ length: 500 }, (_, at) => ({
    id: `big/model-${at}`,
    provider_id: "big",
    provider_name: "Big provider",
    name: `model-${at}`,
    demo: false,
  }));
  return new MockCore({ ...snapshot, models: [...snapshot.models, ...many] });
}

describe("The model picker", () => {
  it("groups by provider and marks the demo", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf()));
    await user.click(screen.getByTestId("model-picker"));
    const list = await screen.findByRole("listbox");
    expect(list).toHaveTextContent("Meridian gateway");
    const demo = screen.getByRole("option", { name: /Rules/ });
    expect(demo).toHaveTextContent("Demo");
    expect(screen.getByRole("option", { name: "meridian-large" })).toHaveAttribute("aria-selected", "true");
  });

  it("finds one of 500 by typing, and takes it with Enter", async () => {
    const { core, user } = await openWindow(with500());
    await user.click(screen.getByTestId("model-picker"));
    const field = await screen.findByRole("combobox", { name: "Find a model" });
    expect(field).toHaveFocus();
    await user.type(field, "model-42");
    expect(screen.getAllByRole("option").map((option) => option.textContent)[0]).toBe("model-42");
    await user.keyboard("{ArrowDown}{Enter}");
    await settle();
    expect(lastCall(core, "set_model")?.id).toMatch(/^big\/model-42/);
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
  });

  it("searches the providers' names too, and says when nothing is found", async () => {
    const { core, user } = await openWindow(with500());
    await user.click(screen.getByTestId("model-picker"));
    const field = await screen.findByRole("combobox", { name: "Find a model" });
    await user.type(field, "gateway");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    await user.clear(field);
    await user.type(field, "no such thing");
    expect(screen.queryAllByRole("option")).toHaveLength(0);
    expect(screen.getByText("No model has that name.")).toBeVisible();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("combobox", { name: "Find a model" })).not.toBeInTheDocument();
    expect(lastCall(core, "set_model")).toBeUndefined();
  });

  it("offers nothing where the company chose, and leads on where there is none", async () => {
    const locked = snapshotOf();
    locked.settings = locked.settings.map((entry) =>
      entry.key === "model" ? { ...entry, source: "policy", locked_by: "Meridian" } : entry,
    );
    const first = await openWindow(new MockCore(locked));
    await first.user.click(screen.getByTestId("model-picker"));
    expect(await screen.findByText("Set by Meridian")).toBeVisible();
    expect(screen.queryByTestId("model-option")).not.toBeInTheDocument();
    await first.user.click(screen.getByTestId("model-add"));
    expect(await screen.findByTestId("settings-page")).toBeVisible();
  });
});
