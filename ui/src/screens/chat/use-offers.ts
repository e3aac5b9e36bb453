/** The wish that is being written in the composer, and what is done about it by keys. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { available } from "../../shell/commands";
import { now } from "../../shell/now";
import { noSlash, slashCommands } from "../../shell/slash";
import { useCore } from "../../state/store";
import { keyOf, type Listed, offersFor, type Wish, wishOf } from "./offers";

export function useOffers(text: string, caret: number, onChoose: (offer: Listed, wish: Wish) => void) {
  const servers = useCore((state) => state.servers);
  const [put, setPut] = useState<number | null>(null);
  const [picked, setPicked] = useState<{ wish: Wish; key: string } | null>(null);
  const wish = useMemo(() => wishOf(text, caret), [text, caret]);
  // One that was put away stays away until its sign is gone.
  const shown = wish !== null && wish.at !== put ? wish : null;
  const offers = useMemo(() => (shown === null ? [] : offersFor(shown, servers)), [shown, servers]);
  const slashed = shown?.kind === "prompt";
  // What can be done changes while one writes, as when an answer ends. Only then is anything drawn anew.
  const can = useCore(() =>
    slashed
      ? available(now())
          .flatMap((one) => (one.slash ? one.id : []))
          .join()
      : "",
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: which commands there are decides, as above.
  const slash = useMemo(
    () => (slashed ? slashCommands(shown.filter, available(now()), offers.length === 0) : noSlash),
    [slashed, shown, can, offers],
  );
  // The app's own come first: no server's prompt can be taken for them, or push them away.
  const listed = useMemo<Listed[]>(
    () => [...slash.commands.map((command) => ({ type: "command" as const, command })), ...offers],
    [slash, offers],
  );
  // Each letter chooses the first anew; what was chosen stays so when others come or go.
  const kept = picked?.wish === shown ? listed.findIndex((one) => keyOf(one) === picked?.key) : 0;
  const chosen = Math.max(0, kept);
  if (wish === null && put !== null) {
    setPut(null);
  }

  /** Whether the key was for the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (shown === null) {
      return false;
    }
    const offer = listed[chosen];
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        const step = event.key === "ArrowDown" ? 1 : listed.length - 1;
        const next = listed[(chosen + step) % listed.length];
        if (next !== undefined) {
          setPicked({ wish: shown, key: keyOf(next) });
        }
        break;
      }
      case "Enter":
      case "Tab":
        // What is no offer is a message that begins with a slash. Tab adds; to do something takes Enter.
        if (offer === undefined || event.shiftKey || (event.key === "Tab" && offer.type === "command")) {
          return false;
        }
        onChoose(offer, shown);
        break;
      case "Escape":
        setPut(shown.at);
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    wish: shown,
    commands: slash.commands,
    more: slash.more,
    offers,
    chosen: listed.length > 0 ? chosen : null,
    onKey,
  };
}
