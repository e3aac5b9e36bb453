//! What a check can find. In English here, for the terminal; the desktop app says it in its window's language.

use crate::settings::Wrong;
use crate::upstream::UpstreamError;

/// What was found, and how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum Found {
    /// Where the tools will be.
    #[error("tools are at {0}")]
    Tools(String),
    /// What the provider has to know.
    #[error("register this redirect address at the provider: {0}")]
    Redirect(String),
    /// A setting is wrong.
    #[error(transparent)]
    Setting(Wrong),
    /// There is no client id.
    #[error("no client id: make an OAuth client in the provider's console and set its id here")]
    NoClientId,
    /// It is not one of Google's.
    #[error("Google's client ids end in .apps.googleusercontent.com; this one does not")]
    NotGooglesId,
    /// There is no client secret.
    #[error("no client secret: most providers refuse to answer without one")]
    NoClientSecret,
    /// The server's certificate is well.
    #[error("the certificate holds until {0}")]
    Certificate(String),
    /// The provider is well.
    #[error("{0} answers")]
    Answers(String),
    /// No ID token could be verified.
    #[error("the provider publishes no keys")]
    NoKeys,
    /// The provider can't be used.
    #[error(transparent)]
    Provider(UpstreamError),
    /// Nobody is kept out, at Google.
    #[error("everybody with a Google account may come in; list access.domains or access.emails")]
    EverybodyAtGoogle,
    /// Nobody is kept out.
    #[error("everybody whom the provider knows may come in; list access.domains, access.emails or access.groups")]
    Everybody,
    /// Nothing is kept.
    #[error("no database: every sign-in ends when the server does")]
    NoDatabase,
    /// The key lies with what it locks.
    #[error("the master key's file lies beside the database: whoever copies the folder has both; move it")]
    KeyBesideDatabase,
}
