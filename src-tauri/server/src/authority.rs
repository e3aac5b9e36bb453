//! What the endpoints share: settings, store, keys, clients, the provider. Built once at the start.

use std::sync::Arc;

use lanyard_net::Net;
use lanyard_vault::Vault;
use tokio::sync::Mutex;

use crate::clients::Clients;
use crate::clients::document::Documents;
use crate::clients::rate::Rate;
use crate::clock::Clock;
use crate::id_jag::IdJag;
use crate::pages::Pages;
use crate::questions::Questions;
use crate::random;
use crate::scopes::Policy;
use crate::seal::{Seal, SealError};
use crate::settings::{Addresses, Settings};
use crate::store::grants::Grant;
use crate::store::{Store, StoreError, clients as clients_table, grants};
use crate::tokens::Tokens;
use crate::tokens::signing::{SigningError, SigningKeys};
use crate::upstream::Upstream;

/// Registrations that nobody used are forgotten after this many seconds.
const UNUSED_REGISTRATION: i64 = 86_400;
/// What the provider's refresh token is sealed for.
pub(crate) const UPSTREAM_TOKEN: &str = "upstream refresh token";
/// How many locks keep the refreshes of one grant apart; grants share them by chance.
const STRIPES: usize = 64;

/// The shared state.
pub(crate) struct Authority {
    pub(crate) settings: Settings,
    pub(crate) addresses: Addresses,
    pub(crate) policy: Policy,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) seal: Seal,
    pub(crate) tokens: Tokens,
    pub(crate) clients: Clients,
    pub(crate) upstream: Upstream,
    pub(crate) id_jag: IdJag,
    pub(crate) pages: Pages,
    pub(crate) questions: Questions,
    pub(crate) rate: Rate,
    refreshing: Vec<Mutex<()>>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority")
            .field("resource", &self.addresses.resource)
            .finish_non_exhaustive()
    }
}

/// Why the shared state can't be built.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The master key.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The signing keys.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The pages' templates.
    #[error("a page can't be read: {0}")]
    Pages(#[from] minijinja::Error),
}

impl Authority {
    pub(crate) async fn build(
        settings: Settings,
        addresses: Addresses,
        policy: Policy,
        vault: &Vault,
        net: Net,
        clock: Clock,
    ) -> Result<Arc<Self>, AuthorityError> {
        let store = Store::open(settings.database.as_deref()).await?;
        let seal = Seal::open(vault).await?;
        let keys = SigningKeys::open(&store, &seal, clock.unix()).await?;
        let documents = Documents::new(net.clone(), settings.private_document_hosts.clone());
        let life = settings.limits.access_token.as_secs().clamp(1, 300);
        Ok(Arc::new(Self {
            tokens: Tokens {
                issuer: addresses.origin.clone(),
                resource: addresses.resource.clone(),
                life: i64::try_from(life).unwrap_or(300),
                clock: clock.clone(),
                keys,
            },
            id_jag: IdJag::new(
                &settings.assertion_issuers,
                settings.access.clone(),
                settings.provider.issuer.clone(),
                (addresses.origin.clone(), addresses.resource.clone()),
                &net,
                &clock,
            ),
            clients: Clients::new(settings.clients.clone(), documents, store.clone()),
            upstream: Upstream::new(
                settings.provider.clone(),
                settings.access.clone(),
                addresses.callback_url.clone(),
                net,
                clock.clone(),
            ),
            pages: Pages::new(&settings, &addresses)?,
            questions: Questions::new(&addresses.origin, clock.clone()),
            rate: Rate::default(),
            refreshing: (0..STRIPES).map(|_| Mutex::new(())).collect(),
            settings,
            addresses,
            policy,
            clock,
            store,
            seal,
        }))
    }

    /// Where the protected resource's metadata stands (RFC 9728 §3.1).
    pub(crate) fn resource_metadata(&self) -> String {
        format!(
            "{}/.well-known/oauth-protected-resource{}",
            self.addresses.origin, self.settings.mcp_path
        )
    }

    /// The lock under which one grant is refreshed, so that the provider's rotating token is presented once.
    pub(crate) fn refreshing(&self, grant_id: &str) -> &Mutex<()> {
        let hash = random::hash(grant_id);
        let number = usize::from(hash.as_bytes().first().copied().unwrap_or_default()) * 31
            + usize::from(hash.as_bytes().get(1).copied().unwrap_or_default());
        &self.refreshing[number % STRIPES]
    }

    /// Ends a grant with everything issued from it, here at once and at the provider as well.
    pub(crate) async fn revoke(self: &Arc<Self>, grant: &Grant) -> Result<(), StoreError> {
        grants::revoke(&self.store, &grant.id, self.clock.unix()).await?;
        // Providers end all of a person's tokens with one, which must not sign them out of other applications.
        if let Some(sealed) = &grant.upstream_sealed
            && !grants::others_live(&self.store.pool, grant, self.clock.unix()).await?
            && let Ok(token) = self.seal.open_text(UPSTREAM_TOKEN, sealed)
        {
            // The caller's answer does not wait for the provider's.
            let authority = Arc::clone(self);
            tokio::spawn(async move { authority.upstream.forget(&token).await });
        }
        Ok(())
    }

    /// Ends a grant known by its id alone.
    pub(crate) async fn revoke_by_id(self: &Arc<Self>, id: &str) -> Result<(), StoreError> {
        match grants::find_live(&self.store.pool, id, self.clock.unix()).await? {
            Some(grant) => self.revoke(&grant).await,
            None => Ok(()),
        }
    }

    /// Forgets what ended, and changes the signing key when it is due.
    pub(crate) async fn keep_house(&self) -> Result<(), AuthorityError> {
        let now = self.clock.unix();
        self.tokens.keys.rotate(&self.store, &self.seal, now).await?;
        self.store.sweep(now, now - UNUSED_REGISTRATION).await?;
        Ok(())
    }

    /// Keeps a registration from expiring.
    pub(crate) async fn client_used(&self, id: &str) -> Result<(), StoreError> {
        clients_table::used(&self.store.pool, id, self.clock.unix()).await
    }
}
