//! The porch: everything that knows Tauri, and nothing else.
//!
//! It builds the [`lanyard_client::Client`] from real parts, hands it the window's commands and the operating
//! system's links, and forwards its events through an IPC channel. It starts and stops the bundled server. What the
//! product does stands in the headless crates.

mod arguments;
mod bindings;
#[cfg(target_os = "linux")]
mod caret;
mod commands;
#[cfg(target_os = "linux")]
mod heap;
mod links;
#[cfg(feature = "local-server")]
mod local;
mod notifications;
mod outside;
mod quick_open;
mod shell;
mod tray;
mod tray_host;
mod window;
#[cfg(not(feature = "local-server"))]
mod without_local;
mod words;

use std::sync::{Mutex, PoisonError};

use tauri::Manager as _;
use tauri::ipc::Invoke;

use arguments::Arguments;
use shell::Shell;

/// Runs the app until its last window closes.
pub fn run() -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    heap::keep_small();
    tracing_subscriber::fmt()
        .with_env_filter(log_filter())
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse(std::env::args().skip(1));
    if arguments.forget_demo {
        return shell::forget_demo();
    }
    tauri::Builder::default()
        // First, so that a second start ends before it opens anything. With its `deep-link` feature it hands the
        // second start's link to the first.
        .manage(Inbox::default())
        .plugin(tauri_plugin_single_instance::init(|app, args, _cwd| {
            let args: Vec<String> = args.into_iter().skip(1).collect();
            // The other start may come before this one's state stands.
            match app.try_state::<Shell>() {
                Some(shell) => take(app, &shell, &args),
                None => app.state::<Inbox>().put(args),
            }
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(window::place())
        .invoke_handler(with_files(bindings::builder().invoke_handler()))
        .setup(move |app| {
            app.manage(Shell::new(app.handle().clone()));
            window::open(app.handle())?;
            links::listen(app.handle());
            app.state::<Shell>().start(arguments.demo);
            for args in app.state::<Inbox>().take() {
                take(app.handle(), &app.state::<Shell>(), &args);
                links::take(app.handle(), args);
            }
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| match event {
            tauri::RunEvent::Exit => end(app),
            // A click on the icon in the Dock, where the window was closed into the menu bar.
            #[cfg(target_os = "macos")]
            tauri::RunEvent::Reopen { .. } => window::focus(app),
            _ => {}
        });
    Ok(())
}

/// Closes what is open: the last thing the app does.
///
/// On Linux the process then ends at once. Tauri's own way runs the libraries' destructors while other threads still
/// use these libraries: the thread in which tao listens for keys on X11, woken by the very keys that close the window,
/// crashed in them about once in a hundred ends.
fn end(app: &tauri::AppHandle) {
    tauri::async_runtime::block_on(app.state::<Shell>().end());
    #[cfg(target_os = "linux")]
    {
        app.cleanup_before_exit();
        signal_hook::low_level::exit(0);
    }
}

/// The commands with generated types, and the one whose argument is bytes.
fn with_files<F>(typed: F) -> impl Fn(Invoke) -> bool + Send + Sync + 'static
where
    F: Fn(Invoke) -> bool + Send + Sync + 'static,
{
    let bytes: Box<dyn Fn(Invoke) -> bool + Send + Sync> =
        Box::new(tauri::generate_handler![commands::files::attach_file]);
    move |invoke| match invoke.message.command() {
        "attach_file" => bytes(invoke),
        _ => typed(invoke),
    }
}

/// What is logged. The buses and rmcp stay silent whatever is asked for: their messages carry callback addresses.
fn log_filter() -> tracing_subscriber::EnvFilter {
    let asked = std::env::var("LANYARD_LOG").unwrap_or_else(|_| "warn".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&asked);
    let mut filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    for silent in ["rmcp=off", "zbus=off"] {
        if let Ok(directive) = silent.parse() {
            filter = filter.add_directive(directive);
        }
    }
    filter
}

/// What another start of the app handed over before this one's state stood.
#[derive(Default)]
struct Inbox(Mutex<Vec<Vec<String>>>);

impl Inbox {
    fn put(&self, args: Vec<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(args);
    }

    fn take(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Another start of the app: a person who starts it wants to see it; a link that any web page can send does not show
/// anything by itself.
fn take(app: &tauri::AppHandle, shell: &Shell, args: &[String]) {
    if Arguments::parse(args.iter().cloned()).demo {
        shell.want_demo();
    }
    if !args.iter().any(|a| links::is_ours(a)) {
        window::focus(app);
    }
}
