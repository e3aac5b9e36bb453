//! New tokens into the vault, or back to the server.

use lanyard_vault::VaultError;
use secrecy::SecretString;

use super::Pending;
use crate::event::SignedOutReason;
use crate::office::{KeepError, Office};
use crate::store::Credential;
use crate::tokens::{Entry, Hint, TokenEndpoint};

/// Puts new tokens into the vault, under a name that is noted already, then into the index, and removes those that they
/// replace. The account's lock is held.
pub(super) async fn keep(
    office: &Office,
    pending: &Pending,
    entry: &mut Entry,
    name: &str,
    label: Option<&str>,
) -> Result<(), KeepError> {
    // Not `office.read`: a "none" that a locked keychain says ends nothing here, and writing into it fails below.
    match office.vault.get(name).await {
        Ok(found) => {
            if let Some(earlier) = found.and_then(|text| Entry::from_secret(&text).ok()) {
                entry.supersede(earlier);
            }
        }
        Err(VaultError::Damaged) => {}
        Err(error) => return Err(error.into()),
    }
    let text = entry.to_secret().unwrap_or_else(|_| SecretString::from(String::new()));
    let place = office.place().await?;
    office.vault.set(name, &text).await?;
    let row = Credential {
        server_url: pending.server_url.clone(),
        account: pending.account.as_str().to_owned(),
        place: place.clone(),
        issuer: entry.issuer.clone(),
        resource: entry.resource.clone(),
        vault_name: name.to_owned(),
        label: label.map(str::to_owned),
        scopes: entry.scope_text(),
        expires_at: entry.expires_at,
        signed_in: true,
        reason: None,
        updated_at: office.clock.unix(),
    };
    let by_user = SignedOutReason::ByUser.as_str();
    let before = office.store.put_credential(&row, by_user).await?;
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
