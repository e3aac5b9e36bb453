//! Secrets on their way into the vault, and only there.
//!
//! `secrecy` refuses to serialize a secret by itself. The structures that are vault entries name these functions, so
//! that a search for them finds every place where a secret becomes text.

use secrecy::{ExposeSecret, SecretString};
use serde::Serializer;

/// For `#[serde(serialize_with)]` on a field of a vault entry.
pub(crate) fn expose<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

/// The same for an optional secret.
#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
pub(crate) fn expose_option<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_some(secret.expose_secret()),
        None => serializer.serialize_none(),
    }
}

/// The same for a list of secrets.
pub(crate) fn expose_all<S: Serializer>(secrets: &[SecretString], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(secrets.iter().map(ExposeSecret::expose_secret))
}

/// Equality in constant time.
pub(crate) fn same(a: &str, b: &str) -> bool {
    use subtle::ConstantTimeEq;
    a.as_bytes().ct_eq(b.as_bytes()).into()
}
