/** What stands outside the window: notifications, the tray, a key of the whole system. */
import { useText } from "../../i18n/text";
import { isMac, written } from "../../shell/keys";
import { Section } from "./section";
import { SettingSwitch } from "./setting-switch";

export function Desktop() {
  const t = useText();
  const keys = written("Mod+Shift+Space").join(isMac ? " " : "+");
  return (
    <Section title={t.settings.desktop}>
      <SettingSwitch name="notify" label={t.settings.notify} hint={t.settings.notifyHint} />
      <SettingSwitch name="tray" label={t.settings.tray} hint={t.settings.trayHint} />
      <SettingSwitch name="quick_open" label={t.settings.quickOpen} hint={t.settings.quickOpenHint(keys)} />
    </Section>
  );
}
