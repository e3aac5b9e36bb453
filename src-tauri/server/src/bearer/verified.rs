//! Tokens whose signature was checked a moment ago. Expiry is checked every time, and the grant by the caller.

use std::collections::HashMap;
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::tokens::{AccessClaims, Rejected, Tokens};

/// Tokens remembered; when there are more, all are forgotten.
const MAX: usize = 2_048;

/// The cache, by the token's SHA-256, so that no token stands in memory longer than its request.
#[derive(Debug, Default)]
pub(super) struct Verified(Mutex<HashMap<[u8; 32], AccessClaims>>);

impl Verified {
    /// The claims of a token that is ours and of now.
    pub(super) fn claims(&self, tokens: &Tokens, token: &str) -> Result<AccessClaims, Rejected> {
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let known = self.0.lock().ok().and_then(|known| known.get(&key).cloned());
        if let Some(claims) = known {
            return tokens.check_times(&claims).map(|()| claims);
        }
        let claims = tokens.verify(token)?;
        if let Ok(mut known) = self.0.lock() {
            if known.len() >= MAX {
                known.clear();
            }
            known.insert(key, claims.clone());
        }
        Ok(claims)
    }
}
