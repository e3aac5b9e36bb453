//! The window's commands: each hands its arguments to the core.

pub(crate) mod account;
pub(crate) mod chat;
pub(crate) mod core;
pub(crate) mod files;
pub(crate) mod local_server;
pub(crate) mod model;
pub(crate) mod offer;
pub(crate) mod server;

use lanyard_client::api::Error;

/// What every command returns.
type Answer<T> = Result<T, Error>;
/// The app's state, as Tauri hands it to a command.
type State<'a> = tauri::State<'a, crate::shell::Shell>;
