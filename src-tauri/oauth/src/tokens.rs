//! Tokens: the answer that brings them, the endpoint that gives them, the entry that keeps them.

mod answer;
mod endpoint;
mod entry;
mod identity;

pub(crate) use answer::TokenAnswer;
pub use endpoint::TokenError;
pub(crate) use endpoint::{Hint, TokenEndpoint};
pub(crate) use entry::{Entry, EntryError, Grantor, vault_name};
pub(crate) use identity::{Expected, label};
