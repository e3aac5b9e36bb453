//! The desktop app's start.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    if let Err(error) = lanyard_desktop::run() {
        tracing::error!(%error, "Lanyard could not start");
        std::process::exit(1);
    }
}
