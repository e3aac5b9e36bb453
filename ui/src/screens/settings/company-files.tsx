/** Which company configuration is in force, and where it was read from. */
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { visible, visibleLine } from "../../parts/visible";
import { useCore } from "../../state/store";
import { Section } from "./section";

export function CompanyFiles() {
  const t = useText();
  const say = useSay();
  const company = useCore((state) => state.company);
  return company === null ? null : (
    <Section title={t.settings.company}>
      <div>
        <p className="font-medium">{visibleLine(say(company.name))}</p>
        <p className="text-sm text-soft">{t.settings.companyFiles}</p>
        <ul className="font-mono text-sm">
          {company.files.map((file) => (
            <li key={file}>{visible(file)}</li>
          ))}
        </ul>
      </div>
    </Section>
  );
}
