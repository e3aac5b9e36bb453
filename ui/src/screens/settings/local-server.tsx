/** The bundled server: on and off, where it listens, who signs people in, what is wrong with that, and its log. */
import { useText } from "../../i18n/text";
import { commands, type LocalServerView } from "../../ipc";
import { CopyButton } from "../../parts/copy-button";
import { ErrorNote } from "../../parts/error-note";
import { Fold } from "../../parts/fold";
import { Spinner } from "../../parts/spinner";
import { Switch } from "../../parts/switch";
import { visible } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { Check } from "./local-server-check";
import { LocalServerForm } from "./local-server-form";
import { Section } from "./section";

export function LocalServer({ local }: { local: LocalServerView }) {
  const t = useText();
  const { state } = local;
  const { busy, error, run } = useTask();
  const on = state.type === "running" || state.type === "starting";

  return (
    <Section title={t.settings.local} lead={t.settings.localLead} data-testid="local-server" data-state={state.type}>
      <div>
        <div className="flex items-center justify-between gap-4">
          <span id="local-server-switch-label" className="font-medium">
            {t.settings.localSwitch}
          </span>
          <span className="flex items-center gap-3">
            <span aria-live="polite" className="flex items-center gap-1.5 text-sm text-soft">
              {state.type === "starting" ? <Spinner /> : null}
              {t.settings.localState[state.type]}
            </span>
            <Switch
              on={on}
              busy={busy}
              aria-labelledby="local-server-switch-label"
              data-testid="local-server-switch"
              onChange={() => void run(() => (on ? commands.localServerStop() : commands.localServerStart()))}
            />
          </span>
        </div>
        {state.type === "failed" ? <ErrorNote error={state.error} className="mt-2" /> : null}
        {error ? <ErrorNote error={error} className="mt-2" /> : null}
        {state.type === "running" ? (
          <Copyable label={t.settings.address} text={state.url} testId="local-server-url" />
        ) : null}
      </div>
      <LocalServerForm local={local} />
      {local.redirect_uri === "" ? null : (
        <Copyable
          label={t.settings.redirect}
          hint={t.settings.redirectHint}
          text={local.redirect_uri}
          testId="local-server-redirect"
        />
      )}
      <Check />
      <Fold label={t.settings.log} data-testid="local-server-log">
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
          tabIndex={0}
          className="max-h-60 overflow-auto rounded-md border border-line bg-side p-3 font-mono text-sm whitespace-pre-wrap"
        >
          {local.log.length === 0 ? t.settings.logEmpty : local.log.map(visible).join("\n")}
        </pre>
      </Fold>
    </Section>
  );
}

function Copyable({ label, hint, text, testId }: { label: string; hint?: string; text: string; testId: string }) {
  return (
    <div className="mt-2">
      <h3 className="text-sm font-medium">{label}</h3>
      <div className="flex items-center gap-1">
        <code data-testid={testId} data-url={text} className="min-w-0 font-mono text-sm">
          {visible(text)}
        </code>
        <CopyButton compact text={text} />
      </div>
      {hint ? <p className="text-sm text-soft">{hint}</p> : null}
    </div>
  );
}
