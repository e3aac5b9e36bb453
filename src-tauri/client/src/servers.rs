//! Which servers there are: the company's and the person's own.

pub(crate) mod foreign;
pub(crate) mod grammar;
mod local;
mod own;
mod variable;

use std::sync::Arc;

use lanyard_net::url::{Refused, Url};
use lanyard_oauth::{CredentialSource, IdentityProvider, ServerSettings};

use crate::api::{Code, Error, Sentence, Source};
use crate::company::{Company, CompanyServer, Endpoint};
use crate::obstacle;
use crate::say;
use crate::store::{Store, facts, servers as table};
pub use local::Local;
pub(crate) use local::{environment_name, environment_text};
pub(crate) use own::Kept;

/// The id of the company's sign-in; no server's, because those are of other characters or unique by chance.
const COMPANY: &str = "company.sign-in";

/// A server as configured.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Stable over restarts.
    pub id: String,
    /// Name for people; never a key of anything.
    pub name: String,
    /// Who configured it.
    pub source: Source,
    /// Where it is.
    pub reach: Reach,
    /// The person switched it off.
    pub off: bool,
}

/// Where a server is.
#[derive(Debug, Clone)]
pub enum Reach {
    /// At an address, with how it is signed in to.
    Http(Box<ServerSettings>),
    /// A program of this computer.
    Local(Local),
}

impl ServerConfig {
    /// The endpoint as given, byte for byte; a local program's command behind `local:`.
    pub fn url(&self) -> &str {
        match &self.reach {
            Reach::Http(settings) => &settings.url,
            Reach::Local(local) => &local.address,
        }
    }

    /// How it is signed in to; none: it is a program of this computer.
    pub fn settings(&self) -> Option<&ServerSettings> {
        match &self.reach {
            Reach::Http(settings) => Some(settings),
            Reach::Local(_) => None,
        }
    }

    /// How it is signed in to, or the sentence that it is not.
    pub fn signed_in_by(&self) -> Result<&ServerSettings, Error> {
        self.settings().ok_or_else(|| {
            Error::new(
                Code::Invalid,
                say!(
                    "{server} runs on this computer and needs no sign-in.",
                    server = &self.name
                ),
            )
        })
    }

    /// The company's sign-in that this server is used with, as if it were a server; none: it has one of its own.
    pub fn company(&self) -> Option<Self> {
        let settings = self.settings()?;
        let provider = settings.identity_provider.as_ref()?;
        let first = settings.sources().first();
        // An ID token that somebody else keeps fresh needs no sign-in.
        if first != Some(&CredentialSource::EnterpriseManaged) || provider.id_token.is_some() {
            return None;
        }
        Some(Self {
            id: COMPANY.to_owned(),
            name: provider.name.clone(),
            source: Source::Policy,
            reach: Reach::Http(Box::new(ServerSettings::issuer(provider).ok()?)),
            off: false,
        })
    }

    /// Whether an address is this server's, written in another way. The company's is recognised by its endpoint, so
    /// that nobody adds it a second time without its rules; the person's own by its whole address, because a slash or
    /// a query may be what makes another server of it.
    fn answers_to(&self, address: &str) -> bool {
        match self.source {
            Source::Policy => same(Endpoint::of(self.url()), Endpoint::of(address), Endpoint::is),
            _ => same_address(self.url(), address),
        }
    }
}

/// The server that an address means, however it is spelled.
pub fn find<'a>(servers: &'a [ServerConfig], address: &str) -> Option<&'a ServerConfig> {
    let address = address.trim();
    let exact = servers.iter().find(|s| s.url() == address);
    exact.or_else(|| servers.iter().find(|s| s.answers_to(address)))
}

fn same_address(a: &str, b: &str) -> bool {
    a == b || same(Url::parse(a).ok(), Url::parse(b).ok(), |a, b| a == b)
}

fn same<T>(a: Option<T>, b: Option<T>, equal: impl Fn(&T, &T) -> bool) -> bool {
    a.zip(b).is_some_and(|(a, b)| equal(&a, &b))
}

/// All servers: the company's in its order, then the person's, oldest first.
pub async fn all(store: &Store, company: Option<&Company>) -> Result<Vec<ServerConfig>, Error> {
    let mut servers: Vec<ServerConfig> = Vec::new();
    let provider = company
        .and_then(|c| c.provider.as_ref())
        .map(|p| Arc::new(p.settings()));
    for server in company.map(|c| c.servers.as_slice()).unwrap_or_default() {
        servers.push(of_company(server, provider.as_ref())?);
    }
    if company.is_some_and(|c| c.servers_locked) {
        return Ok(servers);
    }
    let local_locked = company.is_some_and(|c| c.local_servers_locked);
    for row in table::all(store).await? {
        // A server that the company has since configured keeps the company's settings.
        if find(&servers, &row.url).is_none()
            && let Ok(config) = Kept::of(&row).config(&row)
            && !(local_locked && matches!(config.reach, Reach::Local(_)))
        {
            servers.push(config);
        }
    }
    switched_off(store, &mut servers).await?;
    Ok(servers)
}

/// What the person switched off stays off, the company's servers too.
async fn switched_off(store: &Store, servers: &mut [ServerConfig]) -> Result<(), Error> {
    for server in servers {
        server.off = facts::get(store, &off(&server.id))
            .await?
            .is_some_and(|value| value == "yes");
    }
    Ok(())
}

/// Switches a server off or on.
pub(crate) async fn set_off(store: &Store, id: &str, yes: bool) -> Result<(), Error> {
    Ok(facts::set(store, &off(id), if yes { "yes" } else { "no" }).await?)
}

fn off(id: &str) -> String {
    format!("server off {id}")
}

/// Adds a program of this computer as a server. It does not run before the person has allowed its command.
pub(crate) async fn add_local(store: &Store, name: &str, local: Local, added_at: &str) -> Result<ServerConfig, Error> {
    let address = local.address.clone();
    let name = name.trim();
    let row = table::Row {
        id: uuid::Uuid::now_v7().to_string(),
        name: if name.is_empty() {
            local.program.clone()
        } else {
            name.chars().take(80).collect()
        },
        url: address,
        options: Kept::local(local).text(),
    };
    config(&table::insert(store, &row, added_at).await?)
}

/// Adds a server of the person's by its address.
pub async fn add(store: &Store, url: &str, added_at: &str) -> Result<ServerConfig, Error> {
    let url = url.trim();
    let parsed = lanyard_net::url::parse(url).map_err(|e| {
        let message = if matches!(e, Refused::Insecure { .. }) {
            say!("That address is not encrypted. Use one that starts with https.")
        } else {
            say!("That is not a web address. Write it whole, for example https://tools.example.com/mcp.")
        };
        Error::new(Code::NotAServer, message).with(crate::api::Details {
            server: None,
            step: Some("address".into()),
            rule: Some("https, or http on this computer; no user name, no fragment".into()),
            said: Some(e.to_string()),
        })
    })?;
    let rows = table::all(store).await?;
    if let Some(row) = rows.iter().find(|r| same_address(&r.url, url)) {
        return config(row);
    }
    let row = table::Row {
        id: uuid::Uuid::now_v7().to_string(),
        name: short_name(&parsed),
        url: url.to_owned(),
        options: Kept::default().text(),
    };
    config(&table::insert(store, &row, added_at).await?)
}

/// What the person said about a server of theirs; none: there is no such server.
pub(crate) async fn row(store: &Store, id: &str) -> Result<Option<table::Row>, Error> {
    Ok(table::all(store).await?.into_iter().find(|row| row.id == id))
}

/// A server of the person's as a sign-in takes it.
pub(crate) fn config(row: &table::Row) -> Result<ServerConfig, Error> {
    Kept::of(row)
        .config(row)
        .map_err(|e| Error::new(Code::Invalid, not_used(&e)))
}

fn not_used(why: &Refused) -> Sentence {
    say!("That address can't be used: {why}.", why = obstacle::address(why))
}

/// The host, which is what a person checks; a server's own title is shown beside it, not instead of it.
fn short_name(url: &Url) -> String {
    let host = url.host_str().unwrap_or("server");
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn of_company(server: &CompanyServer, provider: Option<&Arc<IdentityProvider>>) -> Result<ServerConfig, Error> {
    let unusable = |why: &Refused| {
        let message = say!(
            "The company's configuration names an address that can't be used for {server}: {why}.",
            server = &server.name,
            why = obstacle::address(why)
        );
        Error::new(Code::Invalid, message)
    };
    let settings = server.settings(provider).map_err(|e| unusable(&e))?;
    Ok(ServerConfig {
        id: server.id.clone(),
        name: server.name.clone(),
        source: Source::Policy,
        reach: Reach::Http(Box::new(settings)),
        off: false,
    })
}
