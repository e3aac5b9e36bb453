//! Signing in and out.

use super::Client;
use crate::api::{Code, Error, SignInState, SignInWay};
use crate::mcp::account;
use crate::say;
use crate::servers::ServerConfig;

impl Client {
    /// The single sign-on button: every server of the company's configuration and its gateway for models, one browser
    /// window after another.
    pub fn sign_in_all(&self) -> Result<(), Error> {
        let servers: Vec<String> = match &self.inner.company {
            Some(company) => company.servers.iter().map(|s| s.id.clone()).collect(),
            None => Vec::new(),
        };
        let gateway = self.inner.models.gateway_server();
        if servers.is_empty() && gateway.is_none() {
            return Err(Error::new(
                Code::Invalid,
                say!(
                    "No company is set up here. Ask your IT team to put a company.toml with your servers on this computer, or connect a tool server yourself."
                ),
            ));
        }
        let this = self.clone();
        tokio::spawn(async move {
            for id in servers {
                let Ok(server) = this.inner.sessions.config(&id) else {
                    continue;
                };
                // The company's sign-in opens all servers that take it; those are not asked about one by one.
                let server = server.company().unwrap_or(server);
                if this.signed_in(&server).await {
                    continue;
                }
                let challenge = this.inner.sessions.challenge(&id);
                let state = this.inner.sign_ins.run(&server, challenge).await;
                // The next window opens only right after a success: a person who cancelled, declined or went away is
                // not asked about the next server.
                if !matches!(state, SignInState::Done { .. }) {
                    return;
                }
            }
            if let Some((gateway, asked)) = gateway
                && !this.signed_in(&gateway).await
            {
                this.inner.sign_ins.run(&gateway, asked).await;
            }
        });
        Ok(())
    }

    async fn signed_in(&self, server: &ServerConfig) -> bool {
        // What runs on this computer is signed in to by nobody, and asks nobody to.
        let Some(settings) = server.settings() else { return true };
        let status = self.inner.authorizer.status(settings, &account()).await;
        matches!(
            status,
            Ok(lanyard_oauth::Status::SignedIn { .. } | lanyard_oauth::Status::Configured)
        )
    }

    /// Begins a sign-in to one server; what happens next is told by events. Returns the sign-in's id.
    pub fn sign_in(&self, server_id: &str) -> Result<String, Error> {
        let (server, challenge) = self.sign_in_at(server_id)?;
        server.signed_in_by()?;
        Ok(self.inner.sign_ins.start(&server, challenge, None))
    }

    /// Opens the browser again.
    pub fn sign_in_reopen(&self, id: &str) -> Result<(), Error> {
        self.inner.sign_ins.reopen(id)
    }

    /// Another way for the answer to come back.
    pub async fn sign_in_use(&self, id: &str, way: SignInWay) -> Result<(), Error> {
        self.inner.sign_ins.switch(id, way).await
    }

    /// The person pasted the address that the browser ended on.
    pub async fn sign_in_paste(&self, id: &str, text: &str) -> Result<(), Error> {
        self.inner.sign_ins.paste(id, text).await
    }

    /// The person cancels.
    pub async fn sign_in_cancel(&self, id: &str) -> Result<(), Error> {
        self.inner.sign_ins.cancel(id).await
    }

    /// The operating system handed us a link.
    pub async fn deep_link(&self, link: &str) {
        self.inner.sign_ins.deep_link(link).await;
    }

    /// Whether the operating system sends our scheme to us.
    pub fn set_deep_link_registered(&self, yes: bool) {
        self.inner.sign_ins.set_deep_link_registered(yes);
    }

    /// Signs out: the server revokes, the vault forgets. A server that is used with the company's sign-in ends that
    /// one, for all servers.
    pub async fn sign_out(&self, server_id: &str) -> Result<(), Error> {
        if let Some((gateway, _)) = self
            .inner
            .models
            .gateway_server()
            .filter(|(server, _)| server.id == server_id)
        {
            return self.sign_out_at(&gateway).await;
        }
        let server = self.inner.sessions.config(server_id)?;
        for at in server.company().iter().chain([&server]) {
            self.sign_out_at(at).await?;
        }
        self.inner.sessions.tell(server_id).await;
        Ok(())
    }

    /// Another account at one server: signs out, and in again where the identity provider lets one choose (`prompt`,
    /// OpenID Connect Core §3.1.2.1). Returns the sign-in's id.
    pub async fn switch_account(&self, server_id: &str) -> Result<String, Error> {
        let server = self.inner.sessions.config(server_id)?;
        let server = server.company().unwrap_or(server);
        server.signed_in_by()?;
        self.sign_out(server_id).await?;
        Ok(self
            .inner
            .sign_ins
            .start(&server, None, Some("select_account".to_owned())))
    }

    async fn sign_out_at(&self, server: &ServerConfig) -> Result<(), Error> {
        let Some(settings) = server.settings() else {
            return Ok(());
        };
        self.inner
            .authorizer
            .sign_out(settings, &account())
            .await
            .map_err(|error| {
                Error::new(
                    Code::Keychain,
                    say!(
                        "Lanyard could not remove the sign-in to {server}. Unlock the keychain and try again.",
                        server = &server.name
                    ),
                )
                .with(crate::api::Details {
                    server: Some(server.name.clone()),
                    step: Some("sign out".into()),
                    rule: None,
                    said: Some(error.to_string()),
                })
            })?;
        Ok(())
    }
}
