/**
 * The window: the page itself has drawn its shape, and the link to the core fills it. What the page drew stays until
 * there is something better to show: drawing it once more would only come before the real thing.
 */
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { takeFirst, whenWritten } from "./shell/first-field";
import { storeOnLeave } from "./state/drafts";
import { connect } from "./state/link";
import { followAddress, usePlace } from "./state/place";
import { refuseDrops } from "./state/refuse-drops";
import { useCore } from "./state/store";

export async function start(): Promise<void> {
  // A plain browser has no core: while developing, a scripted one takes its place. The build leaves all of it out.
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { installMock } = await import("./mock/install");
    installMock();
  }
  followAddress();
  storeOnLeave();
  refuseDrops();
  const root = document.getElementById("root");
  if (root !== null) {
    const draw = () => {
      takeFirst(usePlace.getState().conversation ?? null);
      // In one task: what is typed meanwhile goes to the field that is there then.
      flushSync(() =>
        createRoot(root).render(
          <StrictMode>
            <App />
          </StrictMode>,
        ),
      );
    };
    const stop = useCore.subscribe((state) => {
      if (state.phase !== "starting") {
        stop();
        whenWritten(draw);
      }
    });
  }
  // The Markdown renderer is fetched when the window is there, before the first answer needs it.
  void connect().then(() => import("./screens/chat/markdown"));
}
