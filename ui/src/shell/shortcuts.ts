/**
 * The keys of all commands, wherever the focus is. They are never taken from an input method, from a dialog that is
 * open, or from where a key writes or chooses something.
 */
import { useEffect } from "react";
import type { Command } from "./command";
import { allCommands, keysOf, perform } from "./commands";
import { isPressed } from "./keys";
import { useLayers } from "./layers";
import { now } from "./now";

/** The command whose key this is, whether it can be done now or not; null where the key is somebody else's. */
function commandFor(event: KeyboardEvent): Command | null {
  // 229 is how older webviews say that an input method has the key.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.getModifierState("AltGraph")) {
    return null;
  }
  const target = event.target instanceof Element ? event.target : null;
  if (useLayers.getState().open !== null || target?.closest("[role=menu]") || dialogIsOpen()) {
    return null;
  }
  const command = allCommands.find(
    (one) => one.elsewhere === undefined && keysOf(one).some((keys) => isPressed(event, keys) && isFree(keys, target)),
  );
  return command ?? null;
}

/** One that is closing is not open. The focus may be anywhere, as after a click beside it. */
function dialogIsOpen(): boolean {
  return [...document.querySelectorAll("[role=dialog], [role=alertdialog]")].some(
    (dialog) => !dialog.matches("[data-closed], [hidden], [hidden] *"),
  );
}

/** A plain key writes in a field, and Alt with an arrow opens a list. */
function isFree(keys: string, target: Element | null): boolean {
  if (/^(Alt\+)?Arrow/.test(keys)) {
    return target?.closest("select, [aria-activedescendant]") == null;
  }
  return keys.includes("+") || /^F\d+$/.test(keys) || !isField(target);
}

function isField(target: Element | null): boolean {
  return target?.closest("input, textarea, select, [contenteditable]") != null;
}

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandFor(event);
      if (command !== null) {
        // Where there is nothing to do, the webview is not to do something of its own, such as saving the page.
        event.preventDefault();
        const moment = now();
        if ((!event.repeat || command.repeats) && (command.when?.(moment) ?? true)) {
          perform(command, moment);
        }
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
