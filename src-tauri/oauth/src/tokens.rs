//! Tokens: the answer that brings them, the endpoint that gives them, the entry that keeps them.

mod answer;
mod endpoint;
mod entry;
mod identity;
mod wire;

pub(crate) use answer::TokenAnswer;
pub use endpoint::TokenError;
pub(crate) use endpoint::{Hint, JWT_BEARER, TokenEndpoint};
pub(crate) use entry::{Entry, EntryError, Grantor, IdToken, vault_name};
pub(crate) use identity::{Expected, Identity, identity};
