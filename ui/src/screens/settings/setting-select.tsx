/** A setting with a few values. One that the company locked is shown, and says so. */
import { useSay } from "../../i18n/say";
import { commands, type SettingKey } from "../../ipc";
import { Field, Select } from "../../parts/field";
import { visibleLine } from "../../parts/visible";
import { attempt } from "../../state/problems";
import { setting } from "../../state/state";
import { useCore } from "../../state/store";
import { useIsFound } from "./finding";

interface Props {
  name: SettingKey;
  label: string;
  hint: string;
  /** Values and their words, in order. */
  options: Readonly<Record<string, string>>;
}

export function SettingSelect({ name, label, hint, options }: Props) {
  const say = useSay();
  const view = useCore((state) => setting(state, name));
  const lockedBy = view?.locked_by ?? null;
  const found = useIsFound(name);
  return (
    <Field label={label} hint={hint} hidden={!found} lockedBy={lockedBy === null ? null : visibleLine(say(lockedBy))}>
      {(id, describedBy) => (
        <Select
          id={id}
          aria-describedby={describedBy}
          data-testid={`setting-${name}`}
          data-locked={lockedBy !== null}
          disabled={lockedBy !== null}
          value={view?.value ?? ""}
          onChange={(event) => attempt(commands.setSetting(name, event.target.value))}
        >
          {Object.entries(options).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
