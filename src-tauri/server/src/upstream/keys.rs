//! Keys that somebody publishes (RFC 7517 §5), cached.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use lanyard_net::{Fetch, Net};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::{UnusableMetadata, UpstreamError};
use crate::clock::Clock;

/// Keys are asked again after this many seconds.
const LIFE: i64 = 3_600;
/// For an unknown key the document is asked again at most this often, in seconds.
const PAUSE: i64 = 10;

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

/// The cache. One request at a time asks for the document and the others that need it wait for its answer; who needs a
/// key that is known waits for nobody, or a stranger could hold everybody up with names of keys that do not exist.
#[derive(Debug)]
pub(crate) struct Keys {
    net: Net,
    clock: Clock,
    kept: RwLock<Option<(i64, Arc<Vec<Jwk>>)>>,
    asking: Mutex<()>,
}

impl Keys {
    pub(crate) fn new(net: Net, clock: Clock) -> Self {
        Self {
            net,
            clock,
            kept: RwLock::new(None),
            asking: Mutex::new(()),
        }
    }

    /// The keys at this address, asked again when this one is not among them.
    pub(crate) async fn find(&self, jwks_uri: &Url, kid: Option<&str>) -> Result<Arc<Vec<Jwk>>, UpstreamError> {
        if let Some(keys) = self.kept(kid) {
            return Ok(keys);
        }
        let _alone = self.asking.lock().await;
        // Somebody else may have asked meanwhile.
        if let Some(keys) = self.kept(kid) {
            return Ok(keys);
        }
        let fetch = Fetch::get(jwks_uri.clone()).timeout(Duration::from_secs(10));
        let answer = self.net.fetch(fetch).await?;
        let document: Document = answer
            .json()
            .map_err(|error| UnusableMetadata::Keys(error.to_string()))?;
        // One key of a kind that we don't know must not hide the others.
        let keys: Vec<Jwk> = document
            .keys
            .into_iter()
            .filter_map(|key| serde_json::from_value(key).ok())
            .collect();
        let keys = Arc::new(keys);
        let fetched = Some((self.clock.unix(), Arc::clone(&keys)));
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = fetched;
        Ok(keys)
    }

    /// What is kept, if it serves: young enough, or asked for so recently that a name is not known now either.
    fn kept(&self, kid: Option<&str>) -> Option<Arc<Vec<Jwk>>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (fetched, keys) = kept.as_ref()?;
        let known = kid.is_none_or(|kid| keys.iter().any(|key| key.common.key_id.as_deref() == Some(kid)));
        let age = self.clock.unix() - fetched;
        ((known && age < LIFE) || (!known && age < PAUSE)).then(|| Arc::clone(keys))
    }
}
