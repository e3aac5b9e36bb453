/** "Managed by Meridian": why a rule cannot be changed here. */
import { Lock } from "lucide-react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { visibleLine } from "../../parts/visible";
import { useCore } from "../../state/store";

export function SetByCompany() {
  const t = useText();
  const say = useSay();
  const company = useCore((state) => state.company?.name);
  return (
    <p data-testid="managed-by" className="mt-1 flex items-center gap-1 narrow:justify-end text-sm text-soft">
      <Lock size={12} aria-hidden="true" className="shrink-0" />
      {t.tools.managedBy(visibleLine(say(company ?? t.yourCompany)))}
    </p>
  );
}
