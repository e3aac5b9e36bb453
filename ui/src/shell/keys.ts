/**
 * Shortcuts as text ("Mod+Shift+C"): whether an event is one, and how it is written. `Mod` is Cmd on a Mac and Ctrl
 * elsewhere. Pure, but for what the platform is.
 */

export const isMac = /mac/i.test(navigator.platform);

interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

interface Keys {
  mod: boolean;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function parse(text: string): Keys {
  // The last key may itself be a plus.
  const parts = text.endsWith("++") ? [...text.slice(0, -2).split("+"), "+"] : text.split("+");
  const key = parts.pop() ?? "";
  return {
    mod: parts.includes("Mod"),
    ctrl: parts.includes("Ctrl"),
    alt: parts.includes("Alt"),
    shift: parts.includes("Shift"),
    key,
  };
}

/** The letter on the key: a keyboard of another script sends its own, and its place says which it is. */
function letter({ key, code }: Pressed): string {
  return key.length === 1 && key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
}

/** Whether the event is this shortcut. */
export function isPressed(event: Pressed, text: string, mac = isMac): boolean {
  const want = parse(text);
  const pressed = letter(event);
  // Where plus needs Shift, its key alone says "=".
  const plus = want.key === "+" && pressed === "=";
  if (!plus && pressed.toLowerCase() !== want.key.toLowerCase()) {
    return false;
  }
  const ctrl = want.ctrl || (want.mod && !mac);
  const meta = want.mod && mac;
  // Where a sign stands differs between keyboards, and with it whether Shift is needed to write it.
  const sign = want.key.length === 1 && !/[a-z0-9]/i.test(want.key);
  return (
    event.ctrlKey === ctrl &&
    event.metaKey === meta &&
    event.altKey === want.alt &&
    (sign || event.shiftKey === want.shift)
  );
}

const mac: Readonly<Record<string, string>> = {
  Mod: "⌘",
  Ctrl: "⌃",
  Alt: "⌥",
  Shift: "⇧",
  Enter: "⏎",
};

const names: Readonly<Record<string, string>> = {
  Mod: "Ctrl",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Tab: "Tab",
  "-": "−",
};

/** The keys one after the other, as they are printed on the keyboard. */
export function written(text: string, onMac = isMac): string[] {
  const { mod, ctrl, alt, shift, key } = parse(text);
  const held = [ctrl && "Ctrl", alt && "Alt", shift && "Shift", mod && "Mod"].filter((part) => part !== false);
  // Elsewhere Ctrl comes first.
  const order = onMac ? held : held.sort((a, b) => Number(b === "Mod") - Number(a === "Mod"));
  return [...order, key].map(
    (part) => (onMac ? mac[part] : undefined) ?? names[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  );
}

/** As assistive technology reads it from `aria-keyshortcuts`. */
export function announced(text: string, onMac = isMac): string {
  const { mod, ctrl, alt, shift, key } = parse(text);
  return [
    (ctrl || (mod && !onMac)) && "Control",
    mod && onMac && "Meta",
    alt && "Alt",
    shift && "Shift",
    key === "+" ? "Plus" : key,
  ]
    .filter((part) => part !== false)
    .join("+");
}
