/** A block of code, with its language and a copy button. */
import { useText } from "../../i18n/text";
import { CopyButton } from "../../parts/copy-button";
import { visibleLine } from "../../parts/visible";

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const t = useText();
  return (
    <figure className="mb-3 overflow-hidden rounded-md border border-line bg-side">
      <figcaption className="flex min-h-8 items-center justify-between pl-3 text-xs text-soft">
        {visibleLine(language)}
        <CopyButton compact text={code} label={t.copy} />
      </figcaption>
      <pre dir="ltr" className="m-0! overflow-x-auto px-3 pb-3 text-sm">
        <code>{code.replace(/\n$/, "")}</code>
      </pre>
    </figure>
  );
}
