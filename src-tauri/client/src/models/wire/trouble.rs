//! What a provider's failure was, in our own errors. Nothing of a key is left in them.

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use lanyard_oauth::Observation;
use serde_json::Value;

use super::relay::Trouble;
use crate::api::Words;
use crate::clock::Clock;
use crate::models::ModelError;
use crate::models::access::{Access, Shown};
use crate::models::provider::Provider;

/// Why one exchange failed.
#[derive(Debug)]
pub(in crate::models) struct Failure {
    pub(in crate::models) error: ModelError,
    /// The answer, where one came: the door reads it.
    answer: Option<(StatusCode, HeaderMap)>,
    /// The door has another token: the same request may be sent again.
    pub(in crate::models) renewed: bool,
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self {
            error,
            answer: None,
            renewed: false,
        }
    }
}

impl Failure {
    /// What the sign-in's door makes of the answer. It opens no browser; it may have renewed the token.
    pub(in crate::models) async fn seen_by(mut self, access: &Access, shown: &Shown) -> Self {
        if matches!(self.error, ModelError::Key { status: Some(401), .. }) && access.renew(shown).await {
            self.renewed = true;
            return self;
        }
        let (Some(gate), Some(pass), Some((status, headers))) = (&access.gate, &shown.pass, &self.answer) else {
            return self;
        };
        let ModelError::Key { provider, .. } = &self.error else {
            // The door still sees the answer: it carries a nonce for the next proof.
            gate.door.observe(pass, *status, headers).await;
            return self;
        };
        let provider = provider.clone();
        match gate.door.observe(pass, *status, headers).await {
            Observation::Retry => self.renewed = true,
            Observation::SignInRequired(challenge) | Observation::StepUp(challenge) => {
                gate.ask(challenge);
                self.error = ModelError::SignIn { provider };
            }
            Observation::Unavailable(error) => {
                self.error = ModelError::Door {
                    provider,
                    said: error.to_string(),
                };
            }
            Observation::CompanySignInRequired => self.error = ModelError::SignIn { provider },
            Observation::Fine | Observation::Forbidden(_) | Observation::KeyRefused => {
                self.error = ModelError::Forbidden {
                    provider,
                    status: status.as_u16(),
                };
            }
        }
        self
    }
}

/// A failure that genai reports.
pub(super) fn translate(
    provider: &Provider,
    shown: &Shown,
    error: genai::Error,
    begun: bool,
    clock: &Clock,
) -> Failure {
    let name = provider.name.clone();
    // A stream's error hides the exchange's inside.
    let error = match error {
        genai::Error::WebStream { error, cause, .. } => match error.downcast::<genai::Error>() {
            Ok(inner) => *inner,
            Err(other) => {
                let error = match other.downcast_ref::<reqwest::Error>() {
                    Some(_) if begun => ModelError::Cut {
                        provider: name,
                        said: Some("the connection broke".to_owned()),
                    },
                    Some(web) => unreachable(name, web),
                    None if begun => ModelError::Cut {
                        provider: name,
                        said: Some(shown.clean(&cause)),
                    },
                    None => ModelError::Nonsense {
                        provider: name,
                        said: shown.clean(&cause),
                    },
                };
                return error.into();
            }
        },
        other => other,
    };
    if let Some(status) = error.status() {
        let headers = error.headers().cloned().unwrap_or_default();
        let body = match &error {
            genai::Error::HttpError { body, .. } => body.as_str(),
            _ => "",
        };
        return refused(provider, shown, status, &headers, body, clock);
    }
    let error = match error {
        // The provider reports a failure inside its stream.
        genai::Error::ChatResponse { body, .. } => ModelError::Cut {
            provider: name,
            said: Some(shown.clean(message(&body).unwrap_or("it reported an error"))),
        },
        genai::Error::StreamParse { serde_error, .. } => ModelError::Nonsense {
            provider: name,
            said: format!("{:?} error in its JSON", serde_error.classify()),
        },
        other => ModelError::Nonsense {
            provider: name,
            said: shown.clean(&other.to_string()),
        },
    };
    error.into()
}

/// An answer that is none, by its status.
pub(in crate::models) fn refused(
    provider: &Provider,
    shown: &Shown,
    status: StatusCode,
    headers: &HeaderMap,
    body: &str,
    clock: &Clock,
) -> Failure {
    let name = provider.name.clone();
    let said = || {
        let value: Value = serde_json::from_str(body).ok()?;
        message(&value).map(|text| shown.clean(text))
    };
    let error = match status.as_u16() {
        // What is said of a refused key may repeat it, masked or not.
        status @ (401 | 403) => ModelError::Key {
            provider: name,
            status: Some(status),
        },
        400 if is_about_the_key(body) => ModelError::Key {
            provider: name,
            status: Some(400),
        },
        status @ (429 | 500..=599) => ModelError::Busy {
            provider: name,
            status,
            retry_after: retry_after(headers, clock),
            said: said(),
        },
        status => ModelError::Refused {
            provider: name,
            status: Some(status),
            said: said(),
        },
    };
    Failure {
        error,
        answer: Some((status, headers.clone())),
        renewed: false,
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
    fetch_failed(provider, &found)
}

/// A request that came no further than this computer.
pub(super) fn on_the_way(provider: &Provider, trouble: &Trouble) -> ModelError {
    match trouble {
        Trouble::Web(error) => unreachable(provider.name.clone(), error),
        Trouble::Unfinished => ModelError::Key {
            provider: provider.name.clone(),
            status: None,
        },
    }
}

/// This computer gives no port of its own, without which a request to this provider can't be made.
pub(super) fn no_port(provider: &Provider) -> ModelError {
    ModelError::Unreachable {
        provider: provider.name.clone(),
        said: "no port of this computer is free".to_owned(),
        certificate: false,
    }
}

/// No answer at all.
pub(in crate::models) fn fetch_failed(provider: Words, error: &lanyard_net::FetchError) -> ModelError {
    ModelError::Unreachable {
        provider,
        said: error.to_string(),
        certificate: matches!(error, lanyard_net::FetchError::Certificate { .. }),
    }
}

/// `Retry-After` in seconds, or as a date against the answer's own date where it has one: two clocks differ (RFC 9110
/// §10.2.3). A date that has passed asks for no waiting.
fn retry_after(headers: &HeaderMap, clock: &Clock) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|z| z.timestamp().as_second());
    let told = headers.get(DATE).and_then(|value| date(value.to_str().ok()?));
    let now = told.unwrap_or_else(|| clock.now().as_second());
    let wait = u64::try_from(date(text)?.saturating_sub(now)).unwrap_or_default();
    Some(Duration::from_secs(wait))
}

/// What a provider's error says, where it says it in the usual places.
fn message(value: &Value) -> Option<&str> {
    let places = [
        value.pointer("/error/message"),
        value.pointer("/message"),
        value.pointer("/error"),
        Some(value),
    ];
    places.into_iter().flatten().find_map(Value::as_str)
}
