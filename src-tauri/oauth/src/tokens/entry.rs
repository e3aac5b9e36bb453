//! The vault entry that keeps one account's tokens.
//!
//! It holds all that a refresh needs, endpoints included: an entry in the vault can't be bent towards another token
//! endpoint by writing into the SQLite file. Its format carries a version number.

use std::time::{Duration, SystemTime};

use oauth2::TokenResponse;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::TokenAnswer;
use crate::clock::{Clock, from_unix, to_unix};
use crate::discovery::Rule;
use crate::fingerprint;
use crate::proof::{Proof, ProofError, ProofKey};
use crate::registration::Client;
use crate::{account::AccountId, scope, secret};

/// 2: tokens may be bound to a key, and an identity provider's entry holds an ID token. What 1 wrote is read as it is.
const VERSION: u32 = 2;
/// A token is renewed this long before its end, or a fifth of its life where that is less.
const EARLY: i64 = 60;
/// So many earlier refresh tokens are remembered. A step-up asks at most twice, and the entry has to stay small.
const MAX_SUPERSEDED: usize = 4;

/// The entry is not one that this version reads.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum EntryError {
    #[error("the kept tokens were written by a newer Lanyard")]
    Newer,
    #[error("the kept tokens are damaged")]
    Damaged,
}

/// One account's tokens for one resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    version: u32,
    pub(crate) issuer: String,
    pub(crate) resource: String,
    pub(crate) omit_resource: bool,
    pub(crate) token_endpoint: String,
    pub(crate) revocation_endpoint: Option<String>,
    pub(crate) rule: Rule,
    pub(crate) client: Client,
    #[serde(serialize_with = "secret::expose")]
    pub(crate) access_token: SecretString,
    #[serde(serialize_with = "secret::expose_option")]
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) scopes: Vec<String>,
    /// Seconds since 1970.
    received_at: i64,
    pub(crate) expires_at: Option<i64>,
    /// The token is bound to the key below: it is sent with the scheme `DPoP` and a proof.
    #[serde(default)]
    pub(crate) bound: bool,
    /// The key to which the refresh token may be bound even where the access token is not (RFC 9449 §5).
    #[serde(default, serialize_with = "secret::expose_option")]
    proof_key: Option<SecretString>,
    #[serde(default)]
    proof_required: bool,
    /// Of a sign-in at the company's identity provider: who it is, to be shown to others.
    #[serde(default)]
    pub(crate) id_token: Option<IdToken>,
    /// Refresh tokens of earlier sign-ins that this one took the place of, the newest last: revoked with it, not before.
    #[serde(default, serialize_with = "secret::expose_all")]
    pub(crate) superseded: Vec<SecretString>,
}

/// A verified ID token that is kept to be exchanged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IdToken {
    #[serde(serialize_with = "secret::expose")]
    pub(crate) token: SecretString,
    pub(crate) subject: String,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
    /// Where the keys are that it is verified with.
    pub(crate) jwks_uri: Option<String>,
}

/// What does not change while the tokens do.
#[derive(Debug, Clone)]
pub(crate) struct Grantor {
    pub(crate) issuer: String,
    pub(crate) resource: String,
    pub(crate) omit_resource: bool,
    pub(crate) token_endpoint: String,
    pub(crate) revocation_endpoint: Option<String>,
    pub(crate) rule: Rule,
    pub(crate) client: Client,
    pub(crate) proof: Option<Proof>,
}

/// The name under which an account's tokens are kept: issuer, resource and account, never a display name.
pub(crate) fn vault_name(issuer: &str, resource: &str, account: &AccountId) -> String {
    format!("tokens-{}", fingerprint::of(&[issuer, resource, account.as_str()]))
}

impl Entry {
    /// The first tokens of a sign-in. Scopes not named are those asked for (RFC 6749 §5.1).
    pub(crate) fn new(grantor: Grantor, answer: &TokenAnswer, asked: &[String], clock: &Clock) -> Self {
        let now = clock.unix();
        Self {
            version: VERSION,
            issuer: grantor.issuer,
            resource: grantor.resource,
            omit_resource: grantor.omit_resource,
            token_endpoint: grantor.token_endpoint,
            revocation_endpoint: grantor.revocation_endpoint,
            rule: grantor.rule,
            client: grantor.client,
            access_token: SecretString::from(answer.access_token().secret().clone()),
            refresh_token: answer.refresh_token().map(|t| SecretString::from(t.secret().clone())),
            scopes: scopes(answer).unwrap_or_else(|| asked.to_vec()),
            received_at: now,
            expires_at: end(answer, now),
            bound: answer.is_bound(),
            proof_required: grantor.proof.as_ref().is_some_and(|p| p.required),
            proof_key: grantor.proof.map(|p| p.key.text().clone()),
            id_token: None,
            superseded: Vec::new(),
        }
    }

    /// Takes the place of an earlier sign-in of the same client.
    ///
    /// The earlier grant may be this one, widened, and a server may revoke a grant whole (RFC 7009 §2.1). So its refresh
    /// token is not revoked while these tokens are in use, but remembered until they are.
    pub(crate) fn supersede(&mut self, earlier: Self) {
        if earlier.client.id != self.client.id || earlier.token_endpoint != self.token_endpoint {
            return;
        }
        let mut all = earlier.superseded;
        all.extend(earlier.refresh_token);
        all.drain(..all.len().saturating_sub(MAX_SUPERSEDED));
        self.superseded = all;
    }

    /// The entry after a refresh. What the answer leaves out stays as it was (RFC 6749 §6).
    pub(crate) fn renewed(&self, answer: &TokenAnswer, clock: &Clock) -> Self {
        let now = clock.unix();
        Self {
            access_token: SecretString::from(answer.access_token().secret().clone()),
            refresh_token: answer
                .refresh_token()
                .map(|t| SecretString::from(t.secret().clone()))
                .or_else(|| self.refresh_token.clone()),
            scopes: scopes(answer).unwrap_or_else(|| self.scopes.clone()),
            received_at: now,
            expires_at: end(answer, now),
            bound: answer.is_bound(),
            version: VERSION,
            ..self.clone()
        }
    }

    /// To what the tokens are bound.
    pub(crate) fn proof(&self) -> Result<Option<Proof>, ProofError> {
        let Some(text) = &self.proof_key else { return Ok(None) };
        Ok(Some(Proof {
            key: ProofKey::of(text.clone())?,
            required: self.proof_required,
        }))
    }

    pub(crate) fn to_secret(&self) -> Result<SecretString, EntryError> {
        serde_json::to_string(self)
            .map(SecretString::from)
            .map_err(|_| EntryError::Damaged)
    }

    pub(crate) fn from_secret(text: &SecretString) -> Result<Self, EntryError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let text = text.expose_secret();
        let found: Version = serde_json::from_str(text).map_err(|_| EntryError::Damaged)?;
        if found.version > VERSION {
            return Err(EntryError::Newer);
        }
        serde_json::from_str(text).map_err(|_| EntryError::Damaged)
    }

    /// When it should be renewed: a minute, or a fifth of its life, before it ends.
    pub(crate) fn refresh_at(&self) -> Option<SystemTime> {
        let end = self.expires_at?;
        let life = end.saturating_sub(self.received_at).max(0);
        Some(from_unix(end) - Duration::from_secs(EARLY.min(life / 5).unsigned_abs()))
    }

    /// Whether it should be renewed by now. A clock that stands before the token's birth proves nothing.
    pub(crate) fn is_due(&self, now: SystemTime) -> bool {
        to_unix(now) >= self.received_at && self.refresh_at().is_some_and(|t| now >= t)
    }

    /// Whether the ID token should be replaced by now. It is for others, who may look at it a little later.
    pub(crate) fn is_identity_due(&self, now: SystemTime) -> bool {
        self.id_token
            .as_ref()
            .is_none_or(|t| to_unix(now) >= t.expires_at - EARLY)
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|t| now >= from_unix(t))
    }

    /// The `resource` parameter, unless the settings leave it out.
    pub(crate) fn resource_param(&self) -> Option<&str> {
        (!self.omit_resource).then_some(self.resource.as_str())
    }

    pub(crate) fn same_token(&self, other: &Self) -> bool {
        secret::same(self.access_token.expose_secret(), other.access_token.expose_secret())
    }

    pub(crate) fn scope_text(&self) -> String {
        self.scopes.join(" ")
    }
}

fn scopes(answer: &TokenAnswer) -> Option<Vec<String>> {
    answer
        .scopes()
        .map(|all| scope::union(all.iter().map(|s| s.as_str()), []))
}

fn end(answer: &TokenAnswer, now: i64) -> Option<i64> {
    answer
        .expires_in()
        .map(|life| now.saturating_add(i64::try_from(life.as_secs()).unwrap_or(i64::MAX)))
}
