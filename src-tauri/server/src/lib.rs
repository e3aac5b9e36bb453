//! Lanyard's MCP server: an authorization layer in front of any rmcp `ServerHandler`, an authorization server in
//! front of Google or any OpenID provider, and the sample company's tools behind both.

pub mod clock;
pub mod principal;

pub use clock::Clock;
pub use principal::{Principal, Way};
