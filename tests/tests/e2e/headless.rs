//! The journey without a window: real HTTP, the bundled server, the demo's provider, SQLite on disk.

mod clients;
mod endurance;
mod journey;
pub(crate) mod killed;
mod own_server;
mod pages;
mod providers;
mod races;
mod servers;
mod terminal;
mod trouble;
