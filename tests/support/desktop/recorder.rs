//! Scripts that note what crosses the bridge between the page and Rust, so that a test can look for secrets in it.

/// Notes requests (the bridge is a fetch to the app's own scheme), their answers and channel messages (callbacks).
/// Installing it twice in one page does nothing.
pub(crate) const INSTALL: &str = r#"
if (window.__crossed) return;
const crossed = [];
Object.defineProperty(window, "__crossed", { value: crossed });
const text = (value) => {
  if (typeof value === "string") return value;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
  try { return JSON.stringify(value) ?? ""; } catch { return String(value); }
};
const fetched = window.fetch;
window.fetch = async (...args) => {
  crossed.push(text(args[0]?.url ?? args[0]), text(args[1]?.body ?? ""));
  return fetched.apply(window, args);
};
const callbacks = window.__TAURI_INTERNALS__?.callbacks;
if (callbacks) {
  const get = Map.prototype.get;
  Object.defineProperty(callbacks, "get", { value: (id) => {
    const callback = get.call(callbacks, id);
    return callback && ((data) => { crossed.push(text(data)); return callback(data); });
  } });
}
"#;

/// The DOM with what fields hold, both storages, the address, the cookies, and what was noted.
pub(crate) const EVERYTHING: &str = r#"
const fields = [...document.querySelectorAll("input, textarea, select")].map((e) => e.value);
const stores = [localStorage, sessionStorage].flatMap((s) => Object.entries(s).flat());
return [document.documentElement.outerHTML, ...fields, ...stores, location.href, document.cookie,
  ...(window.__crossed ?? [])].join("\n");
"#;
