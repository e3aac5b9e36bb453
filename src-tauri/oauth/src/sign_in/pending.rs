//! What a waiting sign-in has to remember (verifier, issuer, redirect, resource), kept so that the app may end and
//! start again in between.
//!
//! All of it is one vault entry, because the verifier is secret and the rest must not be bent by someone who can
//! write to the SQLite file. The store knows only the hash of the `state` and where the entry is.

use lanyard_net::url::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::discovery::Rule;
use crate::fingerprint;
use crate::office::{KeepError, Office};
use crate::proof::{Proof, ProofError, ProofKey};
use crate::registration::Client;
use crate::secret;
use crate::settings::{Dpop, Role};
use crate::store::PendingRow;
use crate::tokens::{Grantor, vault_name};

const VERSION: u32 = 2;

/// A sign-in that waits for its answer.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    version: u32,
    pub(crate) id: String,
    pub(crate) server_name: String,
    pub(crate) server_url: String,
    pub(crate) endpoint: Url,
    pub(crate) account: AccountId,
    pub(crate) issuer: String,
    /// The metadata promises `iss` in the answer (RFC 9207 §3).
    pub(crate) iss_promised: bool,
    pub(crate) token_endpoint: String,
    pub(crate) revocation_endpoint: Option<String>,
    pub(crate) jwks_uri: Option<String>,
    pub(crate) rule: Rule,
    pub(crate) client: Client,
    #[serde(serialize_with = "secret::expose")]
    pub(crate) verifier: SecretString,
    #[serde(serialize_with = "secret::expose_option")]
    pub(crate) nonce: Option<SecretString>,
    pub(crate) redirect_uri: String,
    pub(crate) resource: String,
    pub(crate) omit_resource: bool,
    pub(crate) scopes: Vec<String>,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
    #[serde(serialize_with = "secret::expose_option")]
    pub(crate) proof_key: Option<SecretString>,
    pub(crate) proof_required: bool,
    /// The sign-in is for an ID token: without a good one it fails.
    pub(crate) wants_identity: bool,
}

/// The hash under which the store knows a `state`.
pub(crate) fn state_hash(state: &str) -> String {
    fingerprint::of(&["state", state])
}

/// Where a sign-in is going to wait. Its row is there before its contents are: an answer that came now would find
/// nothing, and none can come, because the address with the `state` leaves last.
pub(crate) struct Place {
    row: PendingRow,
}

impl Place {
    /// `expires_at` in seconds since 1970.
    pub(crate) fn new(server_url: &str, account: &AccountId, id: &str, state: &str, expires_at: i64) -> Self {
        let hash = state_hash(state);
        Self {
            row: PendingRow {
                vault_name: format!("sign-in-{hash}"),
                state_hash: hash,
                id: id.to_owned(),
                server_url: server_url.to_owned(),
                account: account.as_str().to_owned(),
                expires_at,
            },
        }
    }

    /// Takes the place of those that this one replaces, and removes them.
    pub(crate) async fn take(&self, office: &Office) -> Result<(), KeepError> {
        let vault = office.place().await?;
        let replaced = office.store.put_pending(&self.row, &vault, office.clock.unix()).await?;
        discard(office, replaced).await;
        Ok(())
    }

    /// Puts the contents there.
    pub(crate) async fn fill(self, office: &Office, pending: &Pending) -> Result<PendingRow, KeepError> {
        let text = serde_json::to_string(pending)
            .map(SecretString::from)
            .unwrap_or_default();
        match office.vault.set(&self.row.vault_name, &text).await {
            Ok(()) => Ok(self.row),
            Err(error) => {
                self.give_up(office).await;
                Err(error.into())
            }
        }
    }

    /// There will be no sign-in.
    pub(crate) async fn give_up(&self, office: &Office) {
        if let Err(error) = office.store.take_pending(&self.row.state_hash).await {
            // It ends by itself.
            tracing::warn!(target: "lanyard_oauth", %error, "a sign-in that was not begun could not be taken back");
        }
    }
}

impl Pending {
    /// The contents of a vault entry; none: not readable by this version.
    pub(crate) fn from_secret(text: &SecretString) -> Option<Self> {
        serde_json::from_str(text.expose_secret())
            .ok()
            .filter(|p: &Self| p.version == VERSION)
    }

    /// Under which name its tokens are going to be in the vault.
    pub(crate) fn tokens_name(&self) -> String {
        vault_name(&self.issuer, &self.resource, &self.account)
    }

    /// To what the tokens are to be bound.
    pub(crate) fn proof(&self) -> Result<Option<Proof>, ProofError> {
        let Some(text) = &self.proof_key else { return Ok(None) };
        Ok(Some(Proof {
            key: ProofKey::of(text.clone())?,
            required: self.proof_required,
        }))
    }

    pub(crate) fn grantor(&self, proof: Option<Proof>) -> Grantor {
        Grantor {
            proof,
            issuer: self.issuer.clone(),
            resource: self.resource.clone(),
            omit_resource: self.omit_resource,
            token_endpoint: self.token_endpoint.clone(),
            revocation_endpoint: self.revocation_endpoint.clone(),
            rule: self.rule,
            client: self.client.clone(),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a constructor of a record; each argument is one field"
    )]
    pub(crate) fn new(
        server: &crate::settings::ServerSettings,
        account: &AccountId,
        found: &crate::discovery::Discovered,
        client: Client,
        id: String,
        verifier: SecretString,
        nonce: Option<SecretString>,
        redirect_uri: String,
        scopes: Vec<String>,
        expires_at: i64,
        proof: Option<&ProofKey>,
    ) -> Self {
        let metadata = &found.metadata;
        Self {
            version: VERSION,
            id,
            server_name: server.name.clone(),
            server_url: server.url.clone(),
            endpoint: server.endpoint().clone(),
            account: account.clone(),
            issuer: metadata.issuer.clone(),
            iss_promised: metadata.authorization_response_iss_parameter_supported,
            token_endpoint: metadata.token_endpoint.clone(),
            revocation_endpoint: metadata.revocation_endpoint.clone(),
            jwks_uri: metadata.jwks_uri.clone(),
            rule: found.rule,
            client,
            verifier,
            nonce,
            redirect_uri,
            resource: found.resource.clone(),
            omit_resource: server.omit_resource,
            scopes,
            expires_at,
            proof_key: proof.map(|key| key.text().clone()),
            proof_required: server.dpop == Dpop::Required,
            wants_identity: server.role == Role::Issuer,
        }
    }
}

/// Removes rows that were taken; a vault that does not answer keeps an entry that nothing points to but the list of
/// names, and "forget everything" finds it there.
pub(crate) async fn discard(office: &Office, rows: Vec<PendingRow>) {
    for row in rows {
        if let Err(error) = office.discard(&row.vault_name).await {
            tracing::warn!(target: "lanyard_oauth", %error, "a sign-in's entry could not be removed");
        }
    }
}
