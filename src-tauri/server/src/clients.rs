//! Who asks: the applications that want tokens, however they came to be known.
//!
//! Enters: a `client_id`. Leaves: a [`Client`] with its redirects and its way to prove itself. Three kinds in one
//! order: set up by an administrator, a metadata document (the id is an https URL), registered by itself.

pub(crate) mod authentication;
pub(crate) mod document;
pub(crate) mod rate;
pub mod redirect;

use std::collections::BTreeSet;

use lanyard_net::FetchError;

use crate::id_jag::JWT_BEARER;
use crate::random;
use crate::settings::StaticClient;
use crate::store::{Store, StoreError, clients as table};
use document::{Documents, WrongDocument};

/// How a client came to be known, which is what the consent page says about its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Set up by an administrator.
    Administrator,
    /// Its name stands in a document on its own web site.
    Document,
    /// It said so itself.
    Itself,
}

/// One application.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) origin: Origin,
    /// SHA-256 of its secret; a public client has none.
    pub(crate) secret_hash: Option<String>,
    /// Whether it takes refresh tokens.
    pub(crate) refreshes: bool,
    /// Whether it may present assertions about people.
    pub(crate) asserts: bool,
    /// The scopes with which it may act for itself.
    pub(crate) own_scopes: BTreeSet<String>,
}

/// Why a client is not one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnknownClient {
    /// Nobody knows the id.
    #[error("this server does not know the application {0:?}; it has to register again")]
    Unknown(String),
    /// Its metadata document can't be had.
    #[error("the application's description can't be fetched: {0}")]
    Fetch(#[from] FetchError),
    /// Its metadata document is wrong.
    #[error("the application's description can't be used: {0}")]
    Document(#[from] WrongDocument),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Finds clients.
#[derive(Debug)]
pub(crate) struct Clients {
    fixed: Vec<StaticClient>,
    documents: Documents,
    store: Store,
}

impl Clients {
    pub(crate) fn new(fixed: Vec<StaticClient>, documents: Documents, store: Store) -> Self {
        Self {
            fixed,
            documents,
            store,
        }
    }

    /// The client with this id, its document fetched where it has one.
    pub(crate) async fn find(&self, id: &str, now: i64) -> Result<Client, UnknownClient> {
        if let Some(client) = self.fixed(id) {
            return Ok(client);
        }
        if document::is_document_id(id) {
            return self.documents.get(id, now).await;
        }
        self.registered(id).await
    }

    /// The client as the token endpoint needs it: a metadata document's client is public whatever the document
    /// says, so that a refresh does not depend on the document's host.
    pub(crate) async fn find_for_token(&self, id: &str) -> Result<Client, UnknownClient> {
        if let Some(client) = self.fixed(id) {
            return Ok(client);
        }
        if document::is_document_id(id) {
            return Ok(Client {
                id: id.to_owned(),
                name: id.to_owned(),
                redirect_uris: Vec::new(),
                origin: Origin::Document,
                secret_hash: None,
                refreshes: true,
                asserts: false,
                own_scopes: BTreeSet::new(),
            });
        }
        self.registered(id).await
    }

    fn fixed(&self, id: &str) -> Option<Client> {
        use secrecy::ExposeSecret;
        let client = self.fixed.iter().find(|client| client.id == id)?;
        Some(Client {
            id: client.id.clone(),
            name: client.name.clone(),
            redirect_uris: client.redirect_uris.clone(),
            origin: Origin::Administrator,
            secret_hash: client
                .secret
                .as_ref()
                .map(|secret| random::hash(secret.expose_secret())),
            refreshes: true,
            asserts: true,
            own_scopes: client.own_scopes.iter().cloned().collect(),
        })
    }

    async fn registered(&self, id: &str) -> Result<Client, UnknownClient> {
        let row = table::find(&self.store.pool, id)
            .await?
            .ok_or_else(|| UnknownClient::Unknown(shorten(id)))?;
        Ok(Client {
            id: row.id,
            name: row.name,
            redirect_uris: row.redirect_uris,
            origin: Origin::Itself,
            secret_hash: row.secret_hash,
            refreshes: row.grant_types.iter().any(|grant| grant == "refresh_token"),
            asserts: row.grant_types.iter().any(|grant| grant == JWT_BEARER),
            own_scopes: BTreeSet::new(),
        })
    }
}

fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}
