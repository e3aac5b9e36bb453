//! The configured headers with their values.

use http::{HeaderMap, HeaderName, HeaderValue};
use lanyard_vault::Vault;
use secrecy::ExposeSecret;

use super::{SecretError, ServerSettings};

/// A configured header can't be sent.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HeaderError {
    /// The name or the value is none.
    #[error("the header {name:?} configured for {server} can't be sent; check its name and value in the settings")]
    Invalid {
        /// The server's name.
        server: String,
        /// The header's name.
        name: String,
    },
    /// There is no such secret where it should be.
    #[error("the value of the header {name:?} for {server} is not where the settings say; set it again")]
    Missing {
        /// The server's name.
        server: String,
        /// The header's name.
        name: String,
    },
    /// It can't be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl ServerSettings {
    /// Each header with what is in its place now.
    pub(crate) async fn resolved_headers(&self, vault: &Vault) -> Result<HeaderMap, HeaderError> {
        let mut headers = HeaderMap::new();
        for (name, secret) in &self.headers {
            let invalid = || HeaderError::Invalid {
                server: self.name.clone(),
                name: name.clone(),
            };
            let missing = || HeaderError::Missing {
                server: self.name.clone(),
                name: name.clone(),
            };
            let value = secret.resolve(vault).await?.ok_or_else(missing)?;
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
            let mut value = HeaderValue::from_str(value.expose_secret()).map_err(|_| invalid())?;
            value.set_sensitive(true);
            headers.append(key, value);
        }
        Ok(headers)
    }
}
