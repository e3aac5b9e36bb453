/** One provider: how it stands, whether it answers, and what of it can be changed here. */
import { Check } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type ProviderTried, type ProviderView } from "../../ipc";
import { Button } from "../../parts/button";
import { confirm } from "../../parts/confirm";
import { ErrorNote } from "../../parts/error-note";
import { SetBy } from "../../parts/field";
import { Named } from "../../parts/named";
import { SecretForm } from "../../parts/secret-form";
import { visible, visibleLine } from "../../parts/visible";
import { attempt, useTask } from "../../state/problems";
import { useCore } from "../../state/store";
import { HeadersForm } from "./provider-headers";

interface Props {
  provider: ProviderView;
  /** It was just added, and is tried at once. */
  fresh: boolean;
}

export function ProviderRow({ provider, fresh }: Props) {
  const t = useText();
  const [changing, setChanging] = useState<"key" | "headers" | null>(null);
  const say = useSay();
  const company = useCore((state) => state.company?.name);
  const trial = useTrial(provider.id, fresh);
  const name = visibleLine(say(provider.name));
  const demo = provider.kind === "demo";
  // Whatever was found on this computer is shown no key.
  const takesKey = !demo && provider.sign_in === null && provider.source !== "default";
  const own = !provider.locked && provider.source === "user";
  return (
    <li
      data-testid="provider-row"
      data-provider={provider.id}
      data-key={provider.key_set ? "set" : "none"}
      className="border-b border-line py-3"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-40 flex-1">
          <p className="font-medium">
            <Named>{say(provider.name)}</Named>
          </p>
          <p className="text-sm text-soft">
            {t.settings.kinds[provider.kind]}
            {takesKey ? ` · ${provider.key_set ? t.settings.keySet : t.settings.keyNone}` : null}
            {provider.sign_in === null
              ? null
              : ` · ${provider.sign_in.signed_in ? t.settings.signedIn : t.settings.notSignedIn}`}
          </p>
          {provider.sign_in === null ? null : (
            <p className="text-sm text-soft">{t.settings.signsInAt(visibleLine(provider.sign_in.at))}</p>
          )}
          {provider.base_url === "" ? null : <p className="text-sm text-soft">{visible(provider.base_url)}</p>}
          {provider.fields.headers.length === 0 ? null : (
            <p data-testid="provider-header-names" className="text-sm text-soft">
              {t.settings.headersSet(provider.fields.headers.map(visibleLine).join(", "))}
            </p>
          )}
          {provider.source === "policy" ? (
            <p className="text-sm">
              <SetBy who={visibleLine(say(company ?? t.yourCompany))} />
            </p>
          ) : null}
        </div>
        <div className="flex flex-wrap gap-2">
          {demo ? null : (
            <Button data-testid="provider-test" busy={trial.busy} onClick={trial.start}>
              {t.settings.test}
            </Button>
          )}
          {provider.sign_in === null ? null : <SignInButton provider={provider} />}
          {takesKey && changing === null ? (
            <Button data-testid="provider-key-open" onClick={() => setChanging("key")}>
              {provider.key_set ? t.settings.changeKey : t.settings.setKey}
            </Button>
          ) : null}
          {takesKey && provider.key_set && changing === null ? (
            <Button
              kind="quiet"
              data-testid="provider-key-remove"
              onClick={() =>
                confirm({
                  title: t.settings.removeKeyTitle(name),
                  text: t.settings.removeKeyText,
                  ok: t.remove,
                  onYes: () => attempt(commands.setProviderKey(provider.id, "")),
                })
              }
            >
              {t.settings.removeKey}
            </Button>
          ) : null}
          {own && changing === null ? (
            <Button data-testid="provider-headers-open" onClick={() => setChanging("headers")}>
              {provider.fields.headers.length === 0 ? t.settings.headersAdd : t.settings.headersChange}
            </Button>
          ) : null}
          {own ? (
            <Button
              kind="quiet"
              data-testid="provider-remove"
              onClick={() =>
                confirm({
                  title: t.settings.removeProviderTitle(name),
                  text: t.settings.removeProviderText,
                  ok: t.remove,
                  onYes: () => attempt(commands.removeProvider(provider.id)),
                })
              }
            >
              {t.remove}
            </Button>
          ) : null}
        </div>
      </div>
      <div aria-live="polite">
        {trial.found === null ? null : (
          <p data-testid="provider-tested" className="mt-2 flex items-center gap-1.5 text-sm">
            <Check size={14} aria-hidden="true" className="shrink-0 text-ok" />
            {t.settings.tested(trial.found.models)}
          </p>
        )}
      </div>
      {trial.error ? <ErrorNote error={trial.error} className="mt-2" /> : null}
      {changing === "key" ? (
        <div className="mt-3">
          <SecretForm
            autoFocus
            label={t.settings.keyLabel(name)}
            submitLabel={t.save}
            emptyMessage={t.settings.keyEmpty}
            inputTestId="provider-key"
            submitTestId="provider-key-submit"
            onSubmit={(key) => commands.setProviderKey(provider.id, key)}
            onDone={() => setChanging(null)}
          />
        </div>
      ) : null}
      {changing === "headers" ? <HeadersForm provider={provider} onClose={() => setChanging(null)} /> : null}
    </li>
  );
}

function SignInButton({ provider }: { provider: ProviderView }) {
  const t = useText();
  const { sign_in: signIn } = provider;
  if (signIn === null) {
    return null;
  }
  return signIn.signed_in ? (
    <Button data-testid="provider-sign-out" onClick={() => attempt(commands.signOut(signIn.server_id))}>
      {t.tools.signOut}
    </Button>
  ) : (
    <Button kind="primary" data-testid="provider-sign-in" onClick={() => attempt(commands.signIn(signIn.server_id))}>
      {t.tools.signIn}
    </Button>
  );
}

/** Asks a provider whether it answers: when a person wants to know, and once right after it was added. */
function useTrial(id: string, fresh: boolean) {
  const { busy, error, run } = useTask();
  const [found, setFound] = useState<ProviderTried | null>(null);
  const start = () => {
    setFound(null);
    void run(async () => setFound(await commands.testProvider(id)));
  };
  const first = useRef(fresh ? start : null);
  useEffect(() => {
    first.current?.();
    first.current = null;
  }, []);
  return { busy, error, found, start };
}
