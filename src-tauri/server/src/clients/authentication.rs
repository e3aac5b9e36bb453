//! How a client proves itself at the token and revocation endpoints (RFC 6749 §2.3).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, header};

use super::{Client, Clients, UnknownClient};
use crate::endpoints::params::Params;
use crate::endpoints::refusal::Refusal;
use crate::random;

/// Finds the client that sends this request and checks its secret, in the header or in the form, never in both.
pub(crate) async fn authenticate(clients: &Clients, headers: &HeaderMap, form: &Params) -> Result<Client, Refusal> {
    let basic = basic(headers)?;
    let posted = form.get("client_secret");
    let (id, secret) = match (basic, posted) {
        (Some(_), Some(_)) => return Err(Refusal::invalid_request("the client authenticates in two ways at once")),
        (Some((id, secret)), None) => {
            if form.get("client_id").is_some_and(|posted| posted != id) {
                return Err(Refusal::invalid_request(
                    "the client_id differs between header and form",
                ));
            }
            (id, Some(secret))
        }
        (None, posted) => {
            let id = form
                .get("client_id")
                .ok_or_else(|| Refusal::invalid_client("no client_id was sent"))?;
            (id.to_owned(), posted.map(str::to_owned))
        }
    };
    let client = clients.find_for_token(&id).await.map_err(|error| match error {
        UnknownClient::Unknown(_) => Refusal::invalid_client("the client is not known here; register again"),
        other => Refusal::internal(&other),
    })?;
    match (&client.secret_hash, secret) {
        (None, None) => Ok(client),
        // A public client that sends an empty secret means none.
        (None, Some(secret)) if secret.is_empty() => Ok(client),
        (Some(known), Some(secret)) if random::same(known, &random::hash(&secret)) => Ok(client),
        _ => Err(Refusal::invalid_client("the client's secret is wrong")),
    }
}

fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Refusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let wrong = || Refusal::invalid_client("the Authorization header is not Basic with an id and a secret");
    let text = value.to_str().map_err(|_| wrong())?;
    let (scheme, credentials) = text.split_once(' ').ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(wrong());
    }
    let bytes = BASE64_STANDARD.decode(credentials.trim()).map_err(|_| wrong())?;
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (id, secret) = text.split_once(':').ok_or_else(wrong)?;
    Ok(Some((form_decode(id), form_decode(secret))))
}

/// RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
fn form_decode(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}
