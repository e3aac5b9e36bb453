/** What the kinds of providers ask for beside a name and a key. */
import { useText } from "../../i18n/text";
import type { ModelKind } from "../../ipc";
import { Field, TextInput } from "../../parts/field";

export const kinds: readonly Exclude<ModelKind, "demo">[] = [
  "open_ai",
  "responses",
  "azure",
  "anthropic",
  "gemini",
  "vertex",
  "bedrock",
  "ollama",
];

/** Kinds that can't be asked for their models. */
const unlisted: readonly ModelKind[] = ["azure", "vertex", "bedrock"];

/** Address, models and what else a kind needs. The fields are read by their names when the form is sent. */
export function ProviderFields({ kind }: { kind: ModelKind }) {
  const t = useText();
  const azure = kind === "azure";
  return (
    <>
      {kind === "vertex" ? (
        <Line name="project" label={t.settings.project} hint={t.settings.projectHint} testId="provider-project" />
      ) : null}
      {kind === "vertex" || kind === "bedrock" ? (
        <Line
          name="location"
          label={kind === "vertex" ? t.settings.location : t.settings.region}
          hint={kind === "vertex" ? t.settings.locationHint : t.settings.regionHint}
          testId="provider-location"
        />
      ) : null}
      <Line
        name="base_url"
        url
        label={azure ? t.settings.resourceUrl : t.settings.baseUrl}
        hint={azure ? t.settings.resourceUrlHint : t.settings.baseUrlHint}
        testId="provider-url"
      />
      {azure ? (
        <Line
          name="api_version"
          label={t.settings.apiVersion}
          hint={t.settings.apiVersionHint}
          testId="provider-api-version"
        />
      ) : null}
      <Line
        name="models"
        label={azure ? t.settings.deployments : t.settings.modelNames}
        hint={
          azure
            ? t.settings.deploymentsHint
            : unlisted.includes(kind)
              ? t.settings.modelNamesNeeded
              : t.settings.modelNamesHint
        }
        testId="provider-models"
      />
    </>
  );
}

interface LineProps {
  name: string;
  label: string;
  hint: string;
  testId: string;
  url?: boolean;
}

function Line({ name, label, hint, testId, url = false }: LineProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, describedBy) => (
        <TextInput
          id={id}
          name={name}
          aria-describedby={describedBy}
          {...(url ? { inputMode: "url" as const } : {})}
          data-testid={testId}
        />
      )}
    </Field>
  );
}
