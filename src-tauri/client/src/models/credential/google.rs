//! Google's key files, and the access tokens that are fetched for them.
//!
//! A service account proves itself by a signed assertion (RFC 7523 §2.1), a person by a refresh token (RFC 6749 §6). A
//! token is kept in memory alone, until a minute before its end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lanyard_net::url::Url;
use lanyard_net::{Fetch, Net};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::api::{Sentence, Words};
use crate::clock::Clock;
use crate::models::ModelError;
use crate::models::wire::trouble::fetch_failed;
use crate::say;

/// What a token may be used for.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// Where tokens come from unless a file says otherwise.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";
/// How long an assertion is good, in seconds; Google takes an hour at most.
const ASSERTION: i64 = 600;
/// A token is not used in its last seconds.
const MARGIN: i64 = 60;
/// How long a token lasts whose end is not told, in seconds, and how long one lasts at most.
const USUAL: i64 = 300;
const LONGEST: i64 = 12 * 3600;
const PATIENCE: Duration = Duration::from_secs(20);
const MAX_BODY: usize = 64 << 10;

/// A key file, read.
#[derive(Clone)]
pub(in crate::models) struct KeyFile {
    owner: Owner,
    token_uri: Url,
    /// Names its token among the kept ones.
    digest: [u8; 32],
}

#[derive(Clone)]
enum Owner {
    Service {
        email: String,
        key: EncodingKey,
        key_id: Option<String>,
    },
    Person {
        client_id: String,
        client_secret: SecretString,
        refresh_token: SecretString,
    },
}

/// As Google writes it.
#[derive(Deserialize)]
struct Written {
    #[serde(rename = "type", default)]
    kind: String,
    client_email: Option<String>,
    private_key: Option<SecretString>,
    private_key_id: Option<String>,
    token_uri: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    refresh_token: Option<SecretString>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    #[serde(default)]
    token_type: String,
    expires_in: Option<i64>,
}

impl KeyFile {
    /// Reads a file; the sentence says what is wrong with it.
    pub(super) fn read(text: &str) -> Result<Self, Sentence> {
        let none = || {
            say!(
                "That is not a key file that Lanyard can use. It takes the JSON file of a service account, and the one that gcloud auth application-default login leaves."
            )
        };
        let written: Written = serde_json::from_str(text).map_err(|_| none())?;
        let owner = match written.kind.as_str() {
            "service_account" => {
                let pem = written.private_key.ok_or_else(none)?;
                Owner::Service {
                    email: written.client_email.ok_or_else(none)?,
                    key: EncodingKey::from_rsa_pem(pem.expose_secret().as_bytes()).map_err(|_| none())?,
                    key_id: written.private_key_id,
                }
            }
            "authorized_user" => Owner::Person {
                client_id: written.client_id.ok_or_else(none)?,
                client_secret: written.client_secret.ok_or_else(none)?,
                refresh_token: written.refresh_token.ok_or_else(none)?,
            },
            _ => return Err(none()),
        };
        let token_uri = written.token_uri.as_deref().unwrap_or(TOKEN_URI);
        Ok(Self {
            owner,
            token_uri: lanyard_net::url::parse(token_uri).map_err(|_| none())?,
            digest: Sha256::digest(text.as_bytes()).into(),
        })
    }

    /// What is sent for a token.
    fn grant(&self, clock: &Clock) -> Option<Vec<(&'static str, SecretString)>> {
        Some(match &self.owner {
            Owner::Service { email, key, key_id } => {
                let now = clock.now().as_second();
                let claims = Claims {
                    iss: email,
                    scope: SCOPE,
                    aud: self.token_uri.as_str(),
                    iat: now,
                    exp: now + ASSERTION,
                };
                let header = Header {
                    kid: key_id.clone(),
                    ..Header::new(Algorithm::RS256)
                };
                let assertion = jsonwebtoken::encode(&header, &claims, key).ok()?;
                vec![
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer".into()),
                    ("assertion", assertion.into()),
                ]
            }
            Owner::Person {
                client_id,
                client_secret,
                refresh_token,
            } => vec![
                ("grant_type", "refresh_token".into()),
                ("client_id", client_id.as_str().into()),
                ("client_secret", client_secret.clone()),
                ("refresh_token", refresh_token.clone()),
            ],
        })
    }
}

/// The tokens that are good at the moment. For one file one is fetched at a time: who asks meanwhile gets it too.
pub(in crate::models) struct Tokens {
    net: Net,
    clock: Clock,
    kept: Mutex<HashMap<[u8; 32], Arc<Place>>>,
}

/// Where the token of one file is kept.
type Place = tokio::sync::Mutex<Option<Token>>;

struct Token {
    text: SecretString,
    /// In seconds since 1970.
    end: i64,
}

/// What a request shows.
pub(in crate::models) struct Fresh {
    pub(in crate::models) token: SecretString,
    /// It was kept from before: if it is refused, another one may be taken.
    pub(in crate::models) kept: bool,
}

impl Tokens {
    pub(in crate::models) fn new(net: Net, clock: Clock) -> Self {
        Self {
            net,
            clock,
            kept: Mutex::default(),
        }
    }

    /// A token for a key file: the kept one, or one that is fetched. `provider` names whom it is for in an error.
    pub(in crate::models) async fn get(&self, provider: &Words, file: &KeyFile) -> Result<Fresh, ModelError> {
        let place = Arc::clone(self.lock().entry(file.digest).or_default());
        let mut place = place.lock().await;
        let now = self.clock.now().as_second();
        if let Some(token) = place.as_ref().filter(|token| token.end - MARGIN > now) {
            return Ok(Fresh {
                token: token.text.clone(),
                kept: true,
            });
        }
        *place = None;
        let granted = fetch(&self.net, provider, file, &self.clock).await?;
        let lasts = granted.expires_in.unwrap_or(USUAL).clamp(0, LONGEST);
        *place = Some(Token {
            text: granted.access_token.clone(),
            end: now + lasts,
        });
        Ok(Fresh {
            token: granted.access_token,
            kept: false,
        })
    }

    /// A key was changed or removed: nothing that was fetched, or is being fetched, is used again.
    pub(in crate::models) fn clear(&self) {
        self.lock().clear();
    }

    /// A kept token was refused: it is not used again.
    pub(in crate::models) async fn forget(&self, file: &KeyFile, refused: &SecretString) {
        let Some(place) = self.lock().get(&file.digest).cloned() else {
            return;
        };
        let mut place = place.lock().await;
        // Another request may have put a new one there meanwhile.
        if (place.as_ref()).is_some_and(|token| token.text.expose_secret() == refused.expose_secret()) {
            *place = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Arc<Place>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(net: &Net, provider: &Words, file: &KeyFile, clock: &Clock) -> Result<Granted, ModelError> {
    let refused = |status: Option<u16>| ModelError::Key {
        provider: provider.clone(),
        status,
    };
    let nonsense = || ModelError::Nonsense {
        provider: provider.clone(),
        said: "the answer holds no access token".to_owned(),
    };
    let grant = file.grant(clock).ok_or_else(|| refused(None))?;
    let pairs: Vec<(&str, &str)> = grant
        .iter()
        .map(|(name, value)| (*name, value.expose_secret()))
        .collect();
    let question = Fetch::post(file.token_uri.clone())
        .form(&pairs)
        .timeout(PATIENCE)
        .max_body(MAX_BODY);
    let answer = net.fetch(question).await;
    let answer = answer.map_err(|error| fetch_failed(provider.clone(), &error))?;
    match answer.status {
        StatusCode::OK => {}
        // RFC 6749 §5.2.
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            return Err(refused(Some(answer.status.as_u16())));
        }
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            return Err(ModelError::Busy {
                provider: provider.clone(),
                status: status.as_u16(),
                retry_after: None,
                said: None,
            });
        }
        _ => return Err(nonsense()),
    }
    let granted: Granted = answer.json().map_err(|_| nonsense())?;
    let usable = granted.token_type.eq_ignore_ascii_case("bearer")
        && super::is_sendable(&granted.access_token)
        && !granted.access_token.expose_secret().is_empty();
    if usable { Ok(granted) } else { Err(nonsense()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_file_is_refused() {
        let person = |token_uri: &str| {
            format!(
                r#"{{"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r","token_uri":"{token_uri}"}}"#
            )
        };
        assert!(KeyFile::read(&person("https://oauth2.example/token")).is_ok());
        for text in [
            "{",
            "{}",
            r#"{"type":"external_account"}"#,
            r#"{"type":"authorized_user","client_id":"c","client_secret":"s"}"#,
            r#"{"type":"service_account","client_email":"a@b"}"#,
            r#"{"type":"service_account","client_email":"a@b","private_key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}"#,
            // The secret of a file goes to no address that is not https.
            &person("http://oauth2.example/token"),
            &person("file:///etc/passwd"),
        ] {
            assert!(KeyFile::read(text).is_err(), "{text}");
        }
    }
}
