//! API keys: for programs that can't sign in. Shown once when made, kept as a hash.

use std::collections::BTreeSet;

use jiff::Timestamp;
use secrecy::SecretString;

use crate::clock::Clock;
use crate::principal::{Principal, Way};
use crate::random::{self, NoRandomness};
use crate::scopes::Policy;
use crate::settings::Settings;
use crate::store::api_keys::{self as table, ApiKey};
use crate::store::{Store, StoreError};

/// What every key starts with, so that a leaked one can be told by a scanner.
pub(crate) const PREFIX: &str = "lanyard_";

/// Why a key could not be made or ended.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// A scope that nobody declares.
    #[error("the scope {scope:?} does not exist; there are: {known}")]
    Scope {
        /// What was written.
        scope: String,
        /// What could be.
        known: String,
    },
    /// Keys in memory end with the process.
    #[error("no database is configured, so that a key would be forgotten at once; set database in the settings")]
    NoDatabase,
}

/// A key, without its secret.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made, in seconds since the epoch.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// The keys of one database.
#[derive(Debug)]
pub struct ApiKeys {
    store: Store,
    policy: Policy,
    clock: Clock,
}

impl ApiKeys {
    /// Opens the database that the settings name.
    pub async fn open(settings: &Settings, policy: Policy, clock: Clock) -> Result<Self, KeyError> {
        let path = settings.database.as_deref().ok_or(KeyError::NoDatabase)?;
        Ok(Self {
            store: Store::open(Some(path)).await?,
            policy,
            clock,
        })
    }

    /// Makes a key and tells it, once.
    pub async fn create(
        &self,
        name: &str,
        scopes: &[String],
        expires_at: Option<Timestamp>,
    ) -> Result<(Listed, SecretString), KeyError> {
        for scope in scopes {
            if !self.policy.scopes.iter().any(|known| known.name == scope) {
                let known = crate::scopes::join(self.policy.scopes.iter().map(|known| known.name));
                return Err(KeyError::Scope {
                    scope: scope.clone(),
                    known,
                });
            }
        }
        let id = hex::encode(random::bytes::<8>()?);
        let key = SecretString::from(format!("{PREFIX}{id}_{}", random::token()?));
        let row = ApiKey {
            id,
            name: name.to_owned(),
            secret_hash: hash(&key),
            scopes: scopes.iter().cloned().collect(),
            created_at: self.clock.unix(),
            expires_at: expires_at.map(Timestamp::as_second),
            revoked_at: None,
        };
        table::insert(&self.store.pool, &row).await?;
        Ok((listed(row), key))
    }

    /// Every key, the newest first.
    pub async fn list(&self) -> Result<Vec<Listed>, KeyError> {
        Ok(table::all(&self.store.pool).await?.into_iter().map(listed).collect())
    }

    /// Ends a key, from the next request on; tells whether it was alive.
    pub async fn revoke(&self, id: &str) -> Result<bool, KeyError> {
        Ok(table::revoke(&self.store.pool, id, self.clock.unix()).await?)
    }
}

/// Who a key belongs to, if it is alive.
pub(crate) async fn principal(
    store: &Store,
    policy: &Policy,
    key: &str,
    now: i64,
) -> Result<Option<Principal>, StoreError> {
    let Some((id, _)) = key.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')) else {
        return Ok(None);
    };
    let Some(row) = table::find(&store.pool, id).await? else {
        return Ok(None);
    };
    let alive = row.revoked_at.is_none() && row.expires_at.is_none_or(|end| end > now);
    if !alive || !random::same(&row.secret_hash, &random::hash(key)) {
        return Ok(None);
    }
    let scopes: BTreeSet<String> = policy.expand(&row.scopes);
    Ok(Some(Principal {
        subject: format!("key:{}", row.id),
        email: None,
        name: Some(row.name.clone()),
        groups: Vec::new(),
        scopes,
        client_id: row.name,
        way: Way::ApiKey,
    }))
}

fn hash(key: &SecretString) -> String {
    use secrecy::ExposeSecret;
    random::hash(key.expose_secret())
}

fn listed(row: ApiKey) -> Listed {
    Listed {
        id: row.id,
        name: row.name,
        scopes: row.scopes.into_iter().collect(),
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    }
}
