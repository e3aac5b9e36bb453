/** All settings, on one page. */
import { useText } from "../../i18n/text";
import { useCore } from "../../state/store";
import { Page } from "../page";
import { Appearance } from "./appearance";
import { CompanyFiles } from "./company-files";
import { Diagnostics } from "./diagnostics";
import { Instructions } from "./instructions";
import { LocalServer } from "./local-server";
import { Providers } from "./providers";
import { Section } from "./section";
import { SettingSelect } from "./setting-select";
import { Vault } from "./vault";

export default function Settings() {
  const t = useText();
  const version = useCore((state) => state.version);
  const local = useCore((state) => state.local_server);
  return (
    <Page testId="settings-page" title={t.settings.title}>
      <Appearance />
      <Providers />
      <Instructions />
      <Section title={t.settings.signIn}>
        <SettingSelect
          name="sign_in_way"
          label={t.settings.signInWay}
          hint={t.settings.signInWayHint}
          options={t.settings.ways}
        />
        <Vault />
      </Section>
      {local === null ? null : <LocalServer local={local} />}
      <Diagnostics />
      <CompanyFiles />
      <p className="border-t border-line pt-4 text-sm text-soft">{t.settings.version(version)}</p>
    </Page>
  );
}
