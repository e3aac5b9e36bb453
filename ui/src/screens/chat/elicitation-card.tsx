/**
 * What a server asks in the middle of a call, in the stream: a form, or an address to open. Every word is the server's,
 * so who asks stands above it, and the address stands there whole before anything opens.
 */
import { ExternalLink } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type ElicitationAnswer, type ElicitationView } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { LongText } from "../../parts/long-text";
import { Named } from "../../parts/named";
import { visible, visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { composerField } from "./composer-field";
import { answersOf, beginWith, ElicitationField, type Values } from "./elicitation-field";

export function ElicitationCard({ asked }: { asked: ElicitationView }) {
  const t = useText();
  const id = useId();
  const [given, setGiven] = useState<ElicitationAnswer["type"] | null>(null);
  const { busy, error, run } = useTask();
  const answer = (choice: ElicitationAnswer) => {
    setGiven(choice.type);
    void run(() => commands.answerElicitation(asked.id, choice)).then((ok) => {
      if (ok && choice.type !== "open") {
        composerField()?.focus();
      }
    });
  };
  const busyWith = (type: ElicitationAnswer["type"]) => busy && given === type;

  return (
    <section
      data-testid="elicitation"
      data-id={asked.id}
      data-server={asked.server_id}
      data-kind={asked.ask.type}
      aria-labelledby={`${id}-title`}
      className="mt-2 rounded-lg border border-accent bg-tint px-4 py-3"
    >
      <h3 id={`${id}-title`}>
        <Named className="font-semibold">{asked.server_name}</Named>
        <span className="text-soft">
          {" · "}
          {t.elicitation.asks}
          {" · "}
          <Named>{asked.title}</Named>
          {asked.account === null ? null : (
            <>
              {" · "}
              <bdi>{t.call.as(visibleLine(asked.account))}</bdi>
            </>
          )}
        </span>
      </h3>
      <div data-testid="elicitation-message" dir="auto" className="mt-2">
        <LongText text={asked.message} />
      </div>
      {asked.ask.type === "form" ? (
        <Form asked={asked} fields={asked.ask.fields} busy={busyWith("accept")} onAnswer={answer}>
          <Refuse busy={busyWith} onAnswer={answer} />
        </Form>
      ) : (
        <>
          <Address url={asked.ask.url} host={asked.ask.host} />
          <div className="mt-3 flex flex-wrap gap-2">
            {asked.ask.opened ? (
              <Button
                kind="primary"
                data-testid="elicitation-continue"
                busy={busyWith("accept")}
                onClick={() => answer({ type: "accept", content: null })}
              >
                {t.elicitation.done}
              </Button>
            ) : null}
            <Button
              kind={asked.ask.opened ? "secondary" : "primary"}
              data-testid="elicitation-open"
              busy={busyWith("open")}
              icon={<ExternalLink size={14} aria-hidden="true" />}
              onClick={() => answer({ type: "open" })}
            >
              {asked.ask.opened ? t.elicitation.openAgain : t.elicitation.open(visibleLine(asked.ask.host))}
            </Button>
            <Refuse busy={busyWith} onAnswer={answer} />
          </div>
        </>
      )}
      {error ? <ErrorNote error={error} className="mt-3" /> : null}
    </section>
  );
}

/** The whole address, with the host marked: it is what decides who gets what is typed there. */
function Address({ url, host }: { url: string; host: string }) {
  const t = useText();
  const at = url.indexOf(host);
  return (
    <div className="mt-2">
      <p
        data-testid="elicitation-url"
        className="rounded-md border border-line bg-raised px-3 py-2 font-mono text-sm break-all"
      >
        {at < 0 ? (
          visible(url)
        ) : (
          <>
            <span className="text-soft">{visible(url.slice(0, at))}</span>
            <strong data-testid="elicitation-host" className="font-semibold text-ink">
              {visible(host)}
            </strong>
            <span className="text-soft">{visible(url.slice(at + host.length))}</span>
          </>
        )}
      </p>
      <p className="mt-1 text-sm text-soft">{t.elicitation.urlHint}</p>
    </div>
  );
}

function Form({
  asked,
  fields,
  busy,
  onAnswer,
  children,
}: {
  asked: ElicitationView;
  fields: Extract<ElicitationView["ask"], { type: "form" }>["fields"];
  busy: boolean;
  onAnswer: (answer: ElicitationAnswer) => void;
  children: React.ReactNode;
}) {
  const t = useText();
  const [values, setValues] = useState<Values>(() => beginWith(fields));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAnswer({ type: "accept", content: JSON.stringify(answersOf(fields, values)) });
  };
  return (
    <form noValidate onSubmit={submit} className="mt-3 space-y-3">
      {fields.map((field) => (
        <ElicitationField
          key={field.name}
          of={asked.id}
          field={field}
          value={values[field.name]}
          onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))}
        />
      ))}
      <p className="text-sm text-soft">{t.elicitation.formHint}</p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" data-testid="elicitation-submit" busy={busy}>
          {t.elicitation.submit}
        </Button>
        {children}
      </div>
    </form>
  );
}

function Refuse({
  busy,
  onAnswer,
}: {
  busy: (type: ElicitationAnswer["type"]) => boolean;
  onAnswer: (answer: ElicitationAnswer) => void;
}) {
  const t = useText();
  return (
    <>
      <Button data-testid="elicitation-decline" busy={busy("decline")} onClick={() => onAnswer({ type: "decline" })}>
        {t.elicitation.decline}
      </Button>
      <Button
        kind="quiet"
        data-testid="elicitation-cancel"
        busy={busy("cancel")}
        onClick={() => onAnswer({ type: "cancel" })}
      >
        {t.cancel}
      </Button>
    </>
  );
}
