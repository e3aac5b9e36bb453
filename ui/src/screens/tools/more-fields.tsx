/** What few servers need: the protocol's finer choices, folded away. */
import { useText } from "../../i18n/text";
import type { ServerOptions, TokenBinding } from "../../ipc";
import { Field, inputClass, Select, TextInput } from "../../parts/field";
import { Fold } from "../../parts/fold";
import { type Back, backOf, parametersText } from "./options-form";

const backs: readonly Back[] = ["auto", "deep_link", "loopback", "localhost", "paste"];
const bindings: readonly TokenBinding[] = ["auto", "required", "never"];

export function MoreFields({ options, asks }: { options: ServerOptions; asks: boolean }) {
  const t = useText();
  const words = t.serverOptions;
  if (!asks) {
    return null;
  }
  return (
    <Fold label={words.more} data-testid="options-more">
      <input type="hidden" name="more" value="shown" />
      <Field label={words.scopes} hint={words.scopesHint}>
        {(id, describedBy) => (
          <TextInput
            id={id}
            name="scopes"
            aria-describedby={describedBy}
            defaultValue={options.scopes.join(" ")}
            data-testid="options-scopes"
          />
        )}
      </Field>
      <Field label={words.issuer} hint={words.issuerHint}>
        {(id, describedBy) => (
          <TextInput
            id={id}
            name="issuer"
            inputMode="url"
            aria-describedby={describedBy}
            defaultValue={options.issuer}
            data-testid="options-issuer"
          />
        )}
      </Field>
      <Field label={words.document} hint={words.documentHint}>
        {(id, describedBy) => (
          <TextInput
            id={id}
            name="client_metadata_url"
            inputMode="url"
            aria-describedby={describedBy}
            defaultValue={options.client_metadata_url}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-4">
        <Field label={words.back} className="min-w-56 flex-1">
          {(id) => (
            <Select id={id} name="way" defaultValue={backOf(options)} data-testid="options-way">
              {backs.map((value) => (
                <option key={value} value={value}>
                  {t.serverOptions.backs[value]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.port} hint={words.portHint} className="w-40">
          {(id, describedBy) => (
            <TextInput
              id={id}
              name="port"
              inputMode="numeric"
              aria-describedby={describedBy}
              defaultValue={options.port === null ? "" : String(options.port)}
              data-testid="options-port"
            />
          )}
        </Field>
      </div>
      <Field label={words.dpop}>
        {(id) => (
          <Select id={id} name="dpop" defaultValue={options.dpop}>
            {bindings.map((value) => (
              <option key={value} value={value}>
                {t.serverOptions.dpops[value]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.parameters} hint={words.parametersHint}>
        {(id, describedBy) => (
          <textarea
            id={id}
            name="parameters"
            rows={2}
            spellCheck={false}
            aria-describedby={describedBy}
            defaultValue={parametersText(options)}
            data-testid="options-parameters"
            className={`${inputClass} font-mono text-sm`}
          />
        )}
      </Field>
      <Check name="omit_resource" checked={options.omit_resource} label={words.omitResource} />
      <Check name="allow_missing_pkce_metadata" checked={options.allow_missing_pkce_metadata} label={words.allowPkce} />
    </Fold>
  );
}

function Check({ name, checked, label }: { name: string; checked: boolean; label: string }) {
  return (
    <label className="flex min-h-8 items-center gap-2">
      <input type="checkbox" name={name} defaultChecked={checked} data-testid={`options-${name}`} />
      {label}
    </label>
  );
}
