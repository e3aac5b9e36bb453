/** Who runs models: those there are, and a form for another. A key goes in once and is only shown as set. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { useCore } from "../../state/store";
import { NewProviderForm } from "./new-provider-form";
import { ProviderRow } from "./provider-row";
import { Section } from "./section";

export function Providers() {
  const t = useText();
  const providers = useCore((state) => state.providers);
  const [adding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  return (
    <Section title={t.settings.models} lead={t.settings.modelsLead}>
      {providers.length === 0 ? (
        <p>{t.settings.noProviders}</p>
      ) : (
        <ul className="border-t border-line">
          {providers.map((provider) => (
            <ProviderRow
              key={provider.id === fresh ? `${provider.id} new` : provider.id}
              provider={provider}
              fresh={provider.id === fresh}
            />
          ))}
        </ul>
      )}
      {adding ? (
        <NewProviderForm onClose={() => setAdding(false)} onAdded={setFresh} />
      ) : (
        <Button data-testid="provider-add" icon={<Plus size={14} aria-hidden="true" />} onClick={() => setAdding(true)}>
          {t.settings.addProvider}
        </Button>
      )}
    </Section>
  );
}
