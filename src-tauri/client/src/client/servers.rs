//! Servers and what may be called on them.

use lanyard_vault::VaultError;

use super::Client;
use crate::api::{
    Code, Details, Error, EventBody, PatternRule, Rule, ServerOptions, ServerOptionsView, ServerSecrets, ServerView,
    Source,
};
use crate::say;
use crate::servers::{self, Kept, ServerConfig};
use crate::store;

impl Client {
    /// Adds a server by its address and begins to connect it.
    pub async fn add_server(&self, url: &str) -> Result<ServerView, Error> {
        if let Some(known) = servers::find(&self.inner.sessions.configs(), url) {
            return self.inner.sessions.view(&known.id).await;
        }
        if let Some(reason) = self.not_addable(false) {
            return Err(Error::new(Code::Blocked, reason));
        }
        let config = servers::add(&self.inner.store, url, &self.inner.clock.text()).await?;
        let id = config.id.clone();
        self.inner.sessions.add(config);
        self.inner.sessions.view(&id).await
    }

    /// Connects one configured server of a profile opened with `connect: false`, adding it where it is unknown.
    pub async fn use_server(&self, url: &str) -> Result<ServerView, Error> {
        let all = servers::all(&self.inner.store, self.inner.company.as_ref()).await?;
        let by_id = all.iter().find(|s| s.id == url.trim());
        match by_id.or_else(|| servers::find(&all, url)).cloned() {
            Some(config) => self.known_server(config).await,
            None => self.add_server(url).await,
        }
    }

    /// A server that is configured, with its session.
    pub(super) async fn known_server(&self, config: ServerConfig) -> Result<ServerView, Error> {
        let id = config.id.clone();
        if self.inner.sessions.config(&id).is_err() {
            self.inner.sessions.add(config);
        }
        self.inner.sessions.view(&id).await
    }

    /// All servers as shown.
    pub async fn servers(&self) -> Vec<ServerView> {
        self.inner.sessions.views().await
    }

    /// Removes a server of the person's, with its secrets.
    pub async fn remove_server(&self, id: &str) -> Result<(), Error> {
        let server = self.inner.sessions.config(id)?;
        if server.source == Source::Policy {
            return Err(Error::new(
                Code::Blocked,
                say!(
                    "{server} is set by your company and can't be removed here.",
                    server = &server.name
                ),
            ));
        }
        self.sign_out(id).await?;
        if let Some(row) = servers::row(&self.inner.store, id).await? {
            for name in Kept::of(&row).names(id) {
                self.inner
                    .vault
                    .delete(&name)
                    .await
                    .map_err(|e| not_kept(&server.name, &e))?;
            }
        }
        self.inner.sessions.remove(id);
        // Rules are the person's word about this server; one that is added again starts without them.
        self.inner.chat.forget_server(id).await?;
        store::servers::delete(&self.inner.store, id).await?;
        self.inner.bus.emit(EventBody::ServerRemoved { id: id.to_owned() });
        Ok(())
    }

    /// How a server of the person's is signed in to.
    pub async fn server_options(&self, id: &str) -> Result<ServerOptionsView, Error> {
        Ok(Kept::of(&self.own_server(id).await?).view())
    }

    /// Changes how a server of the person's is signed in to; it is connected anew. Errors: a value that can't be one
    /// changes nothing; a vault that can't be used leaves the server without the secrets, which can be set again.
    pub async fn set_server_options(
        &self,
        id: &str,
        options: ServerOptions,
        secrets: ServerSecrets,
    ) -> Result<(), Error> {
        let mut row = self.own_server(id).await?;
        let change = Kept::of(&row).change(id, options, secrets)?;
        let lost = |e: VaultError| not_kept(&row.name, &e);
        // In this order nothing is ever in the vault that the row does not name.
        change.drop_from(&self.inner.vault).await.map_err(lost)?;
        let text = change.kept.text();
        store::servers::set_options(&self.inner.store, id, &text).await?;
        let kept = change.set_in(&self.inner.vault).await.map_err(lost);
        row.options = text;
        self.begin_anew(&row)?;
        kept
    }

    /// A server's row changed: its session begins anew, unless it is switched off.
    pub(super) fn begin_anew(&self, row: &store::servers::Row) -> Result<(), Error> {
        let mut config = servers::config(row)?;
        config.off = self.inner.sessions.config(&row.id)?.off;
        self.try_anew(&config);
        self.inner.sessions.replace(config);
        Ok(())
    }

    pub(super) async fn own_server(&self, id: &str) -> Result<store::servers::Row, Error> {
        let server = self.inner.sessions.config(id)?;
        if server.source == Source::Policy {
            return Err(Error::new(
                Code::Blocked,
                say!(
                    "{server} is set by your company and can't be changed here.",
                    server = &server.name
                ),
            ));
        }
        let row = servers::row(&self.inner.store, id).await?;
        row.ok_or_else(|| Error::new(Code::NotFound, say!("That server is not there any more.")))
    }

    /// Removes every server's secrets from the vault: the profile is being removed. A vault that fails is only reported.
    pub(super) async fn forget_server_secrets(&self) {
        let rows = store::servers::all(&self.inner.store).await.unwrap_or_default();
        for row in &rows {
            self.forget_secrets_of(row).await;
        }
    }

    /// Removes a server's secrets from the vault. A vault that fails is only reported.
    pub(super) async fn forget_secrets_of(&self, row: &store::servers::Row) {
        for name in Kept::of(row).names(&row.id) {
            if let Err(error) = self.inner.vault.delete(&name).await {
                tracing::warn!(%error, "a server's secret could not be removed");
            }
        }
    }

    /// Tries a server again now.
    pub fn retry_server(&self, id: &str) -> Result<(), Error> {
        let server = self.inner.sessions.config(id)?;
        self.try_anew(&server);
        self.inner.sessions.retry(id)
    }

    fn try_anew(&self, server: &ServerConfig) {
        if let Some(settings) = server.settings() {
            self.inner.authorizer.try_anew(settings);
        }
    }

    /// The person's rules for several tools at once.
    pub fn pattern_rules(&self) -> Vec<PatternRule> {
        self.inner.approvals.rules().patterns()
    }

    /// Sets such a rule. The strictest of all rules wins, so that it never opens what the company closes.
    pub async fn set_pattern_rule(&self, rule: PatternRule) -> Result<(), Error> {
        self.inner.approvals.rules().set_pattern(rule).await?;
        self.inner.sessions.tell_all().await;
        Ok(())
    }

    /// Forgets such a rule.
    pub async fn remove_pattern_rule(&self, server_id: Option<&str>, pattern: &str) -> Result<(), Error> {
        self.inner.approvals.rules().remove_pattern(server_id, pattern).await?;
        self.inner.sessions.tell_all().await;
        Ok(())
    }

    /// What happens when a model calls a tool.
    pub async fn set_tool_rule(&self, server_id: &str, tool: &str, rule: Rule) -> Result<(), Error> {
        let info = self
            .inner
            .sessions
            .tool(server_id, tool)
            .ok_or_else(|| Error::new(Code::NotFound, say!("That tool is not there any more.")))?;
        self.inner.chat.set_rule(&info, rule).await?;
        self.inner.sessions.tell(server_id).await;
        Ok(())
    }
}

pub(super) fn not_kept(server: &str, error: &VaultError) -> Error {
    let message = say!(
        "Lanyard could not reach the secrets for {server}. Unlock the keychain and try again.",
        server = server
    );
    Error::new(Code::Keychain, message).with(Details {
        server: Some(server.to_owned()),
        step: Some("keychain".into()),
        rule: None,
        said: Some(error.to_string()),
    })
}
