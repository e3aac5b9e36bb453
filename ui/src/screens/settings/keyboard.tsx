/** Keys: which one sends, and where all of them are listed. */
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { isMac } from "../../shell/keys";
import { openShortcuts } from "../../shell/layers";
import { useIsFound } from "./finding";
import { Section } from "./section";
import { SettingSelect } from "./setting-select";

export function Keyboard() {
  const t = useText();
  const shortcuts = useIsFound("shortcuts");
  return (
    <Section title={t.settings.keyboard}>
      <SettingSelect
        name="send_key"
        label={t.settings.sendKey}
        hint={t.settings.sendKeyHint}
        options={{
          enter: isMac ? t.settings.sendKeysMac.enter : t.settings.sendKeys.enter,
          ctrl_enter: isMac ? t.settings.sendKeysMac.ctrl_enter : t.settings.sendKeys.ctrl_enter,
        }}
      />
      <div hidden={!shortcuts}>
        <h3 className="text-sm font-medium">{t.settings.shortcuts}</h3>
        <p className="mt-0.5 mb-2 text-sm text-soft">{t.settings.shortcutsHint}</p>
        <Button data-testid="show-shortcuts" onClick={openShortcuts}>
          {t.settings.showShortcuts}
        </Button>
      </div>
    </Section>
  );
}
