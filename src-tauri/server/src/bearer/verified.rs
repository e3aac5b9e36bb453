//! Tokens whose signature was checked a moment ago. Expiry is checked every time, and the grant by the caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::principal::Principal;
use crate::store::grants::Grant;
use crate::tokens::{AccessClaims, Rejected, Tokens};

/// Tokens remembered; when there are more, all are forgotten.
const MAX: usize = 2_048;

/// A token whose signature is good.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) claims: AccessClaims,
    last: Mutex<Option<(Arc<Grant>, Principal)>>,
}

impl Known {
    /// Whom it stands for; made anew when the grant has been read again.
    pub(super) fn principal(&self, grant: &Arc<Grant>, make: impl FnOnce() -> Option<Principal>) -> Option<Principal> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, principal)) = &*last
            && Arc::ptr_eq(of, grant)
        {
            return Some(principal.clone());
        }
        let principal = make()?;
        *last = Some((Arc::clone(grant), principal.clone()));
        Some(principal)
    }
}

/// The cache, by the token's SHA-256, so that no token stands in memory longer than its request.
#[derive(Debug, Default)]
pub(super) struct Verified(Mutex<HashMap<[u8; 32], Arc<Known>>>);

impl Verified {
    /// A token that is ours and of now.
    pub(super) fn known(&self, tokens: &Tokens, token: &str) -> Result<Arc<Known>, Rejected> {
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let known = self.0.lock().ok().and_then(|known| known.get(&key).cloned());
        if let Some(known) = known {
            return tokens.check_times(&known.claims).map(|()| known);
        }
        let claims = tokens.verify(token)?;
        let new = Arc::new(Known {
            claims,
            last: Mutex::default(),
        });
        if let Ok(mut known) = self.0.lock() {
            if known.len() >= MAX {
                known.clear();
            }
            known.insert(key, Arc::clone(&new));
        }
        Ok(new)
    }
}
