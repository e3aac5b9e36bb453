/** Who runs models: those there are, and a form for another. A key goes in once and is only shown as set. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type ProviderView } from "../../ipc";
import { Button } from "../../parts/button";
import { confirm } from "../../parts/confirm";
import { SetBy } from "../../parts/field";
import { Named } from "../../parts/named";
import { SecretForm } from "../../parts/secret-form";
import { visible, visibleLine } from "../../parts/visible";
import { attempt } from "../../state/problems";
import { useCore } from "../../state/store";
import { NewProviderForm } from "./new-provider-form";
import { Section } from "./section";

export function Providers() {
  const t = useText();
  const providers = useCore((state) => state.providers);
  const [adding, setAdding] = useState(false);
  return (
    <Section title={t.settings.models} lead={t.settings.modelsLead}>
      {providers.length === 0 ? (
        <p>{t.settings.noProviders}</p>
      ) : (
        <ul className="border-t border-line">
          {providers.map((provider) => (
            <ProviderRow key={provider.id} provider={provider} />
          ))}
        </ul>
      )}
      {adding ? (
        <NewProviderForm onClose={() => setAdding(false)} />
      ) : (
        <Button data-testid="provider-add" icon={<Plus size={14} aria-hidden="true" />} onClick={() => setAdding(true)}>
          {t.settings.addProvider}
        </Button>
      )}
    </Section>
  );
}

function ProviderRow({ provider }: { provider: ProviderView }) {
  const t = useText();
  const [changing, setChanging] = useState(false);
  const say = useSay();
  const company = useCore((state) => state.company?.name);
  const name = visibleLine(say(provider.name));
  const takesKey = provider.kind !== "demo";
  return (
    <li
      data-testid="provider-row"
      data-provider={provider.id}
      data-key={provider.key_set ? "set" : "none"}
      className="border-b border-line py-3"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-40 flex-1">
          <p className="font-medium">
            <Named>{say(provider.name)}</Named>
          </p>
          <p className="text-sm text-soft">
            {t.settings.kinds[provider.kind]}
            {takesKey ? ` · ${provider.key_set ? t.settings.keySet : t.settings.keyNone}` : null}
          </p>
          {provider.base_url === "" ? null : <p className="text-sm text-soft">{visible(provider.base_url)}</p>}
          {provider.source === "policy" ? (
            <p className="text-sm">
              <SetBy who={visibleLine(say(company ?? t.yourCompany))} />
            </p>
          ) : null}
        </div>
        <div className="flex flex-wrap gap-2">
          {takesKey && !changing ? (
            <Button data-testid="provider-key-open" onClick={() => setChanging(true)}>
              {provider.key_set ? t.settings.changeKey : t.settings.setKey}
            </Button>
          ) : null}
          {provider.locked || provider.source !== "user" ? null : (
            <Button
              kind="quiet"
              data-testid="provider-remove"
              onClick={() =>
                confirm({
                  title: t.settings.removeProviderTitle(name),
                  text: t.settings.removeProviderText,
                  ok: t.remove,
                  onYes: () => attempt(commands.removeProvider(provider.id)),
                })
              }
            >
              {t.remove}
            </Button>
          )}
        </div>
      </div>
      {changing ? (
        <div className="mt-3">
          <SecretForm
            autoFocus
            label={t.settings.keyLabel(name)}
            submitLabel={t.save}
            emptyMessage={t.settings.keyEmpty}
            inputTestId="provider-key"
            submitTestId="provider-key-submit"
            onSubmit={(key) => commands.setProviderKey(provider.id, key)}
            onDone={() => setChanging(false)}
          />
        </div>
      ) : null}
    </li>
  );
}
