/** A field of a server's form. What is typed stays text until the core has held it against the form. */
import { useText } from "../../i18n/text";
import type { FieldView } from "../../ipc";
import { Field, inputClass, Select, TextInput } from "../../parts/field";
import { visibleLine } from "../../parts/visible";

export type Value = string | boolean | readonly string[] | undefined;
export type Values = Readonly<Record<string, Value>>;

/** What the form says that its fields begin with. */
export function beginWith(fields: readonly FieldView[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, field.kind.default ?? undefined]));
}

/** The answers by name; what was left empty is none. */
export function answersOf(fields: readonly FieldView[], values: Values): Record<string, unknown> {
  const given = fields.flatMap((field) => {
    const value = values[field.name];
    const nothing = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
    return nothing ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(given);
}

/** How each kind of text is written, in every language. */
const examples = {
  email: "name@example.com",
  uri: "https://example.com",
  date: "2026-12-21",
  "date-time": "2026-12-21T09:00:00Z",
} as const;

interface Props {
  of: string;
  field: FieldView;
  value: Value;
  onChange: (value: Value) => void;
}

export function ElicitationField({ of, field, value, onChange }: Props) {
  const t = useText();
  const title = visibleLine(field.title);
  const label = field.required ? title : `${title} (${t.elicitation.optional})`;
  const hint = field.description === null ? undefined : visibleLine(field.description);
  const { kind } = field;
  switch (kind.type) {
    case "flag":
      return (
        <Group label={label} hint={hint}>
          {[true, false].map((yes) => (
            <label key={String(yes)} className="inline-flex min-h-8 items-center gap-2">
              <input
                type="radio"
                name={`${of} ${field.name}`}
                data-testid={`field-${field.name}-${yes ? "yes" : "no"}`}
                checked={value === yes}
                onChange={() => onChange(yes)}
              />
              {yes ? t.call.yes : t.call.no}
            </label>
          ))}
        </Group>
      );
    case "choices": {
      const chosen = Array.isArray(value) ? value : [];
      return (
        <Group label={label} hint={hint}>
          {kind.options.map((option) => (
            <label key={option.value} className="inline-flex min-h-8 items-center gap-2">
              <input
                type="checkbox"
                data-testid={`field-${field.name}-${option.value}`}
                checked={chosen.includes(option.value)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...chosen, option.value] : chosen.filter((other) => other !== option.value),
                  )
                }
              />
              <bdi>{visibleLine(option.title)}</bdi>
            </label>
          ))}
        </Group>
      );
    }
    case "choice":
      return (
        <Field label={label} hint={hint}>
          {(id, described) => (
            <Select
              id={id}
              aria-describedby={described}
              data-testid={`field-${field.name}`}
              value={typeof value === "string" ? value : ""}
              onChange={(event) => onChange(event.target.value)}
              className="max-w-96"
            >
              <option value="">{t.elicitation.choose}</option>
              {kind.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {visibleLine(option.title)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      );
    case "number":
    case "text": {
      const long = kind.type === "text" && kind.format === null && (kind.max_length ?? 0) > 200;
      const text = typeof value === "string" ? value : "";
      return (
        <Field label={label} hint={hint}>
          {(id, described) =>
            long ? (
              <textarea
                id={id}
                aria-describedby={described}
                data-testid={`field-${field.name}`}
                rows={3}
                dir="auto"
                value={text}
                onChange={(event) => onChange(event.target.value)}
                className={inputClass}
              />
            ) : (
              <TextInput
                id={id}
                aria-describedby={described}
                aria-required={field.required}
                data-testid={`field-${field.name}`}
                dir="auto"
                inputMode={kind.type === "number" ? (kind.integer ? "numeric" : "decimal") : undefined}
                placeholder={kind.type === "text" && kind.format !== null ? examples[kind.format] : undefined}
                value={text}
                onChange={(event) => onChange(event.target.value)}
                className="max-w-96"
              />
            )
          }
        </Field>
      );
    }
  }
}

function Group({ label, hint, children }: { label: string; hint: string | undefined; children: React.ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-x-5">{children}</div>
      {hint === undefined ? null : <p className="mt-1 text-sm text-soft">{hint}</p>}
    </fieldset>
  );
}
