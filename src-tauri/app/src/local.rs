//! The bundled server in this process: off until switched on.
//!
//! What enters: its settings, which are kept in a file without secrets, and the client secret, which is kept in the
//! vault. What leaves: how it stands. The core does not know it; the two meet over HTTP.

pub(crate) mod demo;
mod file;
mod found;
mod run;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lanyard_client::api::{Code, Error, Finding, IdentityProvider, LocalServerState, LocalServerView, Profile};
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Net, say};
use secrecy::SecretString;
use tauri::Manager as _;

pub(crate) use run::Running;

use crate::shell::Shell;
use file::Kept;

/// The vault's name for the client secret at the identity provider.
const SECRET: &str = "local-server/client-secret";
/// Lines of the log that are kept.
const LOG_LINES: usize = 200;

/// How the bundled server stands.
#[derive(Default)]
pub(crate) struct Local {
    now: Mutex<Now>,
    /// Held while it starts or stops.
    running: tokio::sync::Mutex<Option<Running>>,
}

struct Now {
    kept: Option<Kept>,
    state: LocalServerState,
    secret_set: bool,
    log: VecDeque<String>,
}

impl Default for Now {
    fn default() -> Self {
        Self {
            kept: None,
            state: LocalServerState::Off,
            secret_set: false,
            log: VecDeque::new(),
        }
    }
}

impl Local {
    /// The server as Settings shows it.
    pub(crate) fn view(&self) -> LocalServerView {
        let mut now = self.lock();
        let kept = now.kept.get_or_insert_with(|| Kept::load(&path())).clone();
        LocalServerView {
            state: now.state.clone(),
            port: kept.port,
            identity: kept.identity,
            issuer: kept.issuer.clone(),
            client_id: kept.client_id.clone(),
            client_secret_set: now.secret_set,
            redirect_uri: run::redirect_uri(kept.port),
            log: now.log.iter().cloned().collect(),
        }
    }

    fn kept(&self) -> Kept {
        self.lock().kept.get_or_insert_with(|| Kept::load(&path())).clone()
    }

    fn log(&self, line: String) {
        let mut now = self.lock();
        if now.log.len() == LOG_LINES {
            now.log.pop_front();
        }
        now.log.push_back(line);
    }

    pub(crate) async fn end(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.stop().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bundled server belongs to the person, not to the demo's profile.
fn path() -> std::path::PathBuf {
    Paths::of_user(Profile::Main)
        .map(|p| p.data.join("local-server.json"))
        .unwrap_or_default()
}

impl Shell {
    pub(crate) async fn local_server_configure(
        &self,
        port: u16,
        identity: IdentityProvider,
        issuer: String,
        client_id: String,
    ) -> Result<(), Error> {
        let kept = Kept {
            port,
            identity,
            issuer: issuer.trim().to_owned(),
            client_id: client_id.trim().to_owned(),
            ..self.local.kept()
        };
        kept.save(&path())?;
        self.local.lock().kept = Some(kept);
        self.tell_local_server().await;
        Ok(())
    }

    pub(crate) async fn local_server_set_secret(&self, secret: SecretString) -> Result<(), Error> {
        let vault = self.main_vault();
        let set = !secrecy::ExposeSecret::expose_secret(&secret).is_empty();
        let done = if set {
            vault.set(SECRET, &secret).await
        } else {
            vault.delete(SECRET).await
        };
        done.map_err(|_| {
            Error::new(
                Code::Keychain,
                say!("The keychain can't keep the client secret. Unlock it and try again."),
            )
        })?;
        self.local.lock().secret_set = set;
        self.tell_local_server().await;
        Ok(())
    }

    pub(crate) async fn local_server_start(&self) -> Result<(), Error> {
        let mut running = self.local.running.lock().await;
        if running.is_some() {
            return Ok(());
        }
        let net = self.net().await?;
        self.set_local_state(LocalServerState::Starting).await;
        let (lines, mut received) = tokio::sync::mpsc::channel(64);
        let vault = self.main_vault().clone();
        let folder = path().with_extension("d");
        match run::start(&self.local.kept(), &folder, vault, net, Some(lines)).await {
            Ok(started) => {
                if let Some(provider_port) = started.provider_port() {
                    let kept = Kept {
                        provider_port,
                        ..self.local.kept()
                    };
                    kept.save(&path())?;
                    self.local.lock().kept = Some(kept);
                }
                let url = started.url().to_owned();
                *running = Some(started);
                drop(running);
                let app = self.app().clone();
                tauri::async_runtime::spawn(async move {
                    while let Some(line) = received.recv().await {
                        let shell = app.state::<Shell>();
                        shell.local.log(line);
                        shell.tell_local_server().await;
                    }
                });
                self.set_local_state(LocalServerState::Running { url }).await;
                Ok(())
            }
            Err(error) => {
                self.set_local_state(LocalServerState::Failed { error: error.clone() })
                    .await;
                Err(error)
            }
        }
    }

    pub(crate) async fn local_server_stop(&self) -> Result<(), Error> {
        self.local.end().await;
        self.set_local_state(LocalServerState::Off).await;
        Ok(())
    }

    pub(crate) async fn local_server_check(&self) -> Result<Vec<Finding>, Error> {
        let vault = self.main_vault();
        let busy = self.local.running.lock().await.is_some();
        Ok(run::check(&self.local.kept(), vault, &self.net().await?, busy).await)
    }

    /// Whether a client secret is kept; asked once, in the background, because the keychain may be slow.
    pub(crate) async fn look_at_local_secret(&self) {
        let set = matches!(self.main_vault().get(SECRET).await, Ok(Some(_)));
        self.local.lock().secret_set = set;
        self.tell_local_server().await;
    }

    async fn set_local_state(&self, state: LocalServerState) {
        self.local.lock().state = state;
        self.tell_local_server().await;
    }

    async fn tell_local_server(&self) {
        if let Ok(client) = self.client().await {
            client.tell_local_server(self.local.view());
        }
    }

    async fn net(&self) -> Result<Net, Error> {
        self.client().await.map(|client: Client| client.net())
    }
}
