/** The address of a tool server; what is wrong with it stands under it. */
import { type FormEvent, useRef } from "react";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, TextInput } from "../../parts/field";
import { useTask } from "../../state/problems";

export function ConnectForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const { busy, error, run } = useTask();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const url = input.current?.value.trim() ?? "";
    void run(async () => {
      if (url === "") {
        throw { code: "invalid", message: t.welcome.urlEmpty, details: null };
      }
      const server = await commands.addServer(url);
      // To connect is to want to use it: where it asks for a sign-in, that is the next step.
      if (server.state.type === "sign_in_required") {
        await commands.signIn(server.id);
      }
    }).then((ok) => (ok ? onClose() : input.current?.focus()));
  };

  return (
    <form onSubmit={submit} noValidate className="space-y-3">
      <Field label={t.welcome.urlLabel}>
        {(id) => (
          <TextInput
            ref={input}
            id={id}
            type="url"
            inputMode="url"
            data-testid="connect-url"
            placeholder={t.welcome.urlPlaceholder}
            aria-invalid={error !== null}
            autoFocus
          />
        )}
      </Field>
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={busy} data-testid="connect-submit">
          {busy ? t.welcome.connecting : t.welcome.connectSubmit}
        </Button>
        <Button kind="quiet" onClick={onClose} data-testid="connect-cancel">
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
