//! Dynamic client registration (RFC 7591).
//!
//! What enters: an endpoint and the redirects we may use. What leaves: a client, and the row under which it is kept.
//! When the server refuses the list of redirects, the loopback one is tried alone: many know no private schemes.

use lanyard_net::url::Url;
use lanyard_net::{Answer, Fetch};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{AuthMethod, Client, RegistrationError};
use crate::discovery::{Discovered, Rule};
use crate::fingerprint;
use crate::office::Office;
use crate::redirect;
use crate::settings::ServerSettings;
use crate::store::Registration;
use crate::trace::Trace;

const STEP: &str = "registration";

/// What the registration says about us.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) uri: Option<Url>,
}

#[derive(Deserialize)]
struct Granted {
    client_id: String,
    client_secret: Option<SecretString>,
    /// 0: never (RFC 7591 §3.2.1).
    client_secret_expires_at: Option<i64>,
    token_endpoint_auth_method: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Refusal {
    #[serde(default)]
    error: String,
    error_description: Option<String>,
}

/// Registers. The secret is kept here, in the vault; the row is for the caller to keep in place of `old`.
pub(crate) async fn register(
    office: &Office,
    server: &ServerSettings,
    found: &Discovered,
    endpoint: &str,
    port: u16,
    old: Option<&Registration>,
    trace: &Trace,
) -> Result<(Client, Registration), RegistrationError> {
    let unusable = |reason: String| RegistrationError::Answer {
        server: server.name.clone(),
        reason,
    };
    let method = wanted_method(found);
    let all = redirect::every(port);
    let alone = vec![redirect::loopback(server.loopback_host, Some(port))];
    let url = Url::parse(endpoint).map_err(|e| unusable(e.to_string()))?;
    let mut asked = all;
    let mut answer = send(office, server, found.rule, &url, &body(&office.about, &asked, method)).await?;
    if answer.status.is_client_error() && about_redirects(&answer) {
        trace.warning(
            STEP,
            format_args!("POST {url}: {}; once more with {} alone", said(&answer), alone[0]),
        );
        asked = alone;
        answer = send(office, server, found.rule, &url, &body(&office.about, &asked, method)).await?;
    }
    if !answer.status.is_success() {
        return Err(RegistrationError::Refused {
            server: server.name.clone(),
            status: answer.status.as_u16(),
            said: said(&answer),
        });
    }
    let granted: Granted = answer.json().map_err(|e| unusable(e.to_string()))?;
    if granted.client_id.is_empty() {
        return Err(unusable("it holds no client_id".to_owned()));
    }
    // The answer may change what was asked (RFC 7591 §3.2.1); a secret without a method is sent as RFC 6749 prefers.
    let auth_method = match (granted.token_endpoint_auth_method.as_deref(), &granted.client_secret) {
        (_, None) => AuthMethod::None,
        (Some(text), Some(_)) => match AuthMethod::parse(text) {
            Some(AuthMethod::None) | None => AuthMethod::Basic,
            Some(method) => method,
        },
        (None, Some(_)) => {
            if method == AuthMethod::Post {
                AuthMethod::Post
            } else {
                AuthMethod::Basic
            }
        }
    };
    let secret_name = match &granted.client_secret {
        Some(secret) => {
            let name = format!(
                "registration-{}",
                fingerprint::of(&[&found.metadata.issuer, &granted.client_id])
            );
            office.keep(&name, secret).await?;
            Some(name)
        }
        None => None,
    };
    let redirects = if granted.redirect_uris.is_empty() {
        asked
    } else {
        granted.redirect_uris
    };
    let row = Registration {
        issuer: found.metadata.issuer.clone(),
        client_id: granted.client_id.clone(),
        redirects: redirects.join("\n"),
        port: Some(i64::from(port)),
        auth_method: auth_method.as_str().to_owned(),
        secret_name,
        secret_expires_at: granted.client_secret_expires_at.filter(|t| *t > 0),
        created_at: office.clock.unix(),
    };
    if let Some(name) = old.and_then(|old| old.secret_name.as_ref())
        && row.secret_name.as_ref() != Some(name)
    {
        office.discard(name).await?;
    }
    trace.ok(
        STEP,
        format_args!("POST {url}: client id {}, {}", row.client_id, row.auth_method),
    );
    let client = Client {
        id: granted.client_id,
        secret: granted.client_secret,
        key: None,
        auth_method,
        registered: true,
    };
    Ok((client, row))
}

/// Keeps a registration for the next sign-in. Nobody waits for it but the profile's end: one that is lost is made anew.
pub(crate) async fn keep(office: &Office, row: Registration) {
    let keeping = office.store.queue_registration(row).await;
    office.tasks.spawn(async move {
        if let Err(error) = keeping.await {
            tracing::warn!(target: "lanyard_oauth", %error, "a registration could not be kept");
        }
    });
}

/// The client of a kept registration; none when its secret has expired or is lost.
pub(crate) async fn recall(office: &Office, row: &Registration) -> Result<Option<Client>, RegistrationError> {
    if row.secret_expires_at.is_some_and(|t| t <= office.clock.unix()) {
        return Ok(None);
    }
    let secret = match &row.secret_name {
        Some(name) => match office.read(name).await? {
            Some(secret) => Some(secret),
            None => return Ok(None),
        },
        None => None,
    };
    let auth_method = AuthMethod::parse(&row.auth_method).unwrap_or(AuthMethod::None);
    Ok(Some(Client {
        id: row.client_id.clone(),
        secret,
        key: None,
        auth_method,
        registered: true,
    }))
}

/// A native app is a public client (RFC 8252 §8.4); a secret is taken only where the server wants one.
fn wanted_method(found: &Discovered) -> AuthMethod {
    match &found.metadata.token_endpoint_auth_methods_supported {
        None => AuthMethod::None,
        Some(methods) => [AuthMethod::None, AuthMethod::Basic, AuthMethod::Post]
            .into_iter()
            .find(|m| methods.iter().any(|listed| listed == m.as_str()))
            .unwrap_or(AuthMethod::None),
    }
}

fn body(about: &About, redirects: &[String], method: AuthMethod) -> Value {
    let mut body = json!({
        "client_name": about.name,
        "application_type": "native",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": method.as_str(),
        "redirect_uris": redirects,
        "software_id": "dev.lanyard.desktop",
        "software_version": env!("CARGO_PKG_VERSION"),
    });
    if let Some(uri) = &about.uri {
        body["client_uri"] = Value::String(uri.to_string());
    }
    body
}

async fn send(
    office: &Office,
    server: &ServerSettings,
    rule: Rule,
    url: &Url,
    body: &Value,
) -> Result<Answer, RegistrationError> {
    let failed = |source| RegistrationError::Fetch {
        server: server.name.clone(),
        source,
    };
    let request = Fetch::post(url.clone())
        .max_body(256 * 1024)
        .json(body)
        .map_err(failed)?;
    office
        .net
        .fetch(rule.on(server.endpoint(), request, url))
        .await
        .map_err(failed)
}

/// Whether a refusal may be about the redirects: by its code, or because it says nothing that we know.
fn about_redirects(answer: &Answer) -> bool {
    let refusal: Refusal = answer.json().unwrap_or_default();
    matches!(
        refusal.error.as_str(),
        "invalid_redirect_uri" | "invalid_client_metadata" | "invalid_request" | ""
    )
}

fn said(answer: &Answer) -> String {
    let refusal: Refusal = answer.json().unwrap_or_default();
    let text = match (refusal.error.as_str(), refusal.error_description) {
        ("", None) => format!("{} without a reason", answer.status),
        ("", Some(description)) => description,
        (error, None) => error.to_owned(),
        (error, Some(description)) => format!("{error}, {description}"),
    };
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}
