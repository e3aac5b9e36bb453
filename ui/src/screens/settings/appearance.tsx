/** Theme, text size, language. */
import { useText } from "../../i18n/text";
import { Section } from "./section";
import { SettingSelect } from "./setting-select";

export function Appearance() {
  const t = useText();
  return (
    <Section title={t.settings.appearance}>
      <SettingSelect name="theme" label={t.settings.theme} options={t.settings.themes} />
      <SettingSelect name="text_size" label={t.settings.textSize} options={t.settings.sizes} />
      <SettingSelect name="language" label={t.settings.language} options={t.settings.languages} />
    </Section>
  );
}
