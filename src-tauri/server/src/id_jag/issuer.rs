//! One trusted issuer, and where its keys are.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use lanyard_net::{Fetch, Net};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use crate::clock::Clock;
use crate::settings::{AssertionIssuer, Provider};
use crate::upstream::keys::Keys;
use crate::upstream::{UnusableMetadata, UpstreamError};

/// Where the keys are is asked again after this many seconds.
const LIFE: i64 = 3_600;

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: Option<Url>,
}

/// An issuer whose assertions are taken.
#[derive(Debug)]
pub(crate) struct Trusted {
    /// How its words about people are read.
    provider: Provider,
    fixed_uri: Option<Url>,
    net: Net,
    clock: Clock,
    found_uri: Mutex<Option<(i64, Url)>>,
    keys: Keys,
}

impl Trusted {
    pub(crate) fn new(settings: &AssertionIssuer, net: Net, clock: Clock) -> Self {
        Self {
            provider: Provider {
                groups_claim: settings.groups_claim.clone(),
                trust_unverified_email: settings.trust_unverified_email,
                ..Provider::oidc(&settings.issuer, "", None)
            },
            fixed_uri: settings.jwks_uri.clone(),
            keys: Keys::new(net.clone(), clock.clone()),
            net,
            clock,
            found_uri: Mutex::new(None),
        }
    }

    pub(super) fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    pub(super) fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Its keys, asked again when this one is not among them.
    pub(crate) async fn keys(&self, kid: Option<&str>) -> Result<Arc<Vec<Jwk>>, UpstreamError> {
        let uri = match &self.fixed_uri {
            Some(uri) => uri.clone(),
            None => self.jwks_uri().await?,
        };
        self.keys.find(&uri, kid).await
    }

    async fn jwks_uri(&self) -> Result<Url, UpstreamError> {
        let now = self.clock.unix();
        let mut found = self.found_uri.lock().await;
        if let Some((until, uri)) = found.as_ref()
            && *until > now
        {
            return Ok(uri.clone());
        }
        let uri = self.discover().await?;
        *found = Some((now + LIFE, uri.clone()));
        Ok(uri)
    }

    /// OpenID Connect Discovery §4; an authorization server without OpenID Connect has the name of RFC 8414 §3.
    async fn discover(&self) -> Result<Url, UpstreamError> {
        let issuer = self.issuer();
        let wrong = |_| UnusableMetadata::Issuer(issuer.to_owned());
        let openid = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let mut oauth = Url::parse(issuer).map_err(wrong)?;
        let path = format!(
            "/.well-known/oauth-authorization-server{}",
            oauth.path().trim_end_matches('/')
        );
        oauth.set_path(&path);
        let mut last = Err(UnusableMetadata::Missing("jwks_uri").into());
        for url in [Url::parse(&openid).map_err(wrong)?, oauth] {
            let address = url.to_string();
            let answer = self.net.fetch(Fetch::get(url).timeout(Duration::from_secs(10))).await?;
            last = match answer.status.as_u16() {
                200 => {
                    return self.read(
                        answer
                            .json()
                            .map_err(|error| UnusableMetadata::Json(error.to_string()))?,
                    );
                }
                status @ 500.. => return Err(UnusableMetadata::Fault { address, status }.into()),
                status => Err(UnusableMetadata::Status { address, status }.into()),
            };
        }
        last
    }

    fn read(&self, document: Document) -> Result<Url, UpstreamError> {
        // Identical, or the document is somebody else's.
        if document.issuer != self.issuer() {
            return Err(UnusableMetadata::OtherIssuer(document.issuer).into());
        }
        let name = "jwks_uri";
        let uri = document.jwks_uri.ok_or(UnusableMetadata::Missing(name))?;
        lanyard_net::url::check_endpoint(&uri).map_err(|why| UnusableMetadata::Endpoint { name, why })?;
        Ok(uri)
    }
}
