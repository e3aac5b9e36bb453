/** The next step where a model can't answer because nobody is signed in to it. */
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { useTask } from "../../state/problems";
import type { State } from "../../state/state";
import { useCore } from "../../state/store";

/** Of the model that goes on; where that one takes no sign-in, of one that nobody is signed in to. */
function serverOf({ providers, models, model }: State): string | undefined {
  const chosen = models.find((one) => one.id === model)?.provider_id;
  const wanting = providers.flatMap(({ id, sign_in: signIn }) => (signIn === null ? [] : [{ id, ...signIn }]));
  return (wanting.find(({ id }) => id === chosen) ?? wanting.find((one) => !one.signed_in) ?? wanting[0])?.server_id;
}

export function ModelSignIn() {
  const t = useText();
  const server = useCore(serverOf);
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
