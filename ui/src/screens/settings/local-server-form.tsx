/** The bundled server's port and identity provider; its client secret goes in on a road of its own. */
import { type FormEvent, useRef, useState } from "react";
import { own } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type IdentityProvider, type LocalServerView } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, Select, TextInput } from "../../parts/field";
import { SecretForm } from "../../parts/secret-form";
import { useTask } from "../../state/problems";

const identities: readonly IdentityProvider[] = ["demo", "google", "oidc"];

export function LocalServerForm({ local }: { local: LocalServerView }) {
  const t = useText();
  const [identity, setIdentity] = useState(local.identity);
  const [changing, setChanging] = useState(false);
  const port = useRef<HTMLInputElement>(null);
  const issuer = useRef<HTMLInputElement>(null);
  const clientId = useRef<HTMLInputElement>(null);
  const { busy, error, run } = useTask();
  const [saved, setSaved] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const text = port.current?.value.trim() ?? "";
      const number = Number(text);
      if (!/^\d{1,5}$/.test(text) || number > 65535) {
        throw { code: "invalid", message: own(t.settings.portBad), details: null };
      }
      await commands.localServerConfigure(
        number,
        identity,
        issuer.current?.value.trim() ?? local.issuer,
        clientId.current?.value.trim() ?? local.client_id,
      );
    }).then(setSaved);
  };

  return (
    <>
      <form onSubmit={submit} onChange={() => setSaved(false)} noValidate className="space-y-4">
        <Field label={t.settings.port} hint={t.settings.portHint}>
          {(id, describedBy) => (
            <TextInput
              ref={port}
              id={id}
              aria-describedby={describedBy}
              inputMode="numeric"
              defaultValue={String(local.port)}
              data-testid="local-server-port"
              className="max-w-32"
            />
          )}
        </Field>
        <Field label={t.settings.identity} hint={t.settings.identityHint}>
          {(id, describedBy) => (
            <Select
              id={id}
              aria-describedby={describedBy}
              value={identity}
              data-testid="local-server-identity"
              onChange={(event) => setIdentity(event.target.value as IdentityProvider)}
            >
              {identities.map((value) => (
                <option key={value} value={value}>
                  {t.settings.identities[value]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {identity === "oidc" ? (
          <Field label={t.settings.issuer} hint={t.settings.issuerHint}>
            {(id, describedBy) => (
              <TextInput
                ref={issuer}
                id={id}
                aria-describedby={describedBy}
                inputMode="url"
                defaultValue={local.issuer}
                data-testid="local-server-issuer"
              />
            )}
          </Field>
        ) : null}
        {identity === "demo" ? null : (
          <Field label={t.settings.clientId} hint={t.settings.clientIdHint}>
            {(id, describedBy) => (
              <TextInput
                ref={clientId}
                id={id}
                aria-describedby={describedBy}
                defaultValue={local.client_id}
                data-testid="local-server-client-id"
              />
            )}
          </Field>
        )}
        {error ? <ErrorNote error={error} /> : null}
        <div className="flex items-center gap-3">
          <Button type="submit" busy={busy} data-testid="local-server-save">
            {t.save}
          </Button>
          <span aria-live="polite" className="text-sm text-soft">
            {saved ? t.saved : ""}
          </span>
        </div>
      </form>
      {identity === "demo" ? null : changing || !local.client_secret_set ? (
        <SecretForm
          autoFocus={changing}
          label={t.settings.clientSecret}
          hint={t.settings.clientSecretHint}
          submitLabel={t.settings.secretSave}
          emptyMessage={t.settings.secretEmpty}
          inputTestId="local-server-secret"
          submitTestId="local-server-secret-submit"
          onSubmit={(secret) => commands.localServerSetSecret(secret)}
          onDone={() => setChanging(false)}
        />
      ) : (
        <div className="flex items-center justify-between gap-4">
          <p>
            <span className="font-medium">
              {t.settings.clientSecret}
              {t.colon}
            </span>
            {t.settings.secretSet}
          </p>
          <Button onClick={() => setChanging(true)} data-testid="local-server-secret-open">
            {t.settings.secretSave}
          </Button>
        </div>
      )}
    </>
  );
}
