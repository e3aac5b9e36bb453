//! What a person gave as a provider's key. Most is sent as it is; two kinds of cloud know more than that:
//!
//! - Vertex AI: the key file of a service account, or of a person (`gcloud auth application-default login`). A token is
//!   fetched for it: see [`google`].
//! - Bedrock: an AWS access key, with which each request is signed: see [`aws`].

pub(super) mod aws;
pub(super) mod google;

use secrecy::{ExposeSecret as _, SecretString};

use crate::api::{ModelKind, Sentence};
use crate::say;

/// A key, understood.
#[derive(Clone)]
pub(super) enum Credential {
    /// It is sent as it is.
    Bare(SecretString),
    /// A token is fetched for it.
    Google(google::KeyFile),
    /// Requests are signed with it.
    Aws(aws::AccessKey),
}

impl Credential {
    /// Reads a key; the sentence says what is wrong with one that can't be used.
    pub(super) fn read(kind: ModelKind, key: &SecretString) -> Result<Self, Sentence> {
        let text = key.expose_secret();
        match kind {
            ModelKind::Vertex if text.starts_with('{') => google::KeyFile::read(text).map(Self::Google),
            ModelKind::Bedrock if aws::is_access_key(text) => aws::AccessKey::read(text).map(Self::Aws),
            _ if is_sendable(key) => Ok(Self::Bare(key.clone())),
            _ => Err(say!("The key has a character that no header can carry.")),
        }
    }
}

/// Whether a header can carry it: one with other characters would be left out on the way.
pub(super) fn is_sendable(secret: &SecretString) -> bool {
    http::HeaderValue::from_str(secret.expose_secret()).is_ok_and(|value| value.to_str().is_ok())
}
