/** A moment: short in the text, whole on hover. It has no timer; it is right when it is drawn. */
import { absolute, relative, useLanguage } from "../i18n/text";

export function When({ at, className = "" }: { at: string; className?: string }) {
  const language = useLanguage();
  return (
    <time dateTime={at} title={absolute(at, language)} className={className}>
      {relative(at, Date.now(), language)}
    </time>
  );
}
