/** Theme, language and text size, from the settings onto the document; remembered for the next first paint. */
import { useEffect } from "react";
import { languageFor } from "../i18n/text";
import { setting } from "../state/state";
import { useCore } from "../state/store";

export function useLook(): void {
  const phase = useCore((state) => state.phase);
  const profile = useCore((state) => state.profile);
  const theme = useCore((state) => setting(state, "theme")?.value ?? "system");
  const size = useCore((state) => setting(state, "text_size")?.value ?? "medium");
  const language = useCore((state) => setting(state, "language")?.value ?? "system");

  useEffect(() => {
    const html = document.documentElement;
    html.dataset.phase = phase;
    html.dataset.profile = profile;
    if (phase !== "ready") {
      return;
    }
    html.lang = languageFor(language);
    html.dataset.size = size;
    localStorage.setItem("lanyard.look", JSON.stringify({ theme, size, lang: languageFor(language) }));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      html.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [phase, profile, theme, size, language]);
}
