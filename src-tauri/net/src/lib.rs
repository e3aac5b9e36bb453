//! The only builder of HTTP clients.
//!
//! What enters: the company's network settings and one request at a time. What leaves: a capped answer, or an
//! error that says which rule ended the exchange. It knows no OAuth, no MCP and no chat on purpose: whoever talks
//! HTTP in this workspace talks through here, so that proxies, extra certificates, redirect and address rules and
//! body limits hold everywhere or nowhere.

mod address;
mod build;
mod fetch;
mod settings;
pub mod url;

pub use address::{Addresses, is_public};
pub use build::{BuildError, Net, near};
pub use fetch::{Answer, Fetch, FetchError, NotJson, Step, classify};
pub use settings::{Proxy, Settings};
