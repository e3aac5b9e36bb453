/** Where secrets are kept, in words; a locked keychain can be tried again. */
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";

export function Vault() {
  const t = useText();
  const vault = useCore((state) => state.vault);
  const { busy, error, run } = useTask();
  return (
    <div data-testid="vault" data-kind={vault}>
      <h3 className="mb-1 text-sm font-medium">{t.settings.secrets}</h3>
      <p>{t.settings.vault[vault]}</p>
      {vault === "locked" || vault === "memory" ? (
        <Button
          data-testid="vault-probe"
          busy={busy}
          onClick={() => void run(() => commands.probeVault())}
          className="mt-2"
        >
          {t.settings.probe}
        </Button>
      ) : null}
      {error ? <ErrorNote error={error} className="mt-2" /> : null}
    </div>
  );
}
