//! What a provider's failure was, in our own errors. Nothing of a key is left in them.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::api::Words;
use crate::models::ModelError;
use crate::models::provider::Provider;

pub(super) fn translate(
    provider: &Provider,
    key: Option<&SecretString>,
    error: genai::Error,
    begun: bool,
) -> ModelError {
    let name = provider.name.clone();
    // A stream's error hides the exchange's inside.
    let error = match error {
        genai::Error::WebStream { error, cause, .. } => match error.downcast::<genai::Error>() {
            Ok(inner) => *inner,
            Err(other) => {
                return match other.downcast_ref::<reqwest::Error>() {
                    Some(_) if begun => ModelError::Cut {
                        provider: name,
                        said: Some("the connection broke".to_owned()),
                    },
                    Some(web) => unreachable(name, web),
                    None if begun => ModelError::Cut {
                        provider: name,
                        said: Some(clean(&cause, key)),
                    },
                    None => ModelError::Nonsense {
                        provider: name,
                        said: clean(&cause, key),
                    },
                };
            }
        },
        other => other,
    };
    if let Some(status) = error.status() {
        let (status, headers) = (status.as_u16(), error.headers().cloned().unwrap_or_default());
        let body = match &error {
            genai::Error::HttpError { body, .. } => body.clone(),
            _ => String::new(),
        };
        return match status {
            // What is said of a refused key may repeat it, masked or not.
            401 | 403 => ModelError::Key { provider: name, status },
            400 if is_about_the_key(&body) => ModelError::Key { provider: name, status },
            429 | 500..=599 => {
                let retry_after = retry_after(&headers);
                ModelError::Busy {
                    provider: name,
                    status,
                    retry_after,
                    said: said(&body, key),
                }
            }
            _ => ModelError::Refused {
                provider: name,
                status,
                said: said(&body, key),
            },
        };
    }
    match error {
        // The provider reports a failure inside its stream.
        genai::Error::ChatResponse { body, .. } => {
            let message = body
                .get("message")
                .and_then(Value::as_str)
                .unwrap_or("it reported an error")
                .to_owned();
            ModelError::Cut {
                provider: name,
                said: Some(clean(&message, key)),
            }
        }
        genai::Error::StreamParse { serde_error, .. } => ModelError::Nonsense {
            provider: name,
            said: format!("{:?} error in its JSON", serde_error.classify()),
        },
        other => ModelError::Nonsense {
            provider: name,
            said: clean(&other.to_string(), key),
        },
    }
}

/// Google answers a key that it does not know with 400, and says so in the details.
fn is_about_the_key(body: &str) -> bool {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let details = value.pointer("/error/details").and_then(Value::as_array);
    details.is_some_and(|all| all.iter().any(|d| d["reason"] == "API_KEY_INVALID"))
}

fn unreachable(provider: Words, error: &reqwest::Error) -> ModelError {
    let found = lanyard_net::classify(&provider.to_string(), error);
    let certificate = matches!(found, lanyard_net::FetchError::Certificate { .. });
    ModelError::Unreachable {
        provider,
        said: found.to_string(),
        certificate,
    }
}

/// `Retry-After` in seconds, or as a date against the answer's own date (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|z| z.timestamp().as_second());
    let now = date(headers.get(DATE)?.to_str().ok()?)?;
    u64::try_from(date(text)? - now).ok().map(Duration::from_secs)
}

/// What a provider's error says, where it says it in the usual places.
fn said(body: &str, key: Option<&SecretString>) -> Option<String> {
    let value: Value = serde_json::from_str(body).ok()?;
    let places = [
        value.pointer("/error/message"),
        value.pointer("/message"),
        value.pointer("/error"),
    ];
    let text = places.into_iter().flatten().find_map(Value::as_str)?;
    Some(clean(text, key))
}

/// Short, on one line, and without the key.
fn clean(text: &str, key: Option<&SecretString>) -> String {
    let text = match key.map(ExposeSecret::expose_secret) {
        Some(key) if !key.is_empty() => text.replace(key, "[key]"),
        _ => text.to_owned(),
    };
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect()
}
