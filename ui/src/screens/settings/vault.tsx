/**
 * Where secrets are kept, in words. A locked keychain can be tried again; where there is none, an encrypted file can
 * take its place. The passphrase is read once, at submit, and cleared at once.
 */
import { useState } from "react";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { confirm } from "../../parts/confirm";
import { ErrorNote } from "../../parts/error-note";
import { SecretForm } from "../../parts/secret-form";
import { useTask } from "../../state/problems";
import { useCore } from "../../state/store";

export function Vault() {
  const t = useText();
  const vault = useCore((state) => state.vault);
  const { busy, error, run } = useTask();
  const [making, setMaking] = useState(false);
  // What the demo keeps is gone when one leaves it: it is not worth a passphrase.
  const main = useCore((state) => state.profile === "main");
  const closed = vault === "file_closed";
  return (
    <div data-testid="vault" data-kind={vault}>
      <h3 className="mb-1 text-sm font-medium">{t.settings.secrets}</h3>
      <p>{t.settings.vault[vault]}</p>
      {vault === "locked" || vault === "memory" ? (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button data-testid="vault-probe" busy={busy} onClick={() => void run(() => commands.probeVault())}>
            {t.settings.probe}
          </Button>
          {vault === "memory" && main && !making ? (
            <Button data-testid="vault-make-file" onClick={() => setMaking(true)}>
              {t.settings.makeFile}
            </Button>
          ) : null}
        </div>
      ) : null}
      {error ? <ErrorNote error={error} className="mt-2" /> : null}
      {closed || (vault === "memory" && making) ? (
        <div className="mt-3 max-w-[480px]">
          <SecretForm
            autoFocus={making}
            label={closed ? t.settings.passphrase : t.settings.newPassphrase}
            submitLabel={closed ? t.settings.openFile : t.settings.makeFileSubmit}
            emptyMessage={t.settings.passphraseEmpty}
            inputTestId="vault-passphrase"
            submitTestId="vault-passphrase-submit"
            onSubmit={(passphrase) => commands.openSecretsFile(passphrase)}
            onDone={() => setMaking(false)}
          />
          {closed ? (
            <Button
              kind="quiet"
              className="mt-2"
              data-testid="vault-start-over"
              busy={busy}
              onClick={() =>
                confirm({
                  title: t.settings.startOverTitle,
                  text: t.settings.startOverText,
                  ok: t.settings.startOverOk,
                  onYes: () => void run(() => commands.startSecretsOver()),
                })
              }
            >
              {t.settings.startOver}
            </Button>
          ) : (
            <p className="mt-2 text-sm text-soft">{t.settings.newPassphraseHint}</p>
          )}
        </div>
      ) : null}
    </div>
  );
}
