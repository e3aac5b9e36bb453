import { describe, expect, it } from "vitest";
import { catalogues } from "../../i18n/text";
import type { SettingKey } from "../../ipc";
import { snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen, settle } from "../../test/window";
import { partsOf, search } from "./finding";

const state = snapshotOf();

async function open(core = new MockCore(state)) {
  const opened = await openWindow(core, { screen: "settings" });
  await screen.findByTestId("settings-page");
  return opened;
}

const parts = () =>
  screen
    .getAllByTestId("settings-part")
    .filter((part) => !part.hidden)
    .map((part) => part.dataset.part);

describe("The search of the settings", () => {
  it("finds every setting by its name, in each language, and knows no other", () => {
    // The model is chosen where one writes.
    const keys = state.settings.map((entry) => entry.key).filter((key) => key !== "model");
    for (const t of Object.values(catalogues)) {
      const all = partsOf(t, state);
      const known = all.flatMap(({ words }) => Object.keys(words));
      expect(known).toEqual(expect.arrayContaining(keys));
      expect(new Set(known.filter((key) => key !== "part")).size).toBe(known.filter((key) => key !== "part").length);
      for (const { id, words } of all) {
        for (const [key, text] of Object.entries(words)) {
          const found = search(all, text.split(" ").slice(0, 2).join(" "));
          expect(found.get(id)?.has(key as SettingKey), `${id} ${key}`).toBe(true);
        }
      }
    }
  });

  it("needs every word, in the title, the name or the explanation", () => {
    const all = partsOf(catalogues.en, state);
    expect([...(search(all, "appearance dark").get("appearance") ?? [])]).toEqual(["theme"]);
    expect([...search(all, "x11").keys()]).toEqual(["desktop"]);
    expect(search(all, "theme x11").size).toBe(0);
    expect(search(all, "").size).toBe(all.length);
    expect(search(all, "(.*").size).toBe(0);
  });

  it("shows what fits, and all of it again", async () => {
    const { user } = await open();
    expect(parts()).toContain("models");
    const field = screen.getByTestId("settings-search");
    await user.type(field, "tray");
    expect(parts()).toEqual(["desktop"]);
    expect(screen.getByTestId("setting-tray")).toBeVisible();
    expect(screen.getByTestId("setting-notify")).not.toBeVisible();
    await user.keyboard("{Escape}");
    expect(field).toHaveValue("");
    expect(parts().length).toBeGreaterThan(5);
  });

  it("says when nothing fits, and leads back", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("settings-search"), "qwxz\u202e");
    expect(parts()).toEqual([]);
    expect(screen.getByTestId("settings-nothing")).toHaveTextContent("No setting fits “qwxz⟨U+202E⟩”");
    await user.click(screen.getByTestId("settings-show-all"));
    expect(screen.getByTestId("settings-search")).toHaveFocus();
    expect(parts()).toContain("appearance");
  });

  it("keeps what was typed in a part that it hides", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("setting-instructions"), "In German, please.");
    await user.type(screen.getByTestId("settings-search"), "theme");
    expect(screen.getByTestId("setting-instructions")).not.toBeVisible();
    await user.clear(screen.getByTestId("settings-search"));
    expect(screen.getByTestId("setting-instructions")).toHaveValue("In German, please.");
  });

  it("has its list of parts follow, and go there", async () => {
    const { user } = await open();
    const names = () => screen.getAllByTestId("settings-go").map((one) => one.dataset.part);
    expect(names()).toEqual(parts());
    await user.type(screen.getByTestId("settings-search"), "browser");
    expect(names()).toEqual(["sign_in"]);
    await user.click(screen.getByTestId("settings-go"));
    expect(document.activeElement).toHaveTextContent("Signing in");
  });
});

describe("Every setting", () => {
  it("has a line that explains it", async () => {
    await open();
    for (const { key } of state.settings.filter((entry) => entry.key !== "model")) {
      const control = screen.getByTestId(`setting-${key}`);
      const hint = document.getElementById(control.getAttribute("aria-describedby") ?? "");
      expect(hint?.textContent?.length ?? 0, key).toBeGreaterThan(20);
    }
  });

  it("of the desktop is a switch, with its value told at once", async () => {
    const { core, user } = await open();
    for (const [name, before, after] of [
      ["notify", "true", "off"],
      ["tray", "false", "on"],
      ["quick_open", "false", "on"],
    ] as const) {
      const control = screen.getByTestId(`setting-${name}`);
      expect(control, name).toHaveAttribute("aria-checked", before);
      await user.click(control);
      expect(lastCall(core, "set_setting")).toEqual({ key: name, value: after });
      await settle();
      expect(control, name).toHaveAttribute("aria-checked", String(after === "on"));
    }
  });

  it("of how the window looks is on the page at once, and in the next first paint", async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByTestId("setting-density"), "compact");
    await user.selectOptions(screen.getByTestId("setting-motion"), "reduced");
    await user.selectOptions(screen.getByTestId("setting-text_size"), "x_large");
    await settle();
    expect(document.documentElement.dataset).toMatchObject({ density: "compact", motion: "reduced", size: "x_large" });
    expect(JSON.parse(localStorage.getItem("lanyard.look") ?? "{}")).toMatchObject({
      density: "compact",
      motion: "reduced",
      size: "x_large",
    });
  });

  it("of an older core that does not know it stands at what the app ships with", async () => {
    const old = { ...state, settings: state.settings.filter(({ key }) => ["theme", "language"].includes(key)) };
    await open(new MockCore(old));
    expect(screen.getByTestId("setting-tray")).toHaveAttribute("aria-checked", "false");
    expect(document.documentElement.dataset).toMatchObject({ density: "comfortable", motion: "system" });
  });
});
