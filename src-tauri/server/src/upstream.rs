//! The identity provider behind us: Google, the demo's, or any OpenID Connect provider.
//!
//! Enters: a browser to send there, and what comes back with it. Leaves: an [`Identity`]. The provider's tokens
//! never leave this module but sealed. It knows no MCP client on purpose: its `state`, nonce and verifier are ours.

pub(crate) mod access;
pub(crate) mod discovery;
pub(crate) mod exchange;
pub(crate) mod id_token;
pub(crate) mod keys;
pub(crate) mod signature;
mod unusable;

use lanyard_net::{FetchError, Net};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::clock::Clock;
use crate::random;
use crate::settings::{Access, Provider};
use discovery::Discovery;
use exchange::Answer;

pub use unusable::UnusableMetadata;

/// Who came back from the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// Only when verified, or trusted by the settings.
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) groups: Vec<String>,
}

/// What a browser is sent to the provider with.
#[derive(Debug)]
pub(crate) struct Departure {
    /// Where to.
    pub(crate) url: Url,
    /// What comes back in the query.
    pub(crate) state: String,
    /// What the answer is held against, to be sealed.
    pub(crate) secrets: DepartureSecrets,
}

/// What only we know of a departure.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DepartureSecrets {
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

impl std::fmt::Debug for DepartureSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DepartureSecrets")
    }
}

/// Why the provider's answer is not used. The words are for the log and for `check`.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// No answer.
    #[error("the sign-in service can't be reached: {0}")]
    Fetch(#[from] FetchError),
    /// The provider's description of itself is not usable.
    #[error("the sign-in service describes itself wrongly: {0}")]
    Metadata(#[from] UnusableMetadata),
    /// It refused the code or the refresh token.
    #[error("the sign-in service refused: {0}")]
    Refused(String),
    /// It answered something that is not in the protocol.
    #[error("the sign-in service answered out of protocol: {0}")]
    Protocol(String),
    /// The ID token does not verify.
    #[error("the sign-in service's ID token is not accepted: {0}")]
    IdToken(#[from] id_token::WrongIdToken),
    /// The person may not come in.
    #[error("{0}")]
    NotAllowed(#[from] access::NotAllowed),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

impl UpstreamError {
    /// Whether trying again may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Fetch(_))
    }

    /// Whether the provider, or what it says now, speaks against the person; anything else may pass.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            // `invalid_client` and the like are our own misconfiguration, not the person's end.
            Self::Refused(code) => code == "invalid_grant" || code.starts_with("another person"),
            Self::NotAllowed(_) => true,
            _ => false,
        }
    }
}

/// The provider, with what it said about itself cached.
#[derive(Debug)]
pub(crate) struct Upstream {
    provider: Provider,
    access: Access,
    callback_url: String,
    net: Net,
    clock: Clock,
    discovery: Discovery,
}

impl Upstream {
    pub(crate) fn new(provider: Provider, access: Access, callback_url: String, net: Net, clock: Clock) -> Self {
        let discovery = Discovery::new(provider.clone(), net.clone(), clock.clone());
        Self {
            provider,
            access,
            callback_url,
            net,
            clock,
            discovery,
        }
    }

    /// The provider's issuer.
    pub(crate) fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    /// Makes the way there (OpenID Connect Core §3.1.2.1), with a state, nonce and verifier of our own.
    pub(crate) async fn depart(&self, prompt: Option<&str>) -> Result<Departure, UpstreamError> {
        let metadata = self.discovery.metadata().await?;
        let (state, nonce, verifier) = (random::token()?, random::token()?, random::token()?);
        let mut url = metadata.authorization_endpoint.clone();
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &self.provider.client_id)
                .append_pair("redirect_uri", &self.callback_url)
                .append_pair("scope", &self.provider.scopes.join(" "))
                .append_pair("state", &state)
                .append_pair("nonce", &nonce)
                .append_pair("code_challenge", &random::s256(&verifier))
                .append_pair("code_challenge_method", "S256");
            for (key, value) in self.parameters(prompt) {
                query.append_pair(&key, &value);
            }
        }
        Ok(Departure {
            url,
            state,
            secrets: DepartureSecrets { nonce, verifier },
        })
    }

    /// Redeems the provider's code and verifies who came back.
    pub(crate) async fn arrive(
        &self,
        code: &str,
        iss: Option<&str>,
        secrets: &DepartureSecrets,
    ) -> Result<(Identity, Option<SecretString>), UpstreamError> {
        let metadata = self.discovery.metadata().await?;
        // RFC 9207 §2.4: the answer of another provider must not be redeemed at this one.
        match iss {
            Some(iss) if iss != self.provider.issuer => {
                return Err(UpstreamError::Protocol("the answer names another issuer".to_owned()));
            }
            None if metadata.iss_parameter => {
                return Err(UpstreamError::Protocol(
                    "the answer lacks the issuer that was announced".to_owned(),
                ));
            }
            _ => {}
        }
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.callback_url),
            ("code_verifier", &secrets.verifier),
        ];
        let answer = exchange::token(&self.net, &self.provider, &metadata, &form).await?;
        let token = answer
            .id_token
            .as_ref()
            .ok_or_else(|| UpstreamError::Protocol("the answer carries no ID token".to_owned()))?;
        let claims = self.verify(token.expose_secret(), Some(&secrets.nonce)).await?;
        let identity = access::admit(&self.provider, &self.access, &claims.person)?;
        Ok((identity, answer.refresh_token))
    }

    /// Asks again, with the provider's refresh token, whether the person is still welcome.
    pub(crate) async fn ask_again(
        &self,
        subject: &str,
        refresh: &SecretString,
    ) -> Result<(Option<Identity>, Option<SecretString>), UpstreamError> {
        let metadata = self.discovery.metadata().await?;
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose_secret()),
        ];
        let Answer {
            id_token,
            refresh_token,
        } = exchange::token(&self.net, &self.provider, &metadata, &form).await?;
        // A refresh answer may leave the ID token out (OpenID Connect Core §12.2): then nothing changed.
        let Some(token) = id_token else {
            return Ok((None, refresh_token));
        };
        let claims = self.verify(token.expose_secret(), None).await?;
        let identity = access::admit(&self.provider, &self.access, &claims.person)?;
        if identity.subject != subject {
            return Err(UpstreamError::Refused("another person came back".to_owned()));
        }
        Ok((Some(identity), refresh_token))
    }

    /// Tells the provider that its refresh token is not needed any more; a failure is only noted.
    pub(crate) async fn forget(&self, refresh: &SecretString) {
        let Ok(metadata) = self.discovery.metadata().await else {
            return;
        };
        if let Err(error) = exchange::revoke(&self.net, &self.provider, &metadata, refresh).await {
            tracing::warn!(%error, "the provider's token could not be revoked");
        }
    }

    async fn verify(&self, token: &str, nonce: Option<&str>) -> Result<id_token::Claims, UpstreamError> {
        let keys = self.discovery.keys_for(id_token::key_id(token)?.as_deref()).await?;
        Ok(id_token::verify(
            &self.provider,
            &keys,
            token,
            nonce,
            self.clock.unix(),
        )?)
    }

    fn parameters(&self, prompt: Option<&str>) -> Vec<(String, String)> {
        let mut parameters = self.provider.parameters.clone();
        if self.provider.is_google() {
            // Without it Google gives no refresh token, and nobody could be asked again.
            parameters
                .entry("access_type".to_owned())
                .or_insert_with(|| "offline".to_owned());
            if let [domain] = self.access.domains.as_slice() {
                parameters.entry("hd".to_owned()).or_insert_with(|| domain.clone());
            }
        }
        if let Some(prompt) = prompt {
            parameters.insert("prompt".to_owned(), prompt.to_owned());
        }
        parameters.into_iter().collect()
    }
}
