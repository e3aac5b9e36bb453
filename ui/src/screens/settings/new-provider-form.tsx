/** Another provider. Every field is uncontrolled, the secrets above all: they are read once, and cleared at once. */
import { type FormEvent, useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type ModelKind } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, Select, TextInput } from "../../parts/field";
import { useTask } from "../../state/problems";
import { kinds, ProviderFields } from "./provider-fields";
import { HeaderRows, readHeaders } from "./provider-headers";

interface Props {
  onClose: () => void;
  /** The provider is there; it is tried at once. */
  onAdded: (id: string) => void;
}

export function NewProviderForm({ onClose, onAdded }: Props) {
  const t = useText();
  const [kind, setKind] = useState<ModelKind>("open_ai");
  const { busy, error, run } = useTask();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const form = event.currentTarget;
    const text = (name: string) => form.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value.trim() ?? "";
    const key = text("key");
    const field = form.querySelector<HTMLInputElement>("input[name=key]");
    if (field !== null) {
      field.value = "";
    }
    const headers = readHeaders(form);
    const provider = {
      kind,
      name: text("name"),
      base_url: text("base_url"),
      models: text("models")
        .split(/[,，\n]/)
        .map((model) => model.trim())
        .filter((model) => model !== ""),
      fields: {
        api_version: text("api_version"),
        project: text("project"),
        location: text("location"),
        headers: headers.names,
      },
    };
    void run(async () => onAdded((await commands.addProvider(provider, { key, headers: headers.values })).id)).then(
      (ok) => ok && onClose(),
    );
  };

  return (
    <form onSubmit={submit} autoComplete="off" noValidate className="space-y-4 border-l-2 border-line pl-4">
      <Field label={t.settings.kind} hint={t.settings.kindHints[kind]}>
        {(id, describedBy) => (
          <Select
            id={id}
            aria-describedby={describedBy}
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
        {(id) => <TextInput id={id} name="name" data-testid="provider-name" placeholder={t.settings.kinds[kind]} />}
      </Field>
      <ProviderFields kind={kind} />
      <Field
        label={kind === "vertex" ? t.settings.accessToken : t.settings.key}
        hint={
          kind === "vertex"
            ? t.settings.accessTokenHint
            : kind === "bedrock"
              ? t.settings.bedrockKeyHint
              : t.settings.keyHint
        }
      >
        {(id, describedBy) => (
          <TextInput
            id={id}
            name="key"
            type="password"
            autoComplete="off"
            aria-describedby={describedBy}
            data-testid="provider-new-key"
          />
        )}
      </Field>
      <HeaderRows kept={[]} />
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
