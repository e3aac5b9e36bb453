//! How a model fails.

use std::time::Duration;

use lanyard_vault::VaultError;

use crate::api;

/// Why a model gave no whole answer. No text holds a key: what a provider says of a refused key is left out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ModelError {
    /// There is no such model (any more).
    #[error("the model {0:?} is not there; choose another one")]
    Unknown(String),
    /// The company's configuration does not allow it.
    #[error("the company does not allow models of one's own")]
    Blocked,
    /// The provider refused the key.
    #[error("{provider} refused the key; set it again in Settings")]
    Key {
        /// Which provider.
        provider: String,
        /// The HTTP status.
        status: u16,
    },
    /// Too many requests, or too much used.
    #[error("{provider} asks to wait")]
    Busy {
        /// Which provider.
        provider: String,
        /// The HTTP status: 429 or 5xx.
        status: u16,
        /// `Retry-After`, where it was given.
        retry_after: Option<Duration>,
        /// What it said.
        said: Option<String>,
    },
    /// The provider refused the request.
    #[error("{provider} refused the request with status {status}")]
    Refused {
        /// Which provider.
        provider: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        said: Option<String>,
    },
    /// No connection.
    #[error("{provider} can't be reached")]
    Unreachable {
        /// Which provider.
        provider: String,
        /// What the connection said.
        said: String,
        /// Whether its certificate is the reason.
        certificate: bool,
    },
    /// Nothing came for too long.
    #[error("{provider} sent nothing for {seconds} s")]
    Silent {
        /// Which provider.
        provider: String,
        /// For how long, in seconds.
        seconds: u64,
    },
    /// The answer ended before its end.
    #[error("the answer of {provider} broke off")]
    Cut {
        /// Which provider.
        provider: String,
        /// How.
        said: Option<String>,
    },
    /// The answer was not one.
    #[error("{provider} answered something that is not a model's answer")]
    Nonsense {
        /// Which provider.
        provider: String,
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
                "The chosen model is not there any more. Choose another one.".to_owned(),
                None,
                Some(technical),
            ),
            E::Blocked => (
                api::Code::Blocked,
                "Your company does not allow models of your own. Choose one of your company's.".to_owned(),
                None,
                None,
            ),
            E::Key { provider, status } => (
                api::Code::Model,
                format!("{provider} did not accept the key. Set the key again in Settings."),
                Some(provider),
                Some(format!("HTTP status {status}")),
            ),
            E::Busy {
                provider,
                status,
                retry_after,
                said,
            } => {
                let what = if status == 429 {
                    "has had too many requests"
                } else {
                    "has a problem right now"
                };
                let when = retry_after.map_or_else(|| "in a moment".to_owned(), in_words);
                let said = said.map_or_else(
                    || format!("HTTP status {status}"),
                    |s| format!("HTTP status {status}: {s}"),
                );
                (
                    api::Code::Model,
                    format!("{provider} {what}. Try again {when}."),
                    Some(provider),
                    Some(said),
                )
            }
            E::Refused { provider, status, said } => {
                let said = said.map_or_else(
                    || format!("HTTP status {status}"),
                    |s| format!("HTTP status {status}: {s}"),
                );
                (
                    api::Code::Model,
                    format!("{provider} refused the request. Check the model's name and address in Settings."),
                    Some(provider),
                    Some(said),
                )
            }
            E::Unreachable {
                provider,
                said,
                certificate: false,
            } => (
                api::Code::Unreachable,
                format!("{provider} can't be reached. Check your network and its address in Settings, then try again."),
                Some(provider),
                Some(said),
            ),
            E::Unreachable {
                provider,
                said,
                certificate: true,
            } => (
                api::Code::Certificate,
                format!("The certificate of {provider} can't be verified. Ask who runs it, or your administrator."),
                Some(provider),
                Some(said),
            ),
            E::Silent { provider, seconds } => (
                api::Code::Model,
                format!("{provider} sent nothing for {seconds} seconds. Try again, or choose another model."),
                Some(provider),
                None,
            ),
            E::Cut { provider, said } => (
                api::Code::Model,
                format!("The answer of {provider} broke off. What came is kept; try again."),
                Some(provider),
                said,
            ),
            E::Nonsense { provider, said } => (
                api::Code::Model,
                format!("{provider} sent something that is not a model's answer. Check its address in Settings."),
                Some(provider),
                Some(said),
            ),
            E::Vault(VaultError::Locked) => (
                api::Code::Keychain,
                "The keychain is locked, and the model's key is in it. Unlock it and try again.".to_owned(),
                None,
                None,
            ),
            E::Vault(error) => (
                api::Code::Keychain,
                "The model's key can't be read from the keychain. Set it again in Settings.".to_owned(),
                None,
                Some(error.to_string()),
            ),
        };
        api::Error::new(code, message).with(api::Details {
            server,
            step: Some("model".to_owned()),
            rule: None,
            said,
        })
    }
}

fn in_words(wait: Duration) -> String {
    match wait.as_secs() {
        0 | 1 => "in a second".to_owned(),
        seconds @ 2..=119 => format!("in {seconds} seconds"),
        seconds => format!("in {} minutes", seconds.div_ceil(60)),
    }
}
