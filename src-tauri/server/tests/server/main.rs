//! The server over real HTTP: a stand-in handler behind the authorization layer, a provider that can misbehave, and
//! one test per promise or attack, named after it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod browser;
mod certificates;
mod handler;
mod provider;
mod web;
mod world;

mod access_tokens;
mod ask;
mod authorize;
mod code;
mod command;
mod consent;
mod discovery;
mod documents;
mod flood;
mod gate;
mod id_jag;
mod journey;
mod own_tools;
mod programs;
mod proxies;
mod refresh;
mod registration;
mod scopes;
mod sessions;
#[cfg(unix)]
mod telemetry;
#[cfg(unix)]
mod tls;
mod upstream;
