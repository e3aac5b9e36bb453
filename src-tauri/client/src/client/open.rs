//! Opening a profile: disk only. No network and no keychain stand between a start and a window.

use std::fs::File;
use std::sync::{Arc, Mutex};

use lanyard_net::{BuildError, Net};
use lanyard_oauth::{Authorizer, OpenError};
use lanyard_vault::Vault;
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::{Client, Inner, company_notices};
use crate::api::{Code, Details, Error, Notice, NoticeKind, Profile, Sentence, VaultView};
use crate::approval::{Approvals, Rules};
use crate::audit::Audit;
use crate::chat::Chat;
use crate::clock::Clock;
use crate::company::Company;
use crate::elicitation::Elicitations;
use crate::events::Bus;
use crate::mcp::{Parts, Sessions};
use crate::models::Models;
use crate::paths::Paths;
use crate::say;
use crate::servers;
use crate::settings::Settings;
use crate::sign_in::SignIns;
use crate::store::Store;

/// How a profile is opened.
pub struct Options {
    /// Which.
    pub profile: Profile,
    /// Where its files are.
    pub paths: Paths,
    /// Where its secrets go.
    pub vault: VaultChoice,
    /// The company, when it does not come from `company.toml`: the demo's own.
    pub company: Option<Company>,
    /// The time.
    pub clock: Clock,
    /// Whether servers are connected at once; the command line connects only the one it is about.
    pub connect: bool,
}

/// Where secrets go.
pub enum VaultChoice {
    /// The keychain where there is one, else memory, and the person is told; the main profile's may be kept in an
    /// encrypted file then.
    Keychain,
    /// An encrypted file in the profile's folder.
    File(SecretString),
    /// Memory.
    Memory,
    /// A vault of the caller's.
    Given(Vault),
}

impl Client {
    /// Opens a profile and begins to connect its servers in the background.
    pub async fn open(options: Options) -> Result<Self, Error> {
        let Options {
            profile,
            paths,
            vault,
            company,
            clock,
            connect,
        } = options;
        let mut notices = Vec::new();
        let company = if company.is_some() {
            company
        } else {
            let (company, problems) = Company::load(&paths.system_config, &paths.user_config);
            notices.extend(company_notices::of(&problems));
            company
        };
        let defaults = lanyard_net::Settings::default();
        let network = company
            .as_ref()
            .map_or_else(|| defaults.clone(), |c| c.network.apply(defaults.clone()));
        let net = match Net::new(&network) {
            Ok(net) => net,
            Err(error) => {
                // Without the company's certificates its servers may not verify; the app says so and goes on, by the
                // company's proxy all the same.
                notices.push(notice("network", NoticeKind::Company, say!("The company's network settings can't be used, so its servers may not be reachable. Ask your IT team."), error.to_string()));
                Net::new(&lanyard_net::Settings {
                    proxy: network.proxy.clone(),
                    ..defaults
                })
                .map_err(|e| cant_connect(&e))?
            }
        };
        let vault = match vault {
            VaultChoice::Keychain => keychain(profile, &paths),
            VaultChoice::File(passphrase) => Vault::file(paths.data.join("secrets.json"), passphrase),
            VaultChoice::Memory => Vault::memory(),
            VaultChoice::Given(vault) => vault,
        };
        let (store, damaged) = Store::open(&paths.database(), &clock).await?;
        if let Some(aside) = damaged {
            let message = say!(
                "Lanyard's database was damaged. It was kept at {file} and a new one was begun.",
                file = aside.display().to_string()
            );
            notices.push(Notice {
                id: "database".into(),
                kind: NoticeKind::Database,
                message,
                details: None,
            });
        }
        let bus = Bus::new();
        let authorizer = open_authorizer(&paths, &net, &vault, &clock, &mut notices).await?;
        let settings = Settings::load(&store, company.as_ref()).await?;
        let rules = Rules::load(&store, company.as_ref()).await?;
        let audit = Audit::new(paths.audit());
        let (effects, received) = mpsc::unbounded_channel();
        let elicitations = Elicitations::new(bus.clone(), effects.clone());
        let sessions = Sessions::new(Parts {
            net: net.clone(),
            authorizer: authorizer.clone(),
            rules: rules.clone(),
            bus: bus.clone(),
            audit: audit.clone(),
            clock: clock.clone(),
            elicitations: elicitations.clone(),
            store: store.clone(),
            vault: vault.clone(),
        });
        let sign_ins = SignIns::new(
            authorizer.clone(),
            bus.clone(),
            clock.clone(),
            settings.clone(),
            effects,
        );
        let models = Models::load(crate::models::Parts {
            store: store.clone(),
            vault: vault.clone(),
            net: net.clone(),
            bus: bus.clone(),
            settings: settings.clone(),
            company: company.clone(),
            authorizer: Some(authorizer.clone()),
            clock: clock.clone(),
            demo: profile == Profile::Demo,
        })
        .await?;
        let chat = Chat::new(crate::chat::Parts {
            store: store.clone(),
            bus: bus.clone(),
            sessions: sessions.clone(),
            models: models.clone(),
            rules: rules.clone(),
            audit: audit.clone(),
            elicitations: elicitations.clone(),
            settings: settings.clone(),
            instructions: company.as_ref().and_then(|c| c.instructions.clone()),
            clock: clock.clone(),
        });
        let turns = first_of_the_profile(&paths);
        if turns.is_some() {
            chat.recover().await?;
        }
        if connect {
            for server in servers::all(&store, company.as_ref()).await? {
                sessions.add(server);
            }
        }
        let approvals = Approvals::new(rules, bus.clone());
        let inner = Inner {
            profile,
            clock,
            company,
            bus,
            store,
            net,
            vault,
            authorizer,
            sessions,
            sign_ins,
            models,
            chat,
            approvals,
            elicitations,
            audit,
            settings,
            notices: Mutex::new(notices),
            vault_view: Mutex::new(VaultView::Unknown),
            effects: Mutex::new(Some(received)),
            _turns: turns,
        };
        let client = Self { inner: Arc::new(inner) };
        client.inner.models.follow_sign_in();
        client.inner.models.look_around();
        Ok(client)
    }
}

/// A lock that the first process of a profile holds. Only that one ends the turns that a crash left open: for any other
/// they may be the first one's, still running.
fn first_of_the_profile(paths: &Paths) -> Option<File> {
    let folder = paths.locks();
    std::fs::create_dir_all(&folder).ok()?;
    let file = File::create(folder.join("turns.lock")).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// The keychain of a profile. Where there is none: memory, which a person may have replaced by an encrypted file among
/// the main profile's. The demo's secrets stand apart, so that leaving the demo removes them and nothing else.
pub fn keychain(profile: Profile, paths: &Paths) -> Vault {
    match profile {
        Profile::Main => Vault::keychain_or_file("Lanyard", paths.secrets_file()),
        Profile::Demo => Vault::keychain_or_memory("Lanyard demo"),
    }
}

async fn open_authorizer(
    paths: &Paths,
    net: &Net,
    vault: &Vault,
    clock: &Clock,
    notices: &mut Vec<Notice>,
) -> Result<Authorizer, Error> {
    let parts = || {
        let clock = clock.clone();
        lanyard_oauth::Parts {
            net: net.clone(),
            vault: vault.clone(),
            database: paths.oauth_database(),
            locks: paths.locks(),
            clock: lanyard_oauth::Clock::from_fn(move || clock.now().into()),
            random: lanyard_oauth::Random::system(),
            client_name: "Lanyard".to_owned(),
            client_uri: None,
        }
    };
    match Authorizer::open(parts()).await {
        Ok(authorizer) => Ok(authorizer),
        Err(OpenError::Corrupt { path, .. }) => {
            let aside = crate::store::keep_aside(&path, clock)?;
            let message = say!(
                "Lanyard's sign-in database was damaged. It was kept at {file}; sign in again.",
                file = aside.display().to_string()
            );
            notices.push(Notice {
                id: "oauth-database".into(),
                kind: NoticeKind::Database,
                message,
                details: None,
            });
            Authorizer::open(parts()).await.map_err(|e| storage(&e))
        }
        Err(error) => Err(storage(&error)),
    }
}

fn cant_connect(error: &BuildError) -> Error {
    Error::new(
        Code::Internal,
        say!("Lanyard can't set up its network connections. Details says why."),
    )
    .with(Details {
        server: None,
        step: Some("network".into()),
        rule: None,
        said: Some(error.to_string()),
    })
}

fn storage(error: &OpenError) -> Error {
    Error::new(
        Code::Storage,
        say!("Lanyard can't open its sign-in database. Check who may write to its data folder."),
    )
    .with(Details {
        server: None,
        step: Some("database".into()),
        rule: None,
        said: Some(error.to_string()),
    })
}

fn notice(id: &str, kind: NoticeKind, message: Sentence, said: String) -> Notice {
    let details = Details {
        server: None,
        step: None,
        rule: None,
        said: Some(said),
    };
    Notice {
        id: id.to_owned(),
        kind,
        message,
        details: Some(details),
    }
}
