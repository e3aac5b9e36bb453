/** The start: the window is drawn at once, and the link to the core fills it. Nothing here waits. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { storeOnLeave } from "./state/drafts";
import { connect } from "./state/link";
import { followAddress } from "./state/place";
import { refuseDrops } from "./state/refuse-drops";

async function start(): Promise<void> {
  // A plain browser has no core: while developing, a scripted one takes its place. The build leaves all of it out.
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { installMock } = await import("./mock/install");
    installMock();
  }
  followAddress();
  storeOnLeave();
  refuseDrops();
  // The Markdown renderer is fetched when the window is there, before the first answer needs it.
  void connect().then(() => import("./screens/chat/markdown"));
  const root = document.getElementById("root");
  if (root !== null) {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  }
}

void start();
