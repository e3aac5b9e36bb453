//! A client that the company registered itself: its id, and the secret or key that goes with it.

use lanyard_vault::Vault;

use super::{AuthMethod, Client, RegistrationError, SigningKey, method_for};
use crate::discovery::ServerMetadata;
use crate::office::KeepError;
use crate::settings::{ClientKey, SecretRef};

/// The settings of such a client.
pub(crate) struct KnownClient<'a> {
    pub(crate) server: &'a str,
    pub(crate) id: &'a str,
    pub(crate) secret: Option<&'a SecretRef>,
    pub(crate) key: Option<&'a ClientKey>,
}

/// The client, with what is in the place of its secret now. A key goes before a secret: it is the stronger proof.
pub(crate) async fn known(
    vault: &Vault,
    client: &KnownClient<'_>,
    metadata: &ServerMetadata,
) -> Result<Client, RegistrationError> {
    let missing = || RegistrationError::SecretMissing {
        server: client.server.to_owned(),
    };
    let mut known = Client {
        id: client.id.to_owned(),
        secret: None,
        key: None,
        auth_method: AuthMethod::None,
        registered: false,
    };
    if let Some(key) = client.key {
        let pem = key
            .pem
            .resolve(vault)
            .await
            .map_err(KeepError::from)?
            .ok_or_else(missing)?;
        let listed = metadata.token_endpoint_auth_signing_alg_values_supported.as_deref();
        let read = SigningKey::read(&pem, key.algorithm.as_deref(), key.key_id.as_deref(), listed);
        known.key = Some(read.map_err(|source| RegistrationError::Key {
            server: client.server.to_owned(),
            client_id: client.id.to_owned(),
            source,
        })?);
        known.auth_method = AuthMethod::PrivateKeyJwt;
    } else if let Some(secret) = client.secret {
        let secret = secret.resolve(vault).await.map_err(KeepError::from)?;
        known.secret = Some(secret.ok_or_else(missing)?);
        known.auth_method = method_for(metadata, true);
    }
    Ok(known)
}
