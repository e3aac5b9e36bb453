/** How the browser comes back after signing in, and where secrets are kept. */
import { useText } from "../../i18n/text";
import { useIsFound } from "./finding";
import { Section } from "./section";
import { SettingSelect } from "./setting-select";
import { Vault } from "./vault";

export function SigningIn() {
  const t = useText();
  const secrets = useIsFound("secrets");
  return (
    <Section title={t.settings.signIn}>
      <SettingSelect
        name="sign_in_way"
        label={t.settings.signInWay}
        hint={t.settings.signInWayHint}
        options={t.settings.ways}
      />
      <div hidden={!secrets}>
        <Vault />
      </div>
    </Section>
  );
}
