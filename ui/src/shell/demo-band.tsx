/** A demo says so on every screen, and how to leave it. */
import { FlaskConical } from "lucide-react";
import { useText } from "../i18n/text";
import { useCore } from "../state/store";
import { leaveDemo } from "./leave-demo";

export function DemoBand() {
  const t = useText();
  const demo = useCore((state) => state.profile === "demo");
  return demo ? (
    <aside
      data-testid="demo-band"
      aria-label={t.demo.label}
      className="flex min-h-8 shrink-0 items-center justify-center gap-2 bg-warn-tint px-4 text-sm text-warn"
    >
      <FlaskConical size={14} aria-hidden="true" className="shrink-0" />
      <span className="py-1">{t.demo.band}</span>
      <button
        type="button"
        data-testid="leave-demo"
        onClick={() => leaveDemo(t)}
        className="min-h-8 shrink-0 rounded-md px-2 font-medium underline underline-offset-2 hover:no-underline"
      >
        {t.demo.leave}
      </button>
    </aside>
  ) : null;
}
