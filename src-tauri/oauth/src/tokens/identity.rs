//! Who signed in, by a verified ID token (OpenID Connect Core §3.1.3.7).
//!
//! What enters: an ID token, what it has to say and the issuer's keys. What leaves: who it names, or why it proves
//! nothing. For an MCP server that is a label for people, and a bad ID token is noted and no more; at the company's
//! identity provider it is what the sign-in is for, and a bad one ends it.

use lanyard_net::url::Url;
use lanyard_net::{Fetch, Net};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{ClientId, IssuerUrl, Nonce};
use secrecy::{ExposeSecret, SecretString};

use crate::account::presentable;
use crate::clock::Clock;
use crate::discovery::Rule;

/// What an ID token has to say.
pub(crate) struct Expected<'a> {
    pub(crate) server: &'a Url,
    pub(crate) rule: Rule,
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) jwks_uri: Option<&'a str>,
    /// The nonce that was sent; none was sent without `openid`.
    pub(crate) nonce: Option<&'a SecretString>,
    /// The answer to a refresh: it repeats no nonce, or the first one (OpenID Connect Core §12.2).
    pub(crate) refreshed: bool,
}

/// What a verified ID token says.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// E-mail address, user name, name or subject, whichever comes first.
    pub(crate) label: Option<String>,
    pub(crate) subject: String,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
}

/// An ID token proves nothing.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongIdToken(String);

/// Who an ID token names, once signature, issuer, audience, time and nonce are right.
pub(crate) async fn identity(
    net: &Net,
    clock: &Clock,
    token: &SecretString,
    expected: &Expected<'_>,
) -> Result<Identity, WrongIdToken> {
    verify(net, clock, token, expected).await.map_err(WrongIdToken)
}

async fn verify(net: &Net, clock: &Clock, token: &SecretString, expected: &Expected<'_>) -> Result<Identity, String> {
    let token: CoreIdToken = token
        .expose_secret()
        .parse()
        .map_err(|_| "it is not a signed token".to_owned())?;
    let uri = expected.jwks_uri.ok_or("the authorization server publishes no keys")?;
    let uri = Url::parse(uri).map_err(|_| "jwks_uri is not a URL".to_owned())?;
    let request = expected
        .rule
        .on(expected.server, Fetch::get(uri.clone()).max_body(512 * 1024), &uri);
    let answer = net.fetch(request).await.map_err(|e| e.to_string())?;
    let keys: CoreJsonWebKeySet = answer.json().map_err(|e| e.to_string())?;
    let issuer = IssuerUrl::new(expected.issuer.to_owned()).map_err(|_| "the issuer is not a URL".to_owned())?;
    let now = clock.now();
    // Asymmetric signatures only: `none` and a secret shared with the client prove nothing about the issuer.
    let verifier = CoreIdTokenVerifier::new_public_client(ClientId::new(expected.client_id.to_owned()), issuer, keys)
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            CoreJwsSigningAlgorithm::RsaSsaPssSha384,
            CoreJwsSigningAlgorithm::RsaSsaPssSha512,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            CoreJwsSigningAlgorithm::EdDsa,
        ])
        .set_time_fn(move || now.into());
    let sent = expected.nonce.map(|n| Nonce::new(n.expose_secret().to_owned()));
    let nonce = |found: Option<&Nonce>| match (&sent, found) {
        _ if expected.refreshed => Ok(()),
        (None, None) => Ok(()),
        (Some(sent), Some(found)) if crate::secret::same(sent.secret(), found.secret()) => Ok(()),
        _ => Err("the nonce is not the one that was sent".to_owned()),
    };
    let claims = token.claims(&verifier, nonce).map_err(|e| e.to_string())?;
    let name = claims.name().and_then(|n| n.get(None)).map(|n| n.as_str());
    let label = [
        claims.email().map(|e| e.as_str()),
        claims.preferred_username().map(|u| u.as_str()),
        name,
        Some(claims.subject().as_str()),
    ]
    .into_iter()
    .flatten()
    .find_map(presentable);
    Ok(Identity {
        label,
        subject: claims.subject().as_str().to_owned(),
        expires_at: claims.expiration().timestamp(),
    })
}
