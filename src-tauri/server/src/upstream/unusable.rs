//! Why what a provider says about itself can't be used.

/// What is wrong with it.
#[derive(Debug, thiserror::Error)]
pub enum UnusableMetadata {
    /// The issuer of the settings.
    #[error("the issuer {0:?} is not a URL")]
    Issuer(String),
    /// It has a fault of its own.
    #[error("{address} answers {status}")]
    Fault {
        /// Where it was asked.
        address: String,
        /// The HTTP status.
        status: u16,
    },
    /// It is not there.
    #[error("{address} answers {status}; check the issuer")]
    Status {
        /// Where it was asked.
        address: String,
        /// The HTTP status.
        status: u16,
    },
    /// It is not the JSON expected.
    #[error("{0}")]
    Json(String),
    /// OpenID Connect Discovery §4.3: it is somebody else's.
    #[error("it calls itself {0:?}; write exactly this as the issuer if it is the right one")]
    OtherIssuer(String),
    /// RFC 7636.
    #[error("it does not support PKCE with S256")]
    NoPkce,
    /// It lacks an endpoint.
    #[error("it names no {0}")]
    Missing(&'static str),
    /// It has an endpoint that may not be asked.
    #[error("its {name}: {why}")]
    Endpoint {
        /// Which.
        name: &'static str,
        /// Why not.
        why: lanyard_net::url::Refused,
    },
    /// Its keys are not the JSON expected.
    #[error("its keys: {0}")]
    Keys(String),
}
