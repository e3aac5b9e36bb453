import { describe, expect, it } from "vitest";
import { announced, isPressed, written } from "./keys";

function press(key: string, held: Partial<Record<"ctrl" | "meta" | "alt" | "shift", true>> = {}, code = "") {
  return {
    key,
    code,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    altKey: held.alt ?? false,
    shiftKey: held.shift ?? false,
  };
}

describe("A shortcut", () => {
  it("is Cmd on a Mac and Ctrl elsewhere, and never the other", () => {
    expect(isPressed(press("k", { ctrl: true }), "Mod+K", false)).toBe(true);
    expect(isPressed(press("k", { meta: true }), "Mod+K", true)).toBe(true);
    expect(isPressed(press("k", { meta: true }), "Mod+K", false)).toBe(false);
    expect(isPressed(press("k", { ctrl: true }), "Mod+K", true)).toBe(false);
    expect(isPressed(press("Tab", { ctrl: true }), "Ctrl+Tab", true)).toBe(true);
  });

  it("wants the keys that are held, and no more", () => {
    expect(isPressed(press("C", { ctrl: true, shift: true }), "Mod+Shift+C", false)).toBe(true);
    expect(isPressed(press("c", { ctrl: true }), "Mod+Shift+C", false)).toBe(false);
    expect(isPressed(press("N", { ctrl: true, shift: true }), "Mod+N", false)).toBe(false);
    expect(isPressed(press("n", { ctrl: true, alt: true }), "Mod+N", false)).toBe(false);
    expect(isPressed(press("n"), "Mod+N", false)).toBe(false);
  });

  it("finds signs wherever the keyboard has them", () => {
    // A German keyboard writes / and ? with Shift, an American one + too.
    expect(isPressed(press("/", { ctrl: true, shift: true }), "Mod+/", false)).toBe(true);
    expect(isPressed(press("?", { shift: true }), "?", false)).toBe(true);
    expect(isPressed(press("+", { ctrl: true, shift: true }), "Mod++", false)).toBe(true);
    expect(isPressed(press("=", { ctrl: true }), "Mod++", false)).toBe(true);
    expect(isPressed(press("-", { ctrl: true }), "Mod+-", false)).toBe(true);
    expect(isPressed(press("-", { ctrl: true }), "Mod++", false)).toBe(false);
  });

  it("finds letters by their place on a keyboard of another script", () => {
    expect(isPressed(press("л", { ctrl: true }, "KeyK"), "Mod+K", false)).toBe(true);
    expect(isPressed(press("л", { ctrl: true }, "KeyJ"), "Mod+K", false)).toBe(false);
    // On a Latin keyboard the letter counts, not its place.
    expect(isPressed(press("z", { ctrl: true }, "KeyY"), "Mod+Y", false)).toBe(false);
  });

  it("is written as each system writes it", () => {
    expect(written("Mod+Shift+C", false)).toEqual(["Ctrl", "Shift", "C"]);
    expect(written("Mod+Shift+C", true)).toEqual(["⇧", "⌘", "C"]);
    expect(written("Mod+Alt+ArrowDown", true)).toEqual(["⌥", "⌘", "↓"]);
    expect(written("Mod++", false)).toEqual(["Ctrl", "+"]);
    expect(written("Escape", false)).toEqual(["Esc"]);
    expect(announced("Mod+Shift+C", false)).toBe("Control+Shift+C");
    expect(announced("Mod++", true)).toBe("Meta+Plus");
  });
});
