/**
 * Headers that every request of a provider carries: a name and a value each. Values are uncontrolled, read once, cleared
 * at once, and never shown again.
 */
import { Plus, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type ProviderView } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { TextInput } from "../../parts/field";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";

/** The rows of a form; `begin`: an empty one is there. What is in them is read by `readHeaders`. */
export function HeaderRows({ kept, begin = false }: { kept: readonly string[]; begin?: boolean }) {
  const t = useText();
  const next = useRef(0);
  const [rows, setRows] = useState(() => [
    ...kept.map((name) => ({ key: `kept ${name}`, name, had: true })),
    ...(begin && kept.length === 0 ? [{ key: "first", name: "", had: false }] : []),
  ]);
  return (
    <div className="space-y-2">
      {rows.map((row) => (
        <div key={row.key} className="flex gap-2" data-testid="provider-header">
          <TextInput
            name="header_name"
            defaultValue={row.name}
            readOnly={row.had}
            aria-label={t.serverOptions.headerName}
            placeholder={t.serverOptions.headerName}
            data-testid="provider-header-name"
            className="max-w-44"
          />
          <TextInput
            name="header_value"
            type="password"
            aria-label={t.serverOptions.headerValue(visibleLine(row.name) || t.serverOptions.headerName)}
            placeholder={row.had ? t.serverOptions.kept : t.serverOptions.value}
            data-testid="provider-header-value"
          />
          <Button
            kind="quiet"
            aria-label={t.serverOptions.removeHeader(visibleLine(row.name) || t.serverOptions.headerName)}
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => setRows((all) => all.filter((other) => other.key !== row.key))}
          />
        </div>
      ))}
      {rows.length > 0 ? <p className="text-sm text-soft">{t.settings.headersHint}</p> : null}
      <Button
        kind="quiet"
        icon={<Plus size={14} aria-hidden="true" />}
        className="-ml-2.5"
        data-testid="provider-header-add"
        onClick={() => {
          const key = `new ${next.current}`;
          next.current += 1;
          setRows((all) => [...all, { key, name: "", had: false }]);
        }}
      >
        {t.settings.headersAdd}
      </Button>
    </div>
  );
}

/** Takes names and values out of a form. The values are gone from it afterwards. */
export function readHeaders(form: HTMLFormElement): { names: string[]; values: Record<string, string> } {
  const names: string[] = [];
  const values: Record<string, string> = {};
  const inputs = [...form.querySelectorAll<HTMLInputElement>("input[name=header_name]")];
  const secrets = [...form.querySelectorAll<HTMLInputElement>("input[name=header_value]")];
  for (const [at, input] of inputs.entries()) {
    const name = input.value.trim();
    const field = secrets[at];
    const value = field?.value ?? "";
    if (field !== undefined) {
      field.value = "";
    }
    if (name !== "") {
      names.push(name);
      if (value.trim() !== "") {
        values[name] = value;
      }
    }
  }
  return { names, values };
}

/** The headers of a provider that is there. */
export function HeadersForm({ provider, onClose }: { provider: ProviderView; onClose: () => void }) {
  const t = useText();
  const { busy, error, run } = useTask();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const { names, values } = readHeaders(event.currentTarget);
    void run(() => commands.setProviderHeaders(provider.id, names, values)).then((ok) => ok && onClose());
  };
  return (
    <form onSubmit={submit} autoComplete="off" noValidate className="mt-3 space-y-3">
      <HeaderRows begin kept={provider.fields.headers} />
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" busy={busy} data-testid="provider-headers-submit">
          {t.save}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
