//! Chance, taken in one place.
//!
//! What enters: a source of random bytes. What leaves: strings nobody can guess. It does not know what they are for.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::TryRngCore;

type Fill = dyn Fn(&mut [u8]) -> Result<(), NoRandomness> + Send + Sync;

/// Where random bytes come from.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

/// The operating system gave no random bytes; nothing secret can be made without them.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the operating system gives no random numbers; restart the computer and try again")]
pub struct NoRandomness;

impl Random {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(Arc::new(|bytes| {
            rand::rngs::OsRng.try_fill_bytes(bytes).map_err(|_| NoRandomness)
        }))
    }

    /// Another source, such as a test's.
    pub fn from_fn(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |bytes| {
            fill(bytes);
            Ok(())
        }))
    }

    /// Bytes for a key.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0u8; N];
        (self.0)(&mut bytes)?;
        Ok(bytes)
    }

    /// 256 bits as 43 characters of base64url: fit for `state`, `nonce` and a PKCE verifier (RFC 7636 §4.1).
    pub(crate) fn token(&self) -> Result<String, NoRandomness> {
        Ok(BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>()?))
    }

    /// 128 bits as 22 characters, for names that need not be secret.
    pub(crate) fn name(&self) -> Result<String, NoRandomness> {
        Ok(BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<16>()?))
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}
