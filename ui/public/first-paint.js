// Runs before the first paint: the last known theme, language, sizes and shape, so that nothing flashes.
(() => {
  const html = document.documentElement;
  let look = {};
  try {
    look = JSON.parse(localStorage.getItem("lanyard.look") || "{}");
  } catch {
    // A damaged entry means the system's look.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = look.theme === "dark" || look.theme === "light" ? look.theme : dark ? "dark" : "light";
  html.dataset.size = look.size || "medium";
  html.dataset.density = look.density || "comfortable";
  html.dataset.motion = look.motion || "system";
  html.dataset.sidebar = look.sidebar || "shown";
  html.lang = look.lang || (/^zh/i.test(navigator.language) ? "zh-CN" : "en");
})();
