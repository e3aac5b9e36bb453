//! Servers and what may be called on them.

use super::Client;
use crate::api::{Code, Error, EventBody, Rule, ServerView, Source};
use crate::say;
use crate::servers;
use crate::store;

impl Client {
    /// Adds a server by its address and begins to connect it.
    pub async fn add_server(&self, url: &str) -> Result<ServerView, Error> {
        if let Some(known) = servers::find(&self.inner.sessions.configs(), url) {
            return self.inner.sessions.view(&known.id).await;
        }
        if self.inner.company.as_ref().is_some_and(|c| c.servers_locked) {
            return Err(Error::new(
                Code::Blocked,
                say!("Your company decides which tool servers are connected. Ask your IT team to add one."),
            ));
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
            Some(config) if self.inner.sessions.config(&config.id).is_err() => {
                let id = config.id.clone();
                self.inner.sessions.add(config);
                self.inner.sessions.view(&id).await
            }
            Some(config) => self.inner.sessions.view(&config.id).await,
            None => self.add_server(url).await,
        }
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
        self.inner.sessions.remove(id);
        // Rules are the person's word about this server; one that is added again starts without them.
        self.inner.chat.forget_server(id).await?;
        store::servers::delete(&self.inner.store, id).await?;
        self.inner.bus.emit(EventBody::ServerRemoved { id: id.to_owned() });
        Ok(())
    }

    /// Tries a server again now.
    pub fn retry_server(&self, id: &str) -> Result<(), Error> {
        self.inner.sessions.retry(id)
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
