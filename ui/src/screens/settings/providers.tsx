/** Who runs models: those there are, and a form for another; and how much a model thinks. A key goes in once and is only shown
 * as set. */
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { soon } from "../../state/soon";
import { useCore } from "../../state/store";
import { useWantedForm } from "../../state/wanted-form";
import { useIsFound } from "./finding";
import { NewProviderForm } from "./new-provider-form";
import { ProviderRow } from "./provider-row";
import { Section } from "./section";
import { SettingSelect } from "./setting-select";

export function Providers({ onWanted }: { onWanted: () => void }) {
  const t = useText();
  const providers = useCore((state) => state.providers);
  const listed = useIsFound("part");
  const [adding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const form = useRef<HTMLDivElement>(null);
  useWantedForm("provider", () => {
    onWanted();
    setAdding(true);
    // When it is drawn, and the palette has given the focus back.
    soon(() => {
      // Whoever was faster is writing there already.
      if (!form.current?.contains(document.activeElement)) {
        form.current?.querySelector<HTMLElement>("select, input")?.focus({ preventScroll: true });
      }
      form.current?.scrollIntoView?.({ block: "nearest" });
    });
  });
  return (
    <Section title={t.settings.models} lead={t.settings.modelsLead}>
      <div hidden={!listed} className="space-y-5">
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
          <div ref={form} className="scroll-my-6">
            <NewProviderForm onClose={() => setAdding(false)} onAdded={setFresh} />
          </div>
        ) : (
          <Button
            data-testid="provider-add"
            icon={<Plus size={14} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            {t.settings.addProvider}
          </Button>
        )}
      </div>
      <SettingSelect
        name="thinking"
        label={t.settings.thinking}
        hint={t.settings.thinkingHint}
        options={t.settings.efforts}
      />
    </Section>
  );
}
