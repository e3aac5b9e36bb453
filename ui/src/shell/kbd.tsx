/** Keys, as they are printed on the keyboard. */
import { useText } from "../i18n/text";
import { written } from "./keys";

export function Kbd({ keys }: { keys: readonly string[] }) {
  const t = useText();
  return (
    <span className="inline-flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 text-soft">
      {keys.map((one, index) => (
        <span key={one} className="inline-flex items-center gap-1">
          {index > 0 ? <span className="mr-1 text-sm">{t.command.or}</span> : null}
          {written(one).map((part) => (
            <kbd
              key={part}
              className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-side px-1 font-sans text-xs"
            >
              {part}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
