/** How the window looks and which language it speaks. */
import { useText } from "../../i18n/text";
import { Section } from "./section";
import { SettingSelect } from "./setting-select";

export function Appearance() {
  const t = useText();
  const s = t.settings;
  return (
    <Section title={s.appearance}>
      <SettingSelect name="theme" label={s.theme} hint={s.themeHint} options={t.settings.themes} />
      <SettingSelect name="text_size" label={s.textSize} hint={s.textSizeHint} options={t.settings.sizes} />
      <SettingSelect name="density" label={s.density} hint={s.densityHint} options={t.settings.densities} />
      <SettingSelect name="motion" label={s.motion} hint={s.motionHint} options={t.settings.motions} />
      <SettingSelect name="language" label={s.language} hint={s.languageHint} options={t.settings.languages} />
    </Section>
  );
}
