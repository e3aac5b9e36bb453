//! One desktop of one's own per test: display, bus, keychain, system browser, and the built app in it.
//!
//! What enters: the built app (`LANYARD_APP`), the robot at the browser (`LANYARD_ROBOT`) and a folder for pictures
//! (`LANYARD_PICTURES`), as `cargo xtask test --only desktop` names them. What leaves: a [`Desk`] to start the app on,
//! a [`Page`] to read and to click, and the means to look behind it: keychain, files, processes, logs. Every process
//! is ours and is ended by its id when the desk is dropped.

mod app;
mod child;
mod desk;
mod driver;
mod keychain;
pub(crate) mod keys;
mod leaks;
mod page;
mod pictures;
pub(crate) mod processes;
mod recorder;
mod robot;
mod story;

pub(crate) use app::App;
pub(crate) use child::Kept;
pub(crate) use desk::{Desk, Keychain, told};
pub(crate) use keys::Keys;
pub(crate) use leaks::Leaks;
pub(crate) use page::Page;
pub(crate) use pictures::Pictures;
pub(crate) use robot::Plan;
pub(crate) use story::Story;

use std::time::Duration;

/// How long anything may take before the test gives up on it. Generous: it is only ever used up by a failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);
