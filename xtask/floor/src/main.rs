//! A window with one static page: the least that a Tauri app can cost on this machine.

#![expect(clippy::expect_used, reason = "without a window there is nothing to measure")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!())
        .expect("the window could not be opened");
}
