//! The headless client: conversations, approvals, models, MCP sessions, history, settings, policy and audit.
//!
//! What enters: a person's commands and the operating system's callbacks. What leaves: events, views and effects
//! (a URL to open). It knows no Tauri and no terminal on purpose: the window and the command line are two thin
//! porches in front of [`Client`].

pub mod api;
pub mod approval;
pub mod audit;
#[cfg(feature = "bench")]
pub mod bench;
pub mod chat;
mod client;
pub mod clock;
pub mod company;
pub mod elicitation;
pub mod events;
pub mod link;
pub mod mcp;
pub mod models;
pub mod obstacle;
pub mod paths;
mod picture;
pub mod servers;
pub mod settings;
pub mod sign_in;
pub mod store;

pub use client::{Client, DirectCall, Effect, Options, VaultChoice, client_metadata, keychain};
pub use lanyard_net::{Net, Settings as NetSettings};
pub use lanyard_vault::{Vault, VaultError};
