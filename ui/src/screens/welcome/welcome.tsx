/** The first screen: three ways in. */
import { ArrowRight } from "lucide-react";
import { useEffect, useState } from "react";
import { Mark } from "../../brand/mark";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { visibleLine } from "../../parts/visible";
import { forgetField } from "../../shell/first-field";
import { useUsable } from "../../shell/usable";
import { go, usePlace } from "../../state/place";
import { useTask } from "../../state/problems";
import { startDemo } from "../../state/profile";
import { useCore } from "../../state/store";
import { ConnectForm } from "./connect-form";
import { ServerLine } from "./server-line";

export function Welcome() {
  const t = useText();
  const say = useSay();
  const demo = useCore((state) => state.profile === "demo");
  const company = useCore((state) => state.company);
  const servers = useCore((state) => state.servers);
  const hasModel = useCore((state) => state.models.length > 0);
  const [connecting, setConnecting] = useState(false);
  const signIn = useTask();
  const start = useTask();
  useUsable();
  useEffect(forgetField, []);

  // Where no company is configured but servers were added, the button is for the first that wants a sign-in.
  const next = company === null ? servers.find((server) => server.state.type === "sign_in_required") : undefined;
  const label =
    company !== null
      ? t.welcome.signInWith(visibleLine(say(company.name)))
      : next !== undefined
        ? t.welcome.signInToDemo(visibleLine(next.name))
        : t.welcome.signIn;

  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto">
      <div
        data-testid="welcome"
        className="mx-auto flex min-h-full max-w-[460px] flex-col justify-center gap-8 px-6 py-10"
      >
        <header>
          <Mark size={40} className="mb-5 -ml-1 text-accent" />
          <h1 className="text-xl font-semibold">{demo ? t.welcome.demoReady : t.welcome.title}</h1>
          <p className="mt-2 text-soft">{demo ? t.welcome.demoLead : t.welcome.lead}</p>
        </header>

        <div className="flex flex-col gap-2">
          <Button
            kind="primary"
            data-testid="welcome-sign-in"
            busy={signIn.busy}
            onClick={() => void signIn.run(() => (next ? commands.signIn(next.id) : commands.signInAll()))}
            className="min-h-10 w-full"
          >
            {label}
          </Button>
          {signIn.error ? <ErrorNote error={signIn.error} className="my-2" /> : null}
          {servers.length > 1 || servers.some((server) => server.state.type !== "sign_in_required") ? (
            <ul className="my-1">
              {servers.map((server) => (
                <ServerLine key={server.id} server={server} />
              ))}
            </ul>
          ) : null}

          <div className="mt-2 divide-y divide-line border-y border-line">
            {connecting ? (
              <div className="py-4">
                <ConnectForm onClose={() => setConnecting(false)} />
              </div>
            ) : (
              <Way
                testId="welcome-connect"
                title={t.welcome.connect}
                hint={t.welcome.connectHint}
                onClick={() => setConnecting(true)}
              />
            )}
            {demo ? null : (
              <Way
                testId="welcome-demo"
                title={start.busy ? t.welcome.starting : t.welcome.demo}
                hint={t.welcome.demoHint}
                onClick={() => void start.run(startDemo)}
              />
            )}
            {start.error ? <ErrorNote error={start.error} className="my-3" /> : null}
          </div>
        </div>

        <footer className="-ml-2.5 flex flex-wrap gap-1 text-sm text-soft">
          <Button kind="quiet" data-testid="welcome-settings" onClick={() => go({ screen: "settings" })}>
            {t.welcome.settings}
          </Button>
          {hasModel ? (
            <Button
              kind="quiet"
              data-testid="welcome-skip"
              onClick={() => usePlace.setState({ started: true, conversation: null })}
            >
              {t.welcome.skip}
            </Button>
          ) : null}
        </footer>
      </div>
    </div>
  );
}

function Way({ testId, title, hint, onClick }: { testId: string; title: string; hint: string; onClick: () => void }) {
  return (
    <div className="py-1">
      <button
        type="button"
        data-testid={testId}
        onClick={onClick}
        className="group -mx-3 flex w-[calc(100%+24px)] items-center gap-3 rounded-md px-3 py-2 text-left hover:bg-hover"
      >
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{title}</span>
          <span className="block text-sm text-soft">{hint}</span>
        </span>
        <ArrowRight size={16} aria-hidden="true" className="shrink-0 text-soft group-hover:text-ink" />
      </button>
    </div>
  );
}
