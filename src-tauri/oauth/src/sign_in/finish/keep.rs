//! New tokens into the vault, or back to the server.

use secrecy::SecretString;

use super::Pending;
use crate::event::SignedOutReason;
use crate::office::{KeepError, Office};
use crate::store::Credential;
use crate::tokens::{Entry, Hint, TokenEndpoint};

/// Puts new tokens into the vault, then into the index, and removes those that they replace.
pub(super) async fn keep(
    office: &Office,
    pending: &Pending,
    entry: &Entry,
    name: &str,
    label: Option<&str>,
) -> Result<(), KeepError> {
    let text = entry.to_secret().unwrap_or_else(|_| SecretString::from(String::new()));
    let place = office.place().await?;
    let before = office
        .store
        .credential(&pending.server_url, pending.account.as_str(), &place)
        .await?;
    office.keep(name, &text).await?;
    // A name that the user gave outlives a sign-in that ended by itself; after a sign-out somebody else may be here.
    let by_user = SignedOutReason::ByUser.as_str();
    let old_label = before
        .as_ref()
        .filter(|b| b.vault_name == name && b.reason.as_deref() != Some(by_user))
        .and_then(|b| b.label.clone());
    office
        .store
        .put_credential(&Credential {
            server_url: pending.server_url.clone(),
            account: pending.account.as_str().to_owned(),
            place: place.clone(),
            issuer: entry.issuer.clone(),
            resource: entry.resource.clone(),
            vault_name: name.to_owned(),
            label: label.map(str::to_owned).or(old_label),
            scopes: entry.scope_text(),
            expires_at: entry.expires_at,
            signed_in: true,
            reason: None,
            updated_at: office.clock.unix(),
        })
        .await?;
    // Tokens of another issuer or resource are not left behind.
    if let Some(old) = before.filter(|b| b.signed_in && b.vault_name != name)
        && !office
            .store
            .shares_vault_name(&old.vault_name, &place, &pending.server_url, pending.account.as_str())
            .await?
    {
        office.discard(&old.vault_name).await?;
    }
    Ok(())
}

/// Tokens that nobody can keep are not left alive at the server.
pub(super) async fn give_back(endpoint: &TokenEndpoint<'_>, entry: &Entry) {
    let Some(url) = entry.revocation_endpoint.as_deref().and_then(|u| u.parse().ok()) else {
        return;
    };
    for (token, hint) in [
        (entry.refresh_token.as_ref(), Hint::Refresh),
        (Some(&entry.access_token), Hint::Access),
    ] {
        if let Some(token) = token
            && let Err(error) = endpoint.revoke(&url, token, hint).await
        {
            tracing::debug!(target: "lanyard_oauth", %error, "a token that could not be kept could not be revoked");
        }
    }
}
