/** The next step where a model can't answer because nobody is signed in to it. */
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";

export function ModelSignIn() {
  const t = useText();
  const server = useCore((state) => state.providers.find((provider) => provider.sign_in !== null)?.sign_in?.server_id);
  const { busy, run } = useTask();
  return server === undefined ? null : (
    <Button
      kind="primary"
      data-testid="model-sign-in"
      busy={busy}
      onClick={() => void run(() => commands.signIn(server))}
    >
      {t.tools.signIn}
    </Button>
  );
}
