//! The provider's token and revocation endpoints.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, header};
use lanyard_net::{Fetch, Net};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::UpstreamError;
use super::discovery::Metadata;
use crate::settings::Provider;

/// What we take from the answer. The access token is never read: nobody here calls the provider's APIs.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    pub(crate) id_token: Option<SecretString>,
    pub(crate) refresh_token: Option<SecretString>,
}

#[derive(Deserialize)]
struct ErrorAnswer {
    error: String,
}

/// A person waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// One request to the token endpoint.
pub(crate) async fn token(
    net: &Net,
    provider: &Provider,
    metadata: &Metadata,
    form: &[(&str, &str)],
) -> Result<Answer, UpstreamError> {
    let fetch = authenticated(Fetch::post(metadata.token_endpoint.clone()), provider, form);
    let fetch = fetch.timeout(PATIENCE);
    let answer = net.fetch(fetch).await?;
    if answer.status.is_success() {
        return answer
            .json()
            .map_err(|error| UpstreamError::Protocol(error.to_string()));
    }
    if answer.status.is_server_error() {
        return Err(UpstreamError::Protocol(format!(
            "its token endpoint answers {}",
            answer.status.as_u16()
        )));
    }
    // Only the error's code: a description may repeat what was sent.
    let code = answer
        .json::<ErrorAnswer>()
        .map_or_else(|_| answer.status.as_u16().to_string(), |body| body.error);
    let code: String = code.chars().filter(char::is_ascii_graphic).take(60).collect();
    Err(UpstreamError::Refused(code))
}

/// Ends the provider's refresh token (RFC 7009 §2.1), where it has an endpoint for that.
pub(crate) async fn revoke(
    net: &Net,
    provider: &Provider,
    metadata: &Metadata,
    refresh: &SecretString,
) -> Result<(), UpstreamError> {
    let Some(endpoint) = &metadata.revocation_endpoint else {
        return Ok(());
    };
    let form = [("token", refresh.expose_secret()), ("token_type_hint", "refresh_token")];
    let answer = net
        .fetch(authenticated(Fetch::post(endpoint.clone()), provider, &form))
        .await?;
    if answer.status.is_success() {
        return Ok(());
    }
    Err(UpstreamError::Refused(format!(
        "its revocation endpoint answers {}",
        answer.status.as_u16()
    )))
}

/// RFC 6749 §2.3.1: the secret in the header, or in the form where a provider wants it there.
fn authenticated(fetch: Fetch, provider: &Provider, form: &[(&str, &str)]) -> Fetch {
    let mut form = form.to_vec();
    let secret = provider.client_secret.as_ref().map(ExposeSecret::expose_secret);
    match secret {
        Some(secret) if !provider.secret_in_form => {
            let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let both = format!("{}:{}", encode(&provider.client_id), encode(secret));
            let fetch = fetch.form(&form);
            match HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(both))) {
                Ok(mut value) => {
                    value.set_sensitive(true);
                    fetch.header(header::AUTHORIZATION, value)
                }
                // Base64 is always a header value.
                Err(_) => fetch,
            }
        }
        Some(secret) => {
            form.push(("client_id", &provider.client_id));
            form.push(("client_secret", secret));
            fetch.form(&form)
        }
        None => {
            form.push(("client_id", &provider.client_id));
            fetch.form(&form)
        }
    }
}
