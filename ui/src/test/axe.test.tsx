/** What axe finds on each screen, in both languages. Colours are not drawn here: `styles/contrast.test.ts` reads them. */
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { sceneOf } from "../mock/scenes";
import type { Place } from "../state/place";
import { openWindow, screen } from "./window";

interface View {
  name: string;
  scene: string;
  place?: Partial<Place>;
  /** Pressed when the screen is there. */
  keys?: string;
  /** Searched for. */
  search?: string;
  see: string;
}

const branches = { conversation: "branches" };

const views: View[] = [
  { name: "welcome", scene: "welcome", see: "welcome" },
  { name: "welcome of a company", scene: "company", see: "welcome" },
  { name: "welcome of the demo", scene: "demo", see: "welcome" },
  { name: "waiting for the browser", scene: "waiting", see: "waiting" },
  { name: "empty chat", scene: "empty", see: "suggestion" },
  { name: "chat", scene: "chat", place: { conversation: "leave" }, see: "tool-card" },
  { name: "approval", scene: "approvals", place: { conversation: "leave" }, see: "approval" },
  { name: "no model", scene: "nomodel", place: { conversation: null }, see: "no-model" },
  { name: "notices", scene: "notices", place: { conversation: "leave" }, see: "notice" },
  { name: "tools", scene: "chat", place: { screen: "tools" }, see: "server-row" },
  { name: "settings", scene: "local", place: { screen: "settings" }, see: "settings-search" },
  { name: "locked settings", scene: "locked", place: { screen: "settings" }, see: "settings-search" },
  { name: "details of a call", scene: "chat", keys: "{Control>}i{/Control}", see: "details-panel" },
  {
    name: "a message being edited",
    scene: "branches",
    place: branches,
    keys: "{Control>}e{/Control}",
    see: "edit-field",
  },
  { name: "commands behind a slash", scene: "chat", keys: "/", see: "offer-command" },
  { name: "branches", scene: "branches", place: branches, see: "branches" },
  { name: "what a search found", scene: "search", place: { conversation: "leave" }, search: "days", see: "search-hit" },
  { name: "palette", scene: "chat", keys: "{Control>}k{/Control}", see: "palette-item" },
  { name: "palette with choices", scene: "chat", keys: "{Control>}{Shift>}m{/Shift}{/Control}", see: "palette-item" },
  { name: "shortcuts", scene: "chat", keys: "{Control>}/{/Control}", see: "shortcut" },
  { name: "failure", scene: "broken", see: "error-message" },
];

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});

describe.each(["en", "zh-CN"])("In %s axe finds nothing", (lang) => {
  it.each(views)("on $name", async ({ scene, place = { conversation: "leave" }, keys, search, see }) => {
    const start = ["chat", "approvals", "notices", "branches", "search"].includes(scene) || place.screen ? place : {};
    const { user } = await openWindow(sceneOf(new URLSearchParams({ scene, lang })), start);
    if (keys !== undefined) {
      await screen.findByTestId("composer");
      if (place === branches) {
        await screen.findAllByTestId("branches");
      }
      await user.keyboard(keys);
    }
    if (search !== undefined) {
      await screen.findAllByTestId("tool-card");
      await user.type(screen.getByTestId("search"), search);
    }
    await screen.findAllByTestId(see);
    const { violations } = await axe.run(document.body, {
      rules: {
        "color-contrast": { enabled: false },
        // A field of several lines that lists offers: the standard has no role for it, and readers know this one.
        "aria-allowed-role": { enabled: false },
      },
    });
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
    ).toEqual([]);
  });
});
