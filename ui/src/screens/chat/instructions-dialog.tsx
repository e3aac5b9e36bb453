/** What the model is told here: by the company, by the person everywhere, and in this conversation alone. */
import { X } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { useSay } from "../../i18n/say";
import { size, useLanguage, useText } from "../../i18n/text";
import { type ConversationView, commands } from "../../ipc";
import { Button, IconButton } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { inputClass, SetBy } from "../../parts/field";
import { LongText } from "../../parts/long-text";
import { visibleLine } from "../../parts/visible";
import { Overlay } from "../../shell/overlay";
import { go } from "../../state/place";
import { useTask } from "../../state/problems";
import { setting } from "../../state/state";
import { useCore } from "../../state/store";

/** The core takes no more, in bytes. */
const LONGEST = 16_384;

export function InstructionsDialog({ view, onClose }: { view: ConversationView; onClose: () => void }) {
  const t = useText();
  const say = useSay();
  const company = useCore((state) => state.company);
  const own = useCore((state) => setting(state, "instructions"));
  const field = useRef<HTMLTextAreaElement>(null);
  const lockedBy = own?.locked_by ?? null;
  return (
    <Overlay
      testId="instructions-dialog"
      label={t.nav.instructions}
      initialFocus={field}
      onClose={onClose}
      className="top-[8vh] max-h-[84vh] w-[min(560px,calc(100vw-32px))]"
    >
      <header className="flex shrink-0 items-center justify-between border-b border-line py-2 pr-2 pl-5">
        <h2 className="text-lg font-semibold">{t.nav.instructions}</h2>
        <IconButton label={t.close} data-testid="instructions-close" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </header>
      <div className="min-h-0 space-y-5 overflow-y-auto p-5">
        {company?.instructions ? (
          <Told
            testId="instructions-company"
            title={t.settings.companyInstructions(visibleLine(say(company.name)))}
            text={company.instructions}
          >
            <SetBy who={visibleLine(say(company.name))} />
          </Told>
        ) : null}
        <Told testId="instructions-own" title={t.settings.instructionsLabel} text={own?.value ?? ""}>
          {lockedBy === null ? (
            <button
              type="button"
              data-testid="instructions-settings"
              onClick={() => {
                onClose();
                go({ screen: "settings" });
              }}
              className="-mx-1.5 inline-flex min-h-8 items-center rounded-md px-1.5 text-accent hover:underline"
            >
              {t.nav.instructionsInSettings}
            </button>
          ) : (
            <SetBy who={visibleLine(say(lockedBy))} />
          )}
        </Told>
        <Here view={view} field={field} onSaved={onClose} />
      </div>
    </Overlay>
  );
}

function Told({ testId, title, text, children }: { testId: string; title: string; text: string; children: ReactNode }) {
  const t = useText();
  return (
    <section data-testid={testId}>
      <h3 className="mb-1 text-sm font-medium">{title}</h3>
      {text === "" ? (
        <p className="text-soft">{t.nav.noInstructions}</p>
      ) : (
        <div className="border-l-2 border-line pl-3">
          <LongText text={text} />
        </div>
      )}
      <div className="mt-1 text-sm">{children}</div>
    </section>
  );
}

interface HereProps {
  view: ConversationView;
  field: React.RefObject<HTMLTextAreaElement | null>;
  onSaved: () => void;
}

function Here({ view, field, onSaved }: HereProps) {
  const t = useText();
  const language = useLanguage();
  const id = useId();
  const [text, setText] = useState(view.instructions);
  const { busy, error, run } = useTask();
  const bytes = new TextEncoder().encode(text).length;
  const long = bytes > LONGEST;
  const save = () => {
    void run(() => commands.setInstructions(view.summary.id, text.trim())).then((ok) => ok && onSaved());
  };
  return (
    <section>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {t.nav.instructionsHere}
      </label>
      <textarea
        ref={field}
        id={id}
        data-testid="instructions-here"
        aria-describedby={`${id}-hint`}
        aria-invalid={long}
        rows={5}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={`${inputClass} max-h-[40vh] resize-y`}
      />
      <p id={`${id}-hint`} className="mt-1 text-sm text-soft">
        {long ? (
          <span role="alert" className="text-danger">
            {t.nav.instructionsLong(size(bytes, language), size(LONGEST, language))}
          </span>
        ) : (
          t.nav.instructionsHint
        )}
      </p>
      <Button
        kind="primary"
        data-testid="instructions-here-save"
        busy={busy}
        disabled={long || text.trim() === view.instructions}
        onClick={save}
        className="mt-2"
      >
        {t.save}
      </Button>
      {error ? <ErrorNote error={error} className="mt-2" /> : null}
    </section>
  );
}
