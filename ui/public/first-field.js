// Where one writes, before any other script: shown when the last window ended in a chat. What is written here, and an
// Enter, is taken over by the real field (src/shell/first-field.ts).
(() => {
  const field = document.getElementById("first-field");
  let words = null;
  try {
    words = JSON.parse(localStorage.getItem("lanyard.composer") || "null");
  } catch {
    // A damaged entry means that there is none.
  }
  if (!field || !words) {
    return;
  }
  field.placeholder = words.placeholder || "";
  field.setAttribute("aria-label", words.label || "");
  field.hidden = false;
  field.addEventListener("compositionstart", () => {
    field.dataset.composing = "";
  });
  field.addEventListener("compositionend", () => {
    delete field.dataset.composing;
  });
  field.addEventListener("keydown", (event) => {
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && plain && words.enterSends !== false && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      if (field.value.trim() !== "") {
        field.dataset.send = "";
        field.readOnly = true;
      }
    }
  });
  field.focus();
  // The first frame draws it; in the second it is there.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (field.isConnected) {
        performance.mark("usable");
      }
    }),
  );
})();
