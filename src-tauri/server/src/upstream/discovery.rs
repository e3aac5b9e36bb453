//! What the provider says about itself: its endpoints and its keys, cached.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use lanyard_net::{Fetch, Net};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::keys::Keys;
use super::{UnusableMetadata, UpstreamError};
use crate::clock::Clock;
use crate::settings::Provider;

/// Metadata is asked again after this many seconds.
const METADATA_LIFE: i64 = 3_600;

/// The provider's endpoints.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    pub(crate) authorization_endpoint: Url,
    pub(crate) token_endpoint: Url,
    pub(crate) jwks_uri: Url,
    pub(crate) revocation_endpoint: Option<Url>,
    pub(crate) iss_parameter: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Option<Url>,
    token_endpoint: Option<Url>,
    jwks_uri: Option<Url>,
    revocation_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    code_challenge_methods_supported: Option<Vec<String>>,
}

/// The cache. One request at a time asks the provider; the others wait for its answer.
#[derive(Debug)]
pub(crate) struct Discovery {
    provider: Provider,
    net: Net,
    clock: Clock,
    metadata: Mutex<Option<(i64, Arc<Metadata>)>>,
    keys: Keys,
}

impl Discovery {
    pub(crate) fn new(provider: Provider, net: Net, clock: Clock) -> Self {
        Self {
            keys: Keys::new(net.clone(), clock.clone()),
            metadata: Mutex::new(None),
            provider,
            net,
            clock,
        }
    }

    /// The endpoints (OpenID Connect Discovery §4), overridden by the settings where they say so.
    pub(crate) async fn metadata(&self) -> Result<Arc<Metadata>, UpstreamError> {
        let now = self.clock.unix();
        let mut kept = self.metadata.lock().await;
        if let Some((until, metadata)) = kept.as_ref()
            && *until > now
        {
            return Ok(Arc::clone(metadata));
        }
        match self.fetch_metadata().await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                *kept = Some((now + METADATA_LIFE, Arc::clone(&metadata)));
                Ok(metadata)
            }
            // A document that can't be had a second time is still what the provider said an hour ago.
            Err(error) if error.is_temporary() => match kept.as_ref() {
                Some((_, metadata)) => Ok(Arc::clone(metadata)),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// The keys, asked again when this one is not among them.
    pub(crate) async fn keys_for(&self, kid: Option<&str>) -> Result<Arc<Vec<Jwk>>, UpstreamError> {
        let jwks_uri = self.metadata().await?.jwks_uri.clone();
        self.keys.find(&jwks_uri, kid).await
    }

    async fn fetch_metadata(&self) -> Result<Metadata, UpstreamError> {
        let issuer = &self.provider.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let url = Url::parse(&address).map_err(|_| UnusableMetadata::Issuer(issuer.clone()))?;
        let answer = self.net.fetch(Fetch::get(url).timeout(Duration::from_secs(10))).await?;
        match answer.status.as_u16() {
            200 => {}
            status @ 500.. => return Err(UnusableMetadata::Fault { address, status }.into()),
            status => return Err(UnusableMetadata::Status { address, status }.into()),
        }
        let document: Document = answer
            .json()
            .map_err(|error| UnusableMetadata::Json(error.to_string()))?;
        // OpenID Connect Discovery §4.3: identical, or the document is somebody else's.
        if document.issuer != *issuer {
            return Err(UnusableMetadata::OtherIssuer(document.issuer).into());
        }
        if document
            .code_challenge_methods_supported
            .is_some_and(|methods| !methods.iter().any(|m| m == "S256"))
        {
            return Err(UnusableMetadata::NoPkce.into());
        }
        let need = |name: &'static str, url: Option<Url>| -> Result<Url, UnusableMetadata> {
            let url = url.ok_or(UnusableMetadata::Missing(name))?;
            lanyard_net::url::check_endpoint(&url).map_err(|why| UnusableMetadata::Endpoint { name, why })?;
            Ok(url)
        };
        Ok(Metadata {
            authorization_endpoint: need(
                "authorization_endpoint",
                self.provider.auth_url.clone().or(document.authorization_endpoint),
            )?,
            token_endpoint: need(
                "token_endpoint",
                self.provider.token_url.clone().or(document.token_endpoint),
            )?,
            jwks_uri: need("jwks_uri", document.jwks_uri)?,
            revocation_endpoint: document
                .revocation_endpoint
                .filter(|url| lanyard_net::url::check_endpoint(url).is_ok()),
            iss_parameter: document.authorization_response_iss_parameter_supported,
        })
    }
}
