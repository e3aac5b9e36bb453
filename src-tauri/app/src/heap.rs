//! How far the page's heap may grow before it is swept.
//!
//! WebKit's engine decides that by the memory of the whole computer, as a browser may: on a large one the heap doubles
//! again and again. A window that stays open all day is not to (`cargo xtask bench ui` measures what it comes to). It reads the size from its environment alone
//! (JavaScriptCore, `Options::forceRAMSize`), in the process that it starts for the page.

use gtk::glib;

const NAME: &str = "JSC_forceRAMSize";
/// In bytes: up to a quarter of it the heap doubles, up to a half it grows by a half, then by a quarter. It is no limit.
const SIZE: &str = "268435456";

/// Has to be called while the process has one thread. What somebody else set stays.
pub(crate) fn keep_small() {
    // The name is none that could be refused; and without it the app works as well.
    let _ = glib::setenv(NAME, SIZE, false);
}
