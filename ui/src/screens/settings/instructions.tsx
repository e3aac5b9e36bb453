/** The company's instructions to every model, shown and locked; then one's own. */
import { useEffect, useRef, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, inputClass, SetBy } from "../../parts/field";
import { LongText } from "../../parts/long-text";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { setting } from "../../state/state";
import { useCore } from "../../state/store";
import { Section } from "./section";

export function Instructions() {
  const t = useText();
  const say = useSay();
  const company = useCore((state) => state.company);
  const view = useCore((state) => setting(state, "instructions"));
  const value = view?.value ?? "";
  const lockedBy = view?.locked_by ?? null;
  const field = useRef<HTMLTextAreaElement>(null);
  const [changed, setChanged] = useState(false);
  const { busy, error, run } = useTask();

  useEffect(() => {
    if (field.current !== null && !changed) {
      field.current.value = value;
    }
  }, [value, changed]);

  const save = () => {
    const text = field.current?.value ?? "";
    void run(() => commands.setSetting("instructions", text)).then((ok) => ok && setChanged(false));
  };

  return (
    <Section title={t.settings.instructions}>
      {company?.instructions ? (
        <div data-testid="company-instructions">
          <h3 className="mb-1 text-sm font-medium">{t.settings.companyInstructions(visibleLine(say(company.name)))}</h3>
          <div className="border-l-2 border-line pl-3">
            <LongText text={company.instructions} />
          </div>
          <p className="mt-1 text-sm">
            <SetBy who={visibleLine(say(company.name))} />
          </p>
        </div>
      ) : null}
      <Field
        label={t.settings.instructionsLabel}
        hint={t.settings.instructionsHint}
        lockedBy={lockedBy === null ? null : visibleLine(say(lockedBy))}
      >
        {(id, describedBy) => (
          <textarea
            ref={field}
            id={id}
            aria-describedby={describedBy}
            data-testid="setting-instructions"
            data-locked={lockedBy !== null}
            disabled={lockedBy !== null}
            rows={4}
            dir="auto"
            defaultValue={value}
            onChange={(event) => setChanged(event.target.value !== value)}
            className={`${inputClass} resize-y`}
          />
        )}
      </Field>
      {lockedBy === null ? (
        <div className="-mt-2 flex items-center gap-3">
          <Button data-testid="instructions-save" busy={busy} disabled={!changed} onClick={save}>
            {t.save}
          </Button>
          {error ? <ErrorNote error={error} /> : null}
        </div>
      ) : null}
    </Section>
  );
}
