//! What a request shows of who asks: a key or a sign-in's token, and the headers that were added.
//!
//! Secrets are read for each request and kept nowhere. What a provider says later goes through [`Shown::clean`], because
//! it may repeat them.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use lanyard_net::url::Url;
use lanyard_oauth::Pass;
use secrecy::{ExposeSecret as _, SecretString};

use super::ModelError;
use super::credential::Credential;
use super::credential::aws::AccessKey;
use super::credential::google::{Fresh, KeyFile, Tokens};
use super::gate::Gate;
use super::header;
use super::provider::Provider;
use crate::api::ModelKind;

/// The version of Anthropic's interface that the wire speaks.
const ANTHROPIC_VERSION: HeaderValue = HeaderValue::from_static("2023-06-01");
/// The longest piece of what a provider says, in characters.
const SAID: usize = 300;

/// Who asks.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) key: Option<Credential>,
    /// Name and value of each header that was added.
    pub(super) headers: Vec<(String, SecretString)>,
    /// Where the token comes from that stands in the key's place.
    pub(super) gate: Option<Gate>,
    /// Where tokens for key files are fetched, and kept.
    pub(super) tokens: Arc<Tokens>,
}

/// The headers of one request, and what the door wants back with the answer.
pub(super) struct Shown {
    pub(super) headers: HeaderMap,
    pub(super) pass: Option<Pass>,
    /// A kept token: another one may be fetched where it is refused.
    kept: Option<(KeyFile, SecretString)>,
}

impl Access {
    /// The headers of one request to one address. Without a sign-in that is needed there is no request at all.
    pub(super) async fn show(&self, provider: &Provider, method: &Method, url: &Url) -> Result<Shown, ModelError> {
        let mut headers = HeaderMap::new();
        if provider.kind == ModelKind::Anthropic {
            headers.insert(HeaderName::from_static("anthropic-version"), ANTHROPIC_VERSION);
        }
        for (name, value) in &self.headers {
            let key = HeaderName::from_bytes(name.as_bytes());
            let value = secret(value.expose_secret().to_owned());
            let (Ok(key), Some(value)) = (key, value) else {
                return Err(ModelError::Header {
                    provider: provider.name.clone(),
                    name: name.clone(),
                });
            };
            headers.insert(key, value);
        }
        let Some(gate) = &self.gate else {
            let kept = self.show_key(provider, &mut headers).await?;
            return Ok(Shown {
                headers,
                pass: None,
                kept,
            });
        };
        let pass = gate
            .door
            .authorize(method, url)
            .await
            .map_err(|error| ModelError::Door {
                provider: provider.name.clone(),
                said: error.to_string(),
            })?;
        // What a person wrote goes to nobody before they are signed in.
        if !pass.has_token() {
            return Err(ModelError::SignIn {
                provider: provider.name.clone(),
            });
        }
        headers.extend(pass.headers().clone());
        Ok(Shown {
            headers,
            pass: Some(pass),
            kept: None,
        })
    }

    /// The header of a key, or of the token for it. An access key shows nothing by itself: see [`Self::signs`].
    async fn show_key(
        &self,
        provider: &Provider,
        headers: &mut HeaderMap,
    ) -> Result<Option<(KeyFile, SecretString)>, ModelError> {
        let (bare, kept) = match &self.key {
            None | Some(Credential::Aws(_)) => return Ok(None),
            Some(Credential::Bare(key)) => (key.clone(), None),
            Some(Credential::Google(file)) => {
                let Fresh { token, kept } = self.tokens.get(&provider.name, file).await?;
                (token.clone(), kept.then(|| (file.clone(), token)))
            }
        };
        let name = header::of_key(provider.kind);
        let text = if name == http::header::AUTHORIZATION {
            format!("Bearer {}", bare.expose_secret())
        } else {
            bare.expose_secret().to_owned()
        };
        let value = secret(text).ok_or_else(|| ModelError::Key {
            provider: provider.name.clone(),
            status: None,
        })?;
        headers.insert(name, value);
        Ok(kept)
    }

    /// The access key that each request is signed with, if one is.
    pub(super) fn signs(&self) -> Option<&AccessKey> {
        match &self.key {
            Some(Credential::Aws(key)) if self.gate.is_none() => Some(key),
            _ => None,
        }
    }

    /// A token that was kept was refused. Says whether another one may be fetched.
    pub(super) async fn renew(&self, shown: &Shown) -> bool {
        match &shown.kept {
            Some((file, token)) => {
                self.tokens.forget(file, token).await;
                true
            }
            None => false,
        }
    }

    /// The answer began: the token is good.
    pub(super) async fn accepted(&self, shown: &Shown) {
        if let (Some(gate), Some(pass)) = (&self.gate, &shown.pass) {
            gate.door.observe(pass, StatusCode::OK, &HeaderMap::new()).await;
        }
    }
}

impl Shown {
    /// What a provider says, short, on one line, and without anything secret that it was shown.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let secrets = self.headers.iter().filter(|(_, value)| **value != ANTHROPIC_VERSION);
        for value in secrets.filter_map(|(_, value)| value.to_str().ok()) {
            let bare = value.split_once(' ').map_or(value, |(scheme, bare)| match scheme {
                "Bearer" | "DPoP" | "Basic" => bare,
                _ => value,
            });
            if !bare.is_empty() {
                text = text.replace(bare, "[key]");
            }
        }
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(SAID)
            .collect()
    }
}

/// A value that no header can carry, or not as the text that it is, gives none.
fn secret(text: String) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(text)
        .ok()
        .filter(|value| value.to_str().is_ok())?;
    value.set_sensitive(true);
    Some(value)
}
