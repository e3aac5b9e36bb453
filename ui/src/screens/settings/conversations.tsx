/** Conversations that come from a file: one that was exported as JSON becomes one of its own here. */
import { useText } from "../../i18n/text";
import { buttonClass } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { conversationFiles, importConversation } from "../../shell/import-conversation";
import { useTask } from "../../state/problems";
import { Section } from "./section";

export function Conversations() {
  const t = useText();
  const { busy, error, run } = useTask();
  const read = (file: File | undefined) => {
    if (file !== undefined) {
      void run(() => importConversation(file));
    }
  };
  return (
    <Section title={t.settings.conversations}>
      <div className="space-y-2">
        <p className="font-medium">{t.settings.importConversation}</p>
        <p className="text-sm text-soft">{t.settings.importConversationHint}</p>
        <label
          className={buttonClass(
            "secondary",
            "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
          )}
        >
          {t.settings.chooseFile}
          <input
            type="file"
            accept={conversationFiles}
            data-testid="import-conversation"
            disabled={busy}
            className="sr-only"
            onChange={(event) => {
              read(event.target.files?.[0]);
              // The same file may be chosen again.
              event.target.value = "";
            }}
          />
        </label>
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Section>
  );
}
