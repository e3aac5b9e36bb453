//! Servers from other apps' configuration files, and ours for another computer.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;

use super::Client;
use crate::api::{Code, Error, EventBody, ImportEntry, ImportView, Sentence, ServerSecrets, ServerView, Source};
use crate::say;
use crate::servers::{self, Kept, Local, Reach, environment_name, environment_text, foreign};
use crate::store;

impl Client {
    /// What a configuration file of Claude Desktop, Claude Code, VS Code, Cursor or Lanyard would add. Nothing is added,
    /// and no value of its environment or headers is shown.
    pub async fn look_into(&self, text: &str) -> Result<ImportView, Error> {
        let found = foreign::read(text)?;
        let configs = self.configured_servers().await?;
        let mut entries = Vec::new();
        for one in &found.servers {
            let known = match &one.place {
                foreign::Place::Http { url, .. } => servers::find(&configs, url).is_some(),
                foreign::Place::Local { local, .. } => configs.iter().any(|c| c.url() == local.address),
            };
            entries.push(ImportEntry {
                name: one.name.clone(),
                place: one.place.shown(),
                local: one.place.is_local(),
                secrets: one.place.secret_names(),
                known,
                refused: self.not_addable(one.place.is_local()),
            });
        }
        Ok(ImportView {
            entries,
            left_out: found.left_out,
        })
    }

    /// Adds those of a file's servers that are named. Local commands are added and do not run before they are allowed;
    /// what their environment and headers held goes to the keychain.
    pub async fn import_servers(&self, text: &str, names: &[String]) -> Result<Vec<ServerView>, Error> {
        let found = foreign::read(text)?;
        let mut added = Vec::new();
        for one in found.servers.into_iter().filter(|one| names.contains(&one.name)) {
            if let Some(reason) = self.not_addable(one.place.is_local()) {
                return Err(Error::new(Code::Blocked, reason));
            }
            let view = match one.place {
                foreign::Place::Http { url, headers } => self.import_http(&url, headers).await?,
                foreign::Place::Local { local, values } => self.add_local_server(&one.name, local, values).await?,
            };
            added.push(view);
        }
        Ok(added)
    }

    async fn import_http(&self, url: &str, headers: BTreeMap<String, String>) -> Result<ServerView, Error> {
        let known = servers::find(&self.configured_servers().await?, url).is_some();
        let view = self.use_server(url).await?;
        // A server that is there already keeps what was said about it.
        if headers.is_empty() || known || view.source == Source::Policy {
            return Ok(view);
        }
        let mut options = self.server_options(&view.id).await?.options;
        options.headers = headers.keys().cloned().collect();
        let secrets = ServerSecrets {
            headers,
            ..ServerSecrets::default()
        };
        if let Err(error) = self.set_server_options(&view.id, options, secrets).await {
            // Without its headers it is of no use; nothing is left behind, and the next try begins anew.
            self.take_back(&view.id).await?;
            return Err(error);
        }
        self.inner.sessions.view(&view.id).await
    }

    /// Adds a program of this computer. It does not run before [`Client::allow_local_server`].
    pub async fn add_local_server(
        &self,
        name: &str,
        local: Local,
        values: BTreeMap<String, String>,
    ) -> Result<ServerView, Error> {
        if let Some(reason) = self.not_addable(true) {
            return Err(Error::new(Code::Blocked, reason));
        }
        let configs = self.configured_servers().await?;
        if let Some(known) = configs.into_iter().find(|c| c.url() == local.address) {
            // It keeps its name and its secrets, whatever this file says of them.
            return self.known_server(known).await;
        }
        let names = local.environment.clone();
        let config = servers::add_local(&self.inner.store, name, local, &self.inner.clock.text()).await?;
        if !names.is_empty() {
            let secret = SecretString::from(environment_text(&values));
            let kept = self.inner.vault.set(&environment_name(&config.id), &secret).await;
            if let Err(error) = kept {
                // Without its environment it is of no use; nothing is left behind.
                self.take_back(&config.id).await?;
                return Err(super::servers::not_kept(&config.name, &error));
            }
        }
        let id = config.id.clone();
        self.inner.sessions.add(config);
        self.inner.sessions.view(&id).await
    }

    /// The person has seen a local server's whole command and allows it to run.
    pub async fn allow_local_server(&self, id: &str) -> Result<(), Error> {
        let mut row = self.own_server(id).await?;
        let kept = Kept::of(&row).allowed();
        let kept = kept.ok_or_else(|| Error::new(Code::Invalid, say!("This server runs no program here.")))?;
        row.options = kept.text();
        store::servers::set_options(&self.inner.store, id, &row.options).await?;
        self.begin_anew(&row)
    }

    /// A server that was just added, and could not be kept whole, was never there.
    async fn take_back(&self, id: &str) -> Result<(), Error> {
        self.inner.sessions.remove(id);
        if let Some(row) = servers::row(&self.inner.store, id).await? {
            self.forget_secrets_of(&row).await;
        }
        store::servers::delete(&self.inner.store, id).await?;
        self.inner.bus.emit(EventBody::ServerRemoved { id: id.to_owned() });
        Ok(())
    }

    /// All servers as a file that this and other apps read. Secrets are left out; their names say what was there.
    pub async fn export_servers(&self) -> Result<String, Error> {
        let mut all = Vec::new();
        for config in self.configured_servers().await? {
            let headers = match (&config.source, servers::row(&self.inner.store, &config.id).await?) {
                (Source::User, Some(row)) => Kept::of(&row).view().options.headers,
                _ => Vec::new(),
            };
            all.push((config.name.clone(), config.reach.clone(), headers));
        }
        Ok(foreign::write(&all))
    }

    /// Why the company does not have a server added, or one that is a program of this computer; none: it may be.
    pub(super) fn not_addable(&self, local: bool) -> Option<Sentence> {
        let company = self.inner.company.as_ref()?;
        if company.servers_locked {
            return Some(say!(
                "Your company decides which tool servers are connected. Ask your IT team to add one."
            ));
        }
        (local && company.local_servers_locked)
            .then(|| say!("Your company does not allow servers that run as programs on this computer."))
    }

    /// Tries a server's address as a person adds it: every step is in its view. Returns when it stands somewhere.
    pub async fn test_server(&self, id: &str) -> Result<ServerView, Error> {
        self.retry_server(id)?;
        self.inner.sessions.settled(id).await
    }

    /// Whether a path leads to a file of another app, and its text; at most 4 MB.
    pub async fn read_foreign(&self, path: &Path) -> Result<String, Error> {
        let unreadable = |why: String| Error::new(Code::Invalid, say!("That file can't be read: {why}", why = why));
        let about = tokio::fs::metadata(path).await.map_err(|e| unreadable(e.to_string()))?;
        if !about.is_file() || about.len() > 4 << 20 {
            return Err(Error::new(Code::Invalid, say!("That is no configuration file.")));
        }
        tokio::fs::read_to_string(path)
            .await
            .map_err(|e| unreadable(e.to_string()))
    }

    /// Switches a server off, or on again.
    pub async fn set_server_off(&self, id: &str, off: bool) -> Result<(), Error> {
        let mut config = self.inner.sessions.config(id)?;
        servers::set_off(&self.inner.store, id, off).await?;
        config.off = off;
        if let Reach::Local(_) = config.reach {
            // The row knows best whether it may run.
            if let Some(row) = servers::row(&self.inner.store, id).await? {
                config.reach = servers::config(&row)?.reach;
            }
        }
        self.inner.sessions.replace(config);
        Ok(())
    }
}
