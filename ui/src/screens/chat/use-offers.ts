/** The wish that is being written in the composer, and what is done about it by keys. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { useCore } from "../../state/store";
import { type Offer, offersFor, type Wish, wishOf } from "./offers";

export function useOffers(text: string, caret: number, onChoose: (offer: Offer, wish: Wish) => void) {
  const servers = useCore((state) => state.servers);
  const [put, setPut] = useState<number | null>(null);
  const [place, setPlace] = useState(0);
  const wish = useMemo(() => wishOf(text, caret), [text, caret]);
  // One that was put away stays away until its sign is gone.
  const shown = wish !== null && wish.at !== put ? wish : null;
  const offers = useMemo(() => (shown === null ? [] : offersFor(shown, servers)), [shown, servers]);
  const chosen = Math.min(place, Math.max(0, offers.length - 1));
  if (wish === null && put !== null) {
    setPut(null);
  }

  /** Whether the key was for the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (shown === null) {
      return false;
    }
    const offer = offers[chosen];
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        if (offers.length > 0) {
          setPlace((chosen + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length);
        }
        break;
      case "Enter":
      case "Tab":
        // What is no offer is a message that begins with a slash.
        if (offer === undefined || event.shiftKey) {
          return false;
        }
        setPlace(0);
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
  return { wish: shown, offers, chosen, onKey };
}
