//! Lanyard's MCP server: an authorization layer in front of any rmcp `ServerHandler`, an authorization server in
//! front of Google or any OpenID provider, and the sample company's tools behind both.
//!
//! What enters: [`Settings`], the real [`Parts`] and a bound listener. What leaves: a [`Running`] server. It does not
//! know the desktop app or any MCP client on purpose: they meet over HTTP.

pub mod api_keys;
pub mod audit;
mod authority;
mod bearer;
mod browser;
pub mod check;
pub mod clients;
pub mod clock;
pub mod company;
mod endpoints;
mod gate;
mod id_jag;
mod pages;
pub mod principal;
mod proxies;
pub mod questions;
mod random;
pub mod scopes;
pub mod seal;
pub mod server;
mod serving;
mod sessions;
pub mod settings;
mod store;
pub mod telemetry;
mod tls;
mod tokens;
mod upstream;

pub use audit::Line;
pub use authority::AuthorityError;
pub use check::{Finding, Found, Severity, check};
pub use clock::Clock;
pub use principal::{Principal, Way};
pub use questions::{Answers, CanNotAsk, Form, Kind, NoAnswer, Question, Questions, Text};
pub use scopes::{Policy, Scope};
pub use server::{Parts, Running, Server, StartError};
pub use settings::{Access, AssertionIssuer, Limits, Provider, Settings, StaticClient, Wrong};
pub use store::StoreError;
pub use telemetry::{Telemetry, TelemetryError};
pub use upstream::{UnusableMetadata, UpstreamError};
