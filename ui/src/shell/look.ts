/** How the window looks, from the settings onto the document; remembered for the next first paint. */
import { useEffect } from "react";
import { languageFor } from "../i18n/text";
import { usePlace } from "../state/place";
import { setting } from "../state/state";
import { useCore } from "../state/store";

export function useLook(): void {
  const phase = useCore((state) => state.phase);
  const profile = useCore((state) => state.profile);
  const theme = useCore((state) => setting(state, "theme")?.value ?? "system");
  const size = useCore((state) => setting(state, "text_size")?.value ?? "medium");
  const density = useCore((state) => setting(state, "density")?.value ?? "comfortable");
  const motion = useCore((state) => setting(state, "motion")?.value ?? "system");
  const language = useCore((state) => setting(state, "language")?.value ?? "system");
  const sidebar = usePlace((place) => (place.sidebarHidden ? "hidden" : "shown"));

  useEffect(() => {
    const html = document.documentElement;
    html.dataset.phase = phase;
    html.dataset.profile = profile;
    if (phase !== "ready") {
      return;
    }
    html.lang = languageFor(language);
    html.dataset.size = size;
    html.dataset.density = density;
    html.dataset.motion = motion;
    html.dataset.sidebar = sidebar;
    const look = { theme, size, density, motion, sidebar, lang: languageFor(language) };
    localStorage.setItem("lanyard.look", JSON.stringify(look));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      html.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [phase, profile, theme, size, density, motion, sidebar, language]);
}
