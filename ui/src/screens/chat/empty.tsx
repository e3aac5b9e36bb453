/** A conversation in which nothing was said yet: what one can do here. */
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { go } from "../../state/place";
import { attempt } from "../../state/problems";
import { ready } from "../../state/servers";
import { useCore } from "../../state/store";
import { send } from "./send";

const questions = ["balance", "request", "report", "expense"] as const;

export function Empty({ id }: { id: string | null }) {
  const t = useText();
  const demo = useCore((state) => state.profile === "demo");
  const hasModel = useCore((state) => state.models.length > 0);
  const demoModel = useCore((state) => state.models.find((model) => model.id === state.model)?.demo ?? false);
  const hasTools = useCore((state) => ready(state.servers).length > 0);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto px-4">
      <div className="mx-auto mt-auto w-full max-w-[72ch] pt-6 pb-6">
        {hasModel ? (
          <>
            <p className="text-xl font-semibold">{t.chat.emptyTitle}</p>
            <p className="mt-1.5 text-soft">{hasTools ? t.chat.emptyLead : t.chat.emptyNoTools}</p>
          </>
        ) : (
          <div data-testid="no-model">
            <p className="text-xl font-semibold">{t.chat.noModelTitle}</p>
            <p className="mt-1.5 text-soft">{t.chat.noModelLead}</p>
            <Button kind="primary" className="mt-4" onClick={() => go({ screen: "settings" })}>
              {t.chat.addModel}
            </Button>
          </div>
        )}
        {demo && hasModel ? (
          <ul aria-label={t.chat.suggestions} className="mt-5 divide-y divide-line border-y border-line">
            {questions.map((question) => (
              <li key={question} className="py-0.5">
                <button
                  type="button"
                  data-testid="suggestion"
                  data-question={question}
                  onClick={() => attempt(send(id, t.suggestion[question].text))}
                  className="-mx-2 flex min-h-9 w-[calc(100%+16px)] flex-wrap items-center justify-between gap-x-4 rounded-md px-2 py-1.5 text-left hover:bg-hover"
                >
                  <span>{t.suggestion[question].text}</span>
                  <span className="text-sm text-soft">{t.suggestion[question].title}</span>
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        {demoModel ? <p className="mt-4 text-sm text-soft">{t.demo.modelNote}</p> : null}
      </div>
    </div>
  );
}
