/** What a prompt or an address with gaps takes, asked before it is added. The server may complete what is typed. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { type AttachmentView, type CompletionOf, commands } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Field, TextInput } from "../../parts/field";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { type Offer, titleOf } from "./offers";

type Asking = Extract<Offer, { type: "prompt" | "template" }>;

interface Props {
  offer: Asking;
  onDone: (coming: Promise<AttachmentView>) => Promise<void>;
  onClose: () => void;
}

/** Typing is over for now. In milliseconds. */
const PAUSE = 150;

export function ArgumentForm({ offer, onDone, onClose }: Props) {
  const t = useText();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const { busy, error, run } = useTask();
  const fields =
    offer.type === "prompt"
      ? offer.prompt.arguments
      : offer.template.variables.map((name) => ({ name, title: name, description: "", required: true }));
  const of: CompletionOf =
    offer.type === "prompt"
      ? { type: "prompt", name: offer.prompt.name }
      : { type: "template", uri_template: offer.template.uri_template };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => onDone(attach(offer, values)));
  };
  return (
    <form
      noValidate
      data-testid="argument-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
      }}
      className="appear mb-2 space-y-3 rounded-lg border border-edge/60 bg-raised p-3"
    >
      <h3 className="font-medium">
        <Named>{titleOf(offer)}</Named>
        <span className="text-soft">
          {" · "}
          <Named>{offer.server.name}</Named>
        </span>
      </h3>
      {fields.map((field, index) => (
        <Argument
          key={field.name}
          label={field.required ? visibleLine(field.title) : `${visibleLine(field.title)} (${t.elicitation.optional})`}
          hint={field.description === "" ? undefined : visibleLine(field.description)}
          name={field.name}
          first={index === 0}
          value={values[field.name] ?? ""}
          onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))}
          complete={
            offer.server.completes
              ? (value) => {
                  const { [field.name]: _own, ...others } = values;
                  return commands.complete(offer.server.id, of, field.name, value, others);
                }
              : null
          }
        />
      ))}
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={busy} data-testid="argument-submit">
          {t.attach.add}
        </Button>
        <Button kind="quiet" onClick={onClose} data-testid="argument-cancel">
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}

/** Adds what needs no more words. */
export async function attach(offer: Offer, values: Readonly<Record<string, string>>): Promise<AttachmentView> {
  switch (offer.type) {
    case "prompt":
      return commands.attachPrompt(offer.server.id, offer.prompt.name, values);
    case "resource":
      return commands.attachResource(offer.server.id, offer.resource.uri);
    case "template": {
      const uri = await commands.fillTemplate(offer.template.uri_template, values);
      return commands.attachResource(offer.server.id, uri);
    }
  }
}

function Argument({
  label,
  hint,
  name,
  first,
  value,
  onChange,
  complete,
}: {
  label: string;
  hint: string | undefined;
  name: string;
  first: boolean;
  value: string;
  onChange: (value: string) => void;
  complete: ((value: string) => Promise<string[]>) | null;
}) {
  const t = useText();
  const [suggested, setSuggested] = useState<readonly string[]>([]);
  const asked = useRef(0);
  const [typed, setTyped] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what is typed, not how it would be completed.
  useEffect(() => {
    if (complete === null || !typed) {
      return;
    }
    asked.current += 1;
    const mine = asked.current;
    const timer = setTimeout(() => {
      complete(value).then(
        (list) => mine === asked.current && setSuggested(list.filter((one) => one !== value).slice(0, 8)),
        // Without suggestions one writes on.
        () => setSuggested([]),
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [value, typed]);
  return (
    <div>
      <Field label={label} hint={hint}>
        {(id, described) => (
          <TextInput
            id={id}
            aria-describedby={described}
            data-testid={`argument-${name}`}
            autoFocus={first}
            dir="auto"
            value={value}
            onFocus={() => setTyped(true)}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {suggested.length > 0 ? (
        <fieldset className="mt-1 flex flex-wrap gap-1">
          <legend className="sr-only">{t.attach.suggestions}</legend>
          {suggested.map((one) => (
            <button
              key={one}
              type="button"
              data-testid="suggested"
              onClick={() => {
                setSuggested([]);
                onChange(one);
              }}
              className="min-h-8 max-w-full truncate rounded-md border border-line px-2 text-sm hover:bg-hover"
            >
              <bdi>{visibleLine(one)}</bdi>
            </button>
          ))}
        </fieldset>
      ) : null}
    </div>
  );
}
