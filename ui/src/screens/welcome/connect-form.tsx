/**
 * The address of a tool server; what is wrong with it stands under it. A server that can't be reached stays only where
 * one wants to keep trying: whoever leaves the form, or tries another address, leaves nothing behind.
 */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { own } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, TextInput } from "../../parts/field";
import { addServer, inUse, type Unreachable } from "../../state/add-server";
import { useTask } from "../../state/problems";

export function ConnectForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const { busy, error, run } = useTask();
  const working = useRef<AbortController>(null);
  const offer = useRef<Unreachable>(null);
  const [keepable, setKeepable] = useState(false);

  useEffect(
    () => () => {
      working.current?.abort();
      // It may have come back meanwhile, and be what took one away from here.
      if (offer.current !== null && !inUse(offer.current.id)) {
        void offer.current.takeBack?.();
      }
      offer.current = null;
    },
    [],
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const url = input.current?.value.trim() ?? "";
    const controller = new AbortController();
    working.current = controller;
    const undo = offer.current?.takeBack;
    offer.current = null;
    setKeepable(false);
    void run(async () => {
      await undo?.();
      if (url === "") {
        throw { code: "invalid", message: own(t.welcome.urlEmpty), details: null };
      }
      const unreachable = await addServer(url, controller.signal);
      if (unreachable !== null) {
        offer.current = unreachable;
        setKeepable(unreachable.takeBack !== null);
        throw unreachable.error;
      }
    }).then((ok) => (ok ? onClose() : input.current?.focus()));
  };

  const cancel = () => {
    void offer.current?.takeBack?.();
    offer.current = null;
    onClose();
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
        {keepable ? (
          <Button
            kind="quiet"
            data-testid="connect-keep"
            onClick={() => {
              offer.current = null;
              onClose();
            }}
          >
            {t.welcome.keepTrying}
          </Button>
        ) : null}
        <Button kind="quiet" onClick={cancel} data-testid="connect-cancel">
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
