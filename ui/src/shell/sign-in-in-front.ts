/** Which sign-in stands in front: one that begins comes to the front by itself; one that was left stays away. */
import { useEffect } from "react";
import type { SignInView } from "../ipc";
import { showSignIn, usePlace } from "../state/place";
import { isOpen } from "../state/servers";
import { useCore } from "../state/store";

export function useSignInInFront(): SignInView | null {
  const signIns = useCore((state) => state.sign_ins);
  const { signIn: id, left } = usePlace();
  const newest = signIns.findLast((signIn) => isOpen(signIn) && !left.includes(signIn.id))?.id;
  const front = signIns.find((signIn) => signIn.id === id) ?? null;
  const frontOpen = front !== null && isOpen(front);

  useEffect(() => {
    // One that is on its way is not pushed aside by another; one that has ended is.
    if (newest !== undefined && newest !== id && !frontOpen) {
      showSignIn(newest);
    }
  }, [newest, id, frontOpen]);

  return front;
}
