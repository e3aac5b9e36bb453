/** The window: what stands around the screens, and which screen is shown. */
import { Suspense, useEffect, useState } from "react";
import { useText } from "./i18n/text";
import { Boundary } from "./parts/boundary";
import { Button } from "./parts/button";
import { ConfirmDialog } from "./parts/confirm";
import { ErrorNote } from "./parts/error-note";
import { forgetFailed, lazily } from "./parts/lazily";
import { Guarded } from "./screens/broken";
import { Chat } from "./screens/chat/chat";
import { Skeleton } from "./screens/skeleton";
import { Waiting } from "./screens/waiting/waiting";
import { Welcome } from "./screens/welcome/welcome";
import { DemoBand } from "./shell/demo-band";
import { closeLayer, useLayers } from "./shell/layers";
import { useLook } from "./shell/look";
import { Notices } from "./shell/notices";
import { useShortcuts } from "./shell/shortcuts";
import { Sidebar } from "./shell/sidebar";
import { useSignInInFront } from "./shell/sign-in-in-front";
import { Toast } from "./shell/toast";
import { connect, openConversation } from "./state/link";
import { usePlace } from "./state/place";
import { isNew } from "./state/servers";
import { useCore } from "./state/store";

const Tools = lazily(() => import("./screens/tools/tools"));
const Settings = lazily(() => import("./screens/settings/settings"));
const Palette = lazily(() => import("./shell/palette"));
const ShortcutsPage = lazily(() => import("./shell/shortcuts-page"));

export function App() {
  const phase = useCore((state) => state.phase);
  useLook();
  return phase === "starting" ? (
    <Skeleton />
  ) : phase === "failed" ? (
    <Failed />
  ) : (
    <Guarded>
      <Ready />
    </Guarded>
  );
}

function Ready() {
  const t = useText();
  const { screen, conversation, started } = usePlace();
  const signIn = useSignInInFront();
  const fresh = useCore(isNew);
  const now = fresh && !started && screen === "chat";
  // A sign-in that began here ends here: the first server comes while one reads that it did, and a sidebar beside it then
  // would push away what one is about to press.
  const [before, setBefore] = useState(now);
  if (signIn === null && before !== now) {
    setBefore(now);
  }
  const welcome = signIn === null ? now : before;
  useStartingPlace();
  useShortcuts();

  const shown = signIn !== null ? "waiting" : welcome ? "welcome" : screen;
  return (
    <div data-testid="app" data-screen={shown} className="flex h-full flex-col">
      <DemoBand />
      <div className="flex min-h-0 flex-1">
        {welcome ? null : <Sidebar />}
        <div className="relative flex min-w-0 flex-1 flex-col">
          {signIn === null ? <Notices /> : null}
          <main aria-label={t.app} className="flex min-h-0 flex-1 flex-col">
            <Guarded of={`${shown} ${conversation}`}>
              <Suspense fallback={null}>
                {signIn !== null ? (
                  <Waiting key={signIn.id} signIn={signIn} />
                ) : welcome ? (
                  <Welcome />
                ) : screen === "tools" ? (
                  <Tools />
                ) : screen === "settings" ? (
                  <Settings />
                ) : (
                  <Chat id={conversation ?? null} />
                )}
              </Suspense>
            </Guarded>
          </main>
          {/* Over the end of a sign-in, which is where most of them come up: what one is about to press is not to move. */}
          {signIn === null ? null : (
            <div
              data-testid="notices-over"
              className="absolute inset-x-0 bottom-0 border-t border-line bg-canvas empty:hidden"
            >
              <Notices />
            </div>
          )}
        </div>
      </div>
      <Layer />
      <ConfirmDialog />
      <Toast />
    </div>
  );
}

/** What lies over the window is fetched when it is first asked for. */
function Layer() {
  const open = useLayers((layers) => layers.open);
  return (
    <Boundary of={open} instead={() => <NoLayer />}>
      <Suspense fallback={null}>
        {open === "palette" ? <Palette /> : open === "shortcuts" ? <ShortcutsPage /> : null}
      </Suspense>
    </Boundary>
  );
}

/** One that can't be drawn is closed, or the window would take no keys. */
function NoLayer() {
  useEffect(() => {
    forgetFailed();
    closeLayer();
  }, []);
  return null;
}

/** The snapshot could not be had: nothing can be shown but why, and a way to try again. */
function Failed() {
  const t = useText();
  const failure = useCore((state) => state.failure);
  return (
    <main
      data-testid="app"
      data-screen="failed"
      className="mx-auto flex h-full max-w-[52ch] flex-col justify-center p-6"
    >
      <h1 className="mb-3 text-lg font-semibold">{t.startFailed}</h1>
      {failure ? (
        <ErrorNote error={failure}>
          <Button onClick={() => void connect()}>{t.tryAgain}</Button>
        </ErrorNote>
      ) : null}
    </main>
  );
}

/** At the start one comes back to the last conversation; one that is gone gives way to a new one. */
function useStartingPlace(): void {
  const { conversation, screen } = usePlace();
  const newest = useCore((state) => state.conversations.find((row) => !row.archived)?.id);
  const open = useCore((state) => (conversation ? state.open[conversation] !== undefined : true));
  useEffect(() => {
    if (conversation === undefined && screen === "chat") {
      usePlace.setState({ conversation: newest ?? null });
    }
  }, [conversation, newest, screen]);
  useEffect(() => {
    if (conversation && !open) {
      openConversation(conversation).catch(() => usePlace.setState({ conversation: null }));
    }
  }, [conversation, open]);
}
