//! A client that the company registered itself: its id, and the secret or key that goes with it.
//!
//! A configured secret is for one authorization server. Which one that is, the MCP server says, and one that was taken
//! over could name a server of its own: so a secret that was taken once is shown to no other, unless the settings name it.

use lanyard_vault::Vault;

use super::{AuthMethod, Client, RegistrationError, SigningKey, method_for};
use crate::discovery::ServerMetadata;
use crate::office::{KeepError, Office};
use crate::settings::{ClientKey, IssuerChoice, SecretRef, ServerSettings};

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

/// What an assertion without a client id is noted under.
const NO_CLIENT: &str = "";

/// Whether this server's secret may be shown to this authorization server.
pub(crate) async fn check_issuer(
    office: &Office,
    server: &ServerSettings,
    issuer: &str,
) -> Result<(), RegistrationError> {
    if matches!(&server.issuer, IssuerChoice::Exactly(named) if named == issuer) {
        return Ok(());
    }
    let client_id = server.client_id.as_deref().unwrap_or(NO_CLIENT);
    let before = office.store.issuer_of(&server.url, client_id).await;
    match before.map_err(KeepError::Store)? {
        Some(before) if before != issuer => Err(RegistrationError::IssuerChanged {
            server: server.name.clone(),
            before,
            now: issuer.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// It was shown there, and taken.
pub(crate) async fn note_issuer(office: &Office, server_url: &str, client_id: &str, issuer: &str) {
    if let Err(error) = office.store.put_issuer(server_url, client_id, issuer).await {
        tracing::warn!(target: "lanyard_oauth", %error, "where a secret was used could not be noted");
    }
}
