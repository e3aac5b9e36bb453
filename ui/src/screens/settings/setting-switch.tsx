/** A setting that is on or off. One that the company locked is shown, and says so. */
import { useId } from "react";
import { useSay } from "../../i18n/say";
import { commands, type SettingKey } from "../../ipc";
import { SetBy } from "../../parts/field";
import { Switch } from "../../parts/switch";
import { visibleLine } from "../../parts/visible";
import { attempt } from "../../state/problems";
import { setting } from "../../state/state";
import { useCore } from "../../state/store";
import { useIsFound } from "./finding";

export function SettingSwitch({ name, label, hint }: { name: SettingKey; label: string; hint: string }) {
  const say = useSay();
  const id = useId();
  const view = useCore((state) => setting(state, name));
  const found = useIsFound(name);
  const lockedBy = view?.locked_by ?? null;
  return (
    <div hidden={!found} className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        <div id={`${id}-hint`} className="mt-0.5 text-sm text-soft">
          {hint}
          {lockedBy === null ? null : (
            <span className="block">
              <SetBy who={visibleLine(say(lockedBy))} />
            </span>
          )}
        </div>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        data-testid={`setting-${name}`}
        data-locked={lockedBy !== null}
        disabled={lockedBy !== null}
        on={view?.value === "on"}
        onChange={(on) => attempt(commands.setSetting(name, on ? "on" : "off"))}
      />
    </div>
  );
}
