//! How a model fails.

use std::time::Duration;

use lanyard_vault::VaultError;

use crate::api::{self, Sentence, Words};
use crate::say;

/// Why a model gave no whole answer. No text holds a key: what a provider says of a refused key is left out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ModelError {
    /// There is no such model (any more).
    #[error("the model {0:?} is not there; choose another one")]
    Unknown(String),
    /// Its provider is known, and has not said that it has this model.
    #[error("{provider} does not list the chosen model right now")]
    NotListed {
        /// Which provider.
        provider: Words,
    },
    /// The company's configuration does not allow it.
    #[error("the company does not allow models of one's own")]
    Blocked,
    /// The provider refused the key.
    #[error("{provider} refused the key; set it again in Settings")]
    Key {
        /// Which provider.
        provider: Words,
        /// The HTTP status; none: the key can't even be sent.
        status: Option<u16>,
    },
    /// A header's value can't be sent, or is not where the company's file says.
    #[error("the header {name:?} for {provider} can't be sent; set it again")]
    Header {
        /// Which provider.
        provider: Words,
        /// The header's name.
        name: String,
    },
    /// Nobody is signed in, or the sign-in is over.
    #[error("sign in to use {provider}")]
    SignIn {
        /// Which provider.
        provider: Words,
    },
    /// The sign-in can't be used right now.
    #[error("the sign-in to {provider} can't be used right now")]
    Door {
        /// Which provider.
        provider: Words,
        /// What happened.
        said: String,
    },
    /// Whoever is signed in may not use it.
    #[error("{provider} does not let this account in")]
    Forbidden {
        /// Which provider.
        provider: Words,
        /// The HTTP status.
        status: u16,
    },
    /// Too many requests, or too much used.
    #[error("{provider} asks to wait")]
    Busy {
        /// Which provider.
        provider: Words,
        /// The HTTP status: 429 or 5xx.
        status: u16,
        /// `Retry-After`, where it was given.
        retry_after: Option<Duration>,
        /// What it said.
        said: Option<String>,
    },
    /// The provider refused the request.
    #[error("{provider} refused the request")]
    Refused {
        /// Which provider.
        provider: Words,
        /// The HTTP status; none: its address is none.
        status: Option<u16>,
        /// What it said.
        said: Option<String>,
    },
    /// No connection.
    #[error("{provider} can't be reached")]
    Unreachable {
        /// Which provider.
        provider: Words,
        /// What the connection said.
        said: String,
        /// Whether its certificate is the reason.
        certificate: bool,
    },
    /// Nothing came for too long.
    #[error("{provider} sent nothing for {seconds} s")]
    Silent {
        /// Which provider.
        provider: Words,
        /// For how long, in seconds.
        seconds: u64,
    },
    /// The answer ended before its end.
    #[error("the answer of {provider} broke off")]
    Cut {
        /// Which provider.
        provider: Words,
        /// How.
        said: Option<String>,
    },
    /// The answer was not one.
    #[error("{provider} answered something that is not a model's answer")]
    Nonsense {
        /// Which provider.
        provider: Words,
        /// What.
        said: String,
    },
    /// The keychain did not give the key.
    #[error("the key can't be read: {0}")]
    Vault(VaultError),
}

impl From<ModelError> for api::Error {
    fn from(error: ModelError) -> Self {
        use ModelError as E;
        let technical = error.to_string();
        let (code, message, server, said) = match error {
            E::Unknown(_) => (
                api::Code::Model,
                say!("The chosen model is not there any more. Choose another one."),
                None,
                Some(technical),
            ),
            E::NotListed { provider } => (
                api::Code::Model,
                say!(
                    "The chosen model of {provider} is not there right now. Try again in a moment, or choose another one.",
                    provider = &provider
                ),
                Some(provider),
                None,
            ),
            E::Blocked => (
                api::Code::Blocked,
                say!("Your company does not allow models of your own. Choose one of your company's."),
                None,
                None,
            ),
            E::Key { provider, status } => (
                api::Code::Model,
                say!(
                    "{provider} did not accept the key. Set the key again in Settings.",
                    provider = &provider
                ),
                Some(provider),
                Some(status.map_or_else(|| "it has a character that no header can carry".to_owned(), http)),
            ),
            E::Header { provider, name } => (
                api::Code::Model,
                say!(
                    "The value of the header {name} for {provider} is missing or can't be sent. Set it again in Settings.",
                    name,
                    provider = &provider
                ),
                Some(provider),
                None,
            ),
            E::SignIn { provider } => (
                api::Code::SignInRequired,
                say!("Sign in to use {provider}.", provider = &provider),
                Some(provider),
                None,
            ),
            E::Door { provider, said } => (
                api::Code::Unreachable,
                say!(
                    "Your sign-in to {provider} can't be used right now. You stay signed in; try again in a moment.",
                    provider = &provider
                ),
                Some(provider),
                Some(said),
            ),
            E::Forbidden { provider, status } => (
                api::Code::Denied,
                say!(
                    "{provider} does not let your account in. Ask your administrator.",
                    provider = &provider
                ),
                Some(provider),
                Some(http(status)),
            ),
            E::Busy {
                provider,
                status,
                retry_after,
                said,
            } => {
                let when = retry_after.map_or_else(|| say!("in a moment"), in_words);
                let message = if status == 429 {
                    say!(
                        "{provider} has had too many requests. Try again {when}.",
                        provider = &provider,
                        when
                    )
                } else {
                    say!(
                        "{provider} has a problem right now. Try again {when}.",
                        provider = &provider,
                        when
                    )
                };
                (
                    api::Code::Model,
                    message,
                    Some(provider),
                    Some(with_status(status, said)),
                )
            }
            E::Refused { provider, status, said } => {
                let said = status.map(|status| with_status(status, said.clone())).or(said);
                (
                    api::Code::Model,
                    say!(
                        "{provider} refused the request. Check the model's name and address in Settings.",
                        provider = &provider
                    ),
                    Some(provider),
                    said,
                )
            }
            E::Unreachable {
                provider,
                said,
                certificate: false,
            } => (
                api::Code::Unreachable,
                say!(
                    "{provider} can't be reached. Check your network and its address in Settings, then try again.",
                    provider = &provider
                ),
                Some(provider),
                Some(said),
            ),
            E::Unreachable {
                provider,
                said,
                certificate: true,
            } => (
                api::Code::Certificate,
                say!(
                    "The certificate of {provider} can't be verified. Ask who runs it, or your administrator.",
                    provider = &provider
                ),
                Some(provider),
                Some(said),
            ),
            E::Silent { provider, seconds } => (
                api::Code::Model,
                say!(
                    "{provider} sent nothing for {seconds} seconds. Try again, or choose another model.",
                    provider = &provider,
                    seconds
                ),
                Some(provider),
                None,
            ),
            E::Cut { provider, said } => (
                api::Code::Model,
                say!(
                    "The answer of {provider} broke off. What came is kept; try again.",
                    provider = &provider
                ),
                Some(provider),
                said,
            ),
            E::Nonsense { provider, said } => (
                api::Code::Model,
                say!(
                    "{provider} sent something that is not a model's answer. Check its address in Settings.",
                    provider = &provider
                ),
                Some(provider),
                Some(said),
            ),
            E::Vault(VaultError::Locked) => (
                api::Code::Keychain,
                say!("The keychain is locked, and the model's key is in it. Unlock it and try again."),
                None,
                None,
            ),
            E::Vault(error) => (
                api::Code::Keychain,
                say!("The model's key can't be read from the keychain. Set it again in Settings."),
                None,
                Some(error.to_string()),
            ),
        };
        api::Error::new(code, message).with(api::Details {
            server: server.map(|words| words.to_string()),
            step: Some("model".to_owned()),
            rule: None,
            said,
        })
    }
}

fn http(status: u16) -> String {
    format!("HTTP status {status}")
}

fn with_status(status: u16, said: Option<String>) -> String {
    said.map_or_else(|| http(status), |said| format!("HTTP status {status}: {said}"))
}

fn in_words(wait: Duration) -> Sentence {
    match wait.as_secs() {
        0 | 1 => say!("in a second"),
        seconds @ 2..=119 => say!("in {seconds} seconds", seconds),
        seconds => say!("in {minutes} minutes", minutes = seconds.div_ceil(60)),
    }
}
