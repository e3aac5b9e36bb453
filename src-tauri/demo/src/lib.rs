//! The offline demo's OpenID provider: it stands where Google stands otherwise, and knows the employees of a sample
//! company called Meridian.
//!
//! What enters: a bound loopback listener, the redirect addresses that may get an answer, a clock. What leaves: an
//! issuer, a client id and a client secret for the server in front, until [`Running::stop`]. It has no passwords,
//! keeps everything in memory, answers on loopback only, and says on every page that no account here is real. It does
//! not know MCP, nor the server that uses it, on purpose: whoever can talk to Google can talk to it.

pub mod clock;
pub mod employee;
pub mod provider;

mod client;
mod endpoint;
mod fields;
mod grants;
mod guard;
mod page;
mod random;
mod signing;
mod state;

pub use clock::Clock;
pub use employee::{EMPLOYEES, Employee};
pub use provider::{Provider, Running, StartError};
