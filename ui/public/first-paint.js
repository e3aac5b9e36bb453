// Runs before the first paint: the last known theme, language and text size, so that nothing flashes.
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
  html.lang = look.lang || (/^zh/i.test(navigator.language) ? "zh-CN" : "en");
})();
