//! Keys that somebody publishes (RFC 7517 §5), cached.

use std::sync::Arc;
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

/// The cache. One request at a time asks for the document; the others wait for its answer.
#[derive(Debug)]
pub(crate) struct Keys {
    net: Net,
    clock: Clock,
    kept: Mutex<Option<(i64, Arc<Vec<Jwk>>)>>,
}

impl Keys {
    pub(crate) fn new(net: Net, clock: Clock) -> Self {
        Self {
            net,
            clock,
            kept: Mutex::new(None),
        }
    }

    /// The keys at this address, asked again when this one is not among them.
    pub(crate) async fn find(&self, jwks_uri: &Url, kid: Option<&str>) -> Result<Arc<Vec<Jwk>>, UpstreamError> {
        let now = self.clock.unix();
        let mut kept = self.kept.lock().await;
        if let Some((fetched, keys)) = kept.as_ref() {
            let known = kid.is_none_or(|kid| keys.iter().any(|key| key.common.key_id.as_deref() == Some(kid)));
            let age = now - fetched;
            if (known && age < LIFE) || (!known && age < PAUSE) {
                return Ok(Arc::clone(keys));
            }
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
        *kept = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }
}
