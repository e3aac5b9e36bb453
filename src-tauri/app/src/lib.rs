//! The porch: everything that knows Tauri, and nothing else.
//!
//! It builds the [`lanyard_client::Client`] from real parts, hands it the window's commands and the operating
//! system's links, and forwards its events through an IPC channel. It starts and stops the bundled server. What the
//! product does stands in the headless crates.

mod arguments;
mod bindings;
mod commands;
mod links;
#[cfg(feature = "local-server")]
mod local;
mod shell;
mod window;

use tauri::Manager as _;

use arguments::Arguments;
use shell::Shell;

/// Runs the app until its last window closes.
pub fn run() -> tauri::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("LANYARD_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,rmcp=off")),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse(std::env::args().skip(1));
    tauri::Builder::default()
        // First, so that a second start ends before it opens anything. With its `deep-link` feature it hands the
        // second start's link to the first.
        .plugin(tauri_plugin_single_instance::init(|app, args, _cwd| {
            if Arguments::parse(args.into_iter().skip(1)).demo {
                app.state::<Shell>().want_demo();
            }
            window::focus(app);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(bindings::builder().invoke_handler())
        .setup(move |app| {
            app.manage(Shell::new(app.handle().clone()));
            window::open(app.handle())?;
            links::listen(app.handle());
            app.state::<Shell>().start(arguments.demo);
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let tauri::RunEvent::Exit = event {
                tauri::async_runtime::block_on(app.state::<Shell>().end());
            }
        });
    Ok(())
}
