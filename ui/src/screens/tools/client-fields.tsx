/** The client id that whoever runs the server gave out, and the secret or key that goes with it. */
import { useText } from "../../i18n/text";
import type { ServerOptionsView } from "../../ipc";
import { Field, inputClass, TextInput } from "../../parts/field";
import { Fold } from "../../parts/fold";

export function ClientFields({ view }: { view: ServerOptionsView }) {
  const t = useText();
  const { options } = view;
  return (
    <>
      <Field label={t.serverOptions.clientId} hint={t.serverOptions.clientIdHint}>
        {(id, describedBy) => (
          <TextInput
            id={id}
            name="client_id"
            aria-describedby={describedBy}
            defaultValue={options.client_id}
            data-testid="options-client-id"
          />
        )}
      </Field>
      <Field label={t.serverOptions.clientSecret}>
        {(id) => (
          <TextInput
            id={id}
            name="client_secret"
            type="password"
            data-secret
            placeholder={view.client_secret_set ? t.serverOptions.kept : ""}
            data-testid="options-client-secret"
          />
        )}
      </Field>
      {view.client_secret_set ? <Forget name="client_secret" label={t.serverOptions.forgetSecret} /> : null}
      <Fold label={t.serverOptions.withKey} open={view.client_key_set || options.client_key_id !== ""}>
        <Field label={t.serverOptions.clientKey} hint={t.serverOptions.clientKeyHint}>
          {(id, describedBy) => (
            <textarea
              id={id}
              name="client_key"
              rows={3}
              data-secret
              spellCheck={false}
              autoComplete="off"
              aria-describedby={describedBy}
              placeholder={view.client_key_set ? t.serverOptions.kept : "-----BEGIN PRIVATE KEY-----"}
              data-testid="options-client-key"
              className={`${inputClass} font-mono text-sm [-webkit-text-security:disc]`}
            />
          )}
        </Field>
        {view.client_key_set ? <Forget name="client_key" label={t.serverOptions.forgetKey} /> : null}
        <Field label={t.serverOptions.keyId}>
          {(id) => <TextInput id={id} name="client_key_id" defaultValue={options.client_key_id} />}
        </Field>
      </Fold>
    </>
  );
}

function Forget({ name, label }: { name: string; label: string }) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-sm">
      <input type="checkbox" className="accent-accent" name={`forget_${name}`} data-testid={`options-forget-${name}`} />
      {label}
    </label>
  );
}
