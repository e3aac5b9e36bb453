/** Another provider. Every field is uncontrolled, the key above all: it is read once, and cleared at once. */
import { type FormEvent, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type ModelKind } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, Select, TextInput } from "../../parts/field";
import { useTask } from "../../state/problems";

const kinds: readonly Exclude<ModelKind, "demo">[] = ["open_ai", "anthropic", "gemini", "ollama"];

export function NewProviderForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [kind, setKind] = useState<ModelKind>("open_ai");
  const name = useRef<HTMLInputElement>(null);
  const url = useRef<HTMLInputElement>(null);
  const models = useRef<HTMLInputElement>(null);
  const key = useRef<HTMLInputElement>(null);
  const { busy, error, run } = useTask();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const secret = key.current?.value ?? "";
    if (key.current !== null) {
      key.current.value = "";
    }
    const provider = {
      kind,
      name: name.current?.value.trim() ?? "",
      base_url: url.current?.value.trim() ?? "",
      models: (models.current?.value ?? "")
        .split(/[,，\n]/)
        .map((model) => model.trim())
        .filter((model) => model !== ""),
    };
    void run(() => commands.addProvider(provider, secret.trim())).then((ok) => ok && onClose());
  };

  return (
    <form onSubmit={submit} autoComplete="off" noValidate className="space-y-4 border-l-2 border-line pl-4">
      <Field label={t.settings.kind}>
        {(id) => (
          <Select
            id={id}
            data-testid="provider-kind"
            value={kind}
            onChange={(event) => setKind(event.target.value as ModelKind)}
          >
            {kinds.map((value) => (
              <option key={value} value={value}>
                {t.settings.kinds[value]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t.settings.providerName}>
        {(id) => <TextInput ref={name} id={id} data-testid="provider-name" placeholder={t.settings.kinds[kind]} />}
      </Field>
      <Field label={t.settings.baseUrl} hint={t.settings.baseUrlHint}>
        {(id, describedBy) => (
          <TextInput ref={url} id={id} aria-describedby={describedBy} inputMode="url" data-testid="provider-url" />
        )}
      </Field>
      <Field label={t.settings.modelNames} hint={t.settings.modelNamesHint}>
        {(id, describedBy) => (
          <TextInput ref={models} id={id} aria-describedby={describedBy} data-testid="provider-models" />
        )}
      </Field>
      <Field label={t.settings.key} hint={t.settings.keyHint}>
        {(id, describedBy) => (
          <TextInput
            ref={key}
            id={id}
            type="password"
            autoComplete="off"
            aria-describedby={describedBy}
            data-testid="provider-new-key"
          />
        )}
      </Field>
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={busy} data-testid="provider-submit">
          {t.settings.addProvider}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
