/** The way back to a sign-in that one has navigated away from. */
import { useText } from "../i18n/text";
import { visibleLine } from "../parts/visible";
import { showSignIn, usePlace } from "../state/place";
import { isOpen } from "../state/servers";
import { useCore } from "../state/store";

export function SigningIn() {
  const t = useText();
  const signIns = useCore((state) => state.sign_ins);
  const front = usePlace((place) => place.signIn);
  const waiting = signIns.filter((signIn) => isOpen(signIn) && signIn.id !== front);
  return waiting.map((signIn) => (
    <button
      key={signIn.id}
      type="button"
      data-testid="signing-in"
      data-id={signIn.id}
      onClick={() => showSignIn(signIn.id)}
      className="mb-1 flex min-h-8 w-full items-center rounded-md bg-tint px-2.5 text-left text-sm text-accent hover:underline"
    >
      <span className="truncate">{t.waiting.chip(visibleLine(signIn.server_name))}</span>
    </button>
  ));
}
