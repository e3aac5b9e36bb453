/** Arguments and result of a tool call, readable or as JSON. */
import { type ReactNode, useMemo, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import type { CallView } from "../../ipc";
import { type Json, parseJson, printJson } from "../../json/parse";
import { JsonView } from "../../json/view";
import { LongText } from "../../parts/long-text";
import { Media } from "./media";
import { ResourceLinks } from "./resource-links";

export interface CallContent {
  args: Json | null;
  result: Json | null;
}

/** Read once for each call, however often it is drawn. */
export function useContent(call: CallView): CallContent {
  const say = useSay();
  const reason = call.reason === null ? null : say(call.reason);
  const args = useMemo(() => parseJson(call.arguments), [call.arguments]);
  const result = useMemo(() => resultOf(call, reason), [call, reason]);
  return { args, result };
}

export function CallBody({ call, content: { args, result } }: { call: CallView; content: CallContent }) {
  const t = useText();
  const [json, setJson] = useState(false);
  return (
    <div className="space-y-3 text-sm">
      <Section title={t.call.arguments} testId="tool-arguments">
        <Arguments text={call.arguments} value={args} json={json} />
      </Section>
      {call.state === "running" || call.state === "asking" ? null : (
        <Section title={t.call.result} testId="tool-result">
          {result === null ? (
            <span className="text-soft">{t.call.noResult}</span>
          ) : json ? (
            <div data-testid="json">
              <LongText mono text={printJson(result)} />
            </div>
          ) : (
            <JsonView value={result} />
          )}
          <Media media={call.media ?? []} />
          <ResourceLinks call={call} />
        </Section>
      )}
      <ShowJson json={json} onChange={setJson} />
    </div>
  );
}

/** Arguments: what stands in them is all shown, whatever it is. */
export function Arguments({ text, value, json }: { text: string; value: Json | null; json: boolean }) {
  const t = useText();
  if (value === null) {
    return <LongText mono text={text} />;
  }
  if (json) {
    return (
      <div data-testid="json">
        <LongText mono text={printJson(value)} />
      </div>
    );
  }
  return isEmpty(value) ? <span className="text-soft">{t.call.noArguments}</span> : <JsonView value={value} />;
}

export function ShowJson({ json, onChange }: { json: boolean; onChange: (json: boolean) => void }) {
  const t = useText();
  return (
    <button
      type="button"
      data-testid="show-json"
      aria-pressed={json}
      onClick={() => onChange(!json)}
      className="-mx-1.5 -my-1 inline-flex min-h-8 items-center rounded-md px-1.5 text-sm text-soft hover:text-ink hover:underline"
    >
      {json ? t.call.showReadable : t.call.showJson}
    </button>
  );
}

function Section({ title, testId, children }: { title: string; testId: string; children: ReactNode }) {
  return (
    <section data-testid={testId}>
      <h3 className="mb-1 text-xs font-medium text-soft">{title}</h3>
      {children}
    </section>
  );
}

/** What came of a call; where nothing did, why. */
function resultOf(call: CallView, reason: string | null): Json | null {
  if (reason !== null && call.state !== "done") {
    return { kind: "string", value: reason };
  }
  if (call.structured !== null) {
    return parseJson(call.structured) ?? { kind: "string", value: call.structured };
  }
  if (call.text === null || call.text === "") {
    return null;
  }
  const json = /^\s*[[{]/.test(call.text) ? parseJson(call.text) : null;
  return json ?? { kind: "string", value: call.text };
}

export function isEmpty(value: Json): boolean {
  return (
    (value.kind === "object" && value.entries.length === 0) || (value.kind === "array" && value.items.length === 0)
  );
}
