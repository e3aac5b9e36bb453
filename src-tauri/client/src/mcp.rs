//! MCP sessions: one per configured server, side by side, in the background.
//!
//! What enters: server configurations, sign-ins, approved calls. What leaves: views of each server's state, the
//! tools of all, and results. A session that meets 401 ends in "sign in"; it never opens a browser. `call` is the
//! only way to a tool, and it takes an [`ApprovedCall`], which only `approval` can make.

mod call;
mod connect;
mod handler;
mod session;
mod sse;
mod transport;
mod trouble;
mod words;

use std::sync::{Arc, PoisonError, RwLock};

use lanyard_net::Net;
use lanyard_oauth::{AccountId, AuthEvent, Authorizer, Challenge};
use tokio_util::sync::CancellationToken;

use crate::api::{Code, Effects, Error, EventBody, ServerView};
use crate::approval::{ApprovedCall, Rules};
use crate::audit::Audit;
use crate::clock::Clock;
use crate::events::Bus;
use crate::say;
use crate::servers::ServerConfig;
use session::Session;

/// A tool of a server, as the rest of the client knows it.
#[derive(Debug, Clone)]
pub struct ToolInfo {
    /// Which server.
    pub server_id: String,
    /// Its name for people.
    pub server_name: String,
    /// Its endpoint.
    pub server_url: String,
    /// The account calls run as, where it is known.
    pub account: Option<String>,
    /// The server's name for the tool.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its description: the server's words, untrusted.
    pub description: String,
    /// JSON Schema of its arguments.
    pub input_schema: serde_json::Map<String, serde_json::Value>,
    /// JSON Schema of its structured result.
    pub output_schema: Option<serde_json::Map<String, serde_json::Value>>,
    /// What it says of its effects: shown, never trusted.
    pub effects: Effects,
    /// Hash over name, description and schemas: a change drops an "always".
    pub definition: String,
}

/// What a tool answered.
#[derive(Debug, Clone)]
pub struct ToolResult {
    /// The text of its content.
    pub text: String,
    /// Its structured content.
    pub structured: Option<serde_json::Value>,
    /// The tool says that it failed.
    pub is_error: bool,
}

/// What sessions are made of.
#[derive(Clone)]
pub struct Parts {
    /// HTTP.
    pub net: Net,
    /// Authorization.
    pub authorizer: Authorizer,
    /// Who may call what.
    pub rules: Rules,
    /// Where it is told.
    pub bus: Bus,
    /// Where it is written down.
    pub audit: Audit,
    /// The time.
    pub clock: Clock,
}

/// All sessions; a cheap handle.
#[derive(Clone)]
pub struct Sessions {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    sessions: RwLock<Vec<Arc<Session>>>,
}

impl Sessions {
    /// No session yet.
    pub fn new(parts: Parts) -> Self {
        let sessions = Self {
            inner: Arc::new(Inner {
                parts,
                sessions: RwLock::new(Vec::new()),
            }),
        };
        sessions.follow_sign_ins();
        sessions
    }

    /// Adds a server and connects it in the background.
    pub fn add(&self, config: ServerConfig) {
        let session = Session::start(config, self.inner.parts.clone());
        self.inner
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(session);
    }

    /// Ends a server's session and forgets it.
    pub fn remove(&self, id: &str) -> Option<ServerConfig> {
        let mut sessions = self.inner.sessions.write().unwrap_or_else(PoisonError::into_inner);
        let at = sessions.iter().position(|s| s.config.id == id)?;
        let session = sessions.remove(at);
        session.end();
        Some(session.config.clone())
    }

    /// A server's configuration changed: its session begins anew with it, in the same place.
    pub fn replace(&self, config: ServerConfig) {
        let mut sessions = self.inner.sessions.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = sessions.iter_mut().find(|s| s.config.id == config.id) {
            session.end();
            *session = Session::start(config, self.inner.parts.clone());
        }
    }

    /// Ends all sessions.
    pub fn end(&self) {
        for session in self
            .inner
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            session.end();
        }
    }

    /// A server's configuration.
    pub fn config(&self, id: &str) -> Result<ServerConfig, Error> {
        self.session(id).map(|s| s.config.clone())
    }

    /// All configurations, in order.
    pub fn configs(&self) -> Vec<ServerConfig> {
        self.list().iter().map(|s| s.config.clone()).collect()
    }

    /// Where somebody has to sign in for a server: there, or at the company's identity provider.
    pub fn sign_in_at(&self, id: &str) -> Result<ServerConfig, Error> {
        let session = self.session(id)?;
        let company = session.config.company().filter(|_| session.wants_company());
        Ok(company.unwrap_or_else(|| session.config.clone()))
    }

    /// The challenge that a server's last 401 or 403 carried.
    pub fn challenge(&self, id: &str) -> Option<Challenge> {
        self.session(id).ok()?.challenge()
    }

    /// Connects anew now, also where it is connected: the tools are listed again.
    pub fn retry(&self, id: &str) -> Result<(), Error> {
        self.session(id).map(|s| s.reconnect())
    }

    /// All servers as shown.
    pub async fn views(&self) -> Vec<ServerView> {
        let mut views = Vec::new();
        for session in self.list() {
            views.push(session.view().await);
        }
        views
    }

    /// One server as shown.
    pub async fn view(&self, id: &str) -> Result<ServerView, Error> {
        Ok(self.session(id)?.view().await)
    }

    /// Tells every server's view again: rules or accounts changed.
    pub async fn tell(&self, id: &str) {
        if let Ok(session) = self.session(id) {
            let server = session.view().await;
            self.inner.parts.bus.emit(EventBody::Server { server });
        }
    }

    /// The tools of all ready servers, in server order, without blocked ones.
    pub fn tools(&self) -> Vec<Arc<ToolInfo>> {
        let mut tools = Vec::new();
        for session in self.list() {
            tools.extend(
                session
                    .tools()
                    .iter()
                    .filter(|t| self.inner.parts.rules.offers(t))
                    .cloned(),
            );
        }
        tools
    }

    /// A tool by its server and name.
    pub fn tool(&self, server_id: &str, name: &str) -> Option<Arc<ToolInfo>> {
        self.session(server_id)
            .ok()?
            .tools()
            .iter()
            .find(|t| t.name == name)
            .cloned()
    }

    /// Calls a tool. `progress` hears a fraction between 0 and 1 where the server tells, and the server's words.
    /// A cancelled token reaches the server.
    pub async fn call(
        &self,
        call: ApprovedCall,
        progress: impl Fn(Option<f64>, Option<String>) + Send + Sync + 'static,
        cancel: CancellationToken,
    ) -> Result<ToolResult, Error> {
        let session = self.session(call.server_id())?;
        call::run(&session, &self.inner.parts, call, progress, cancel).await
    }

    fn session(&self, id: &str) -> Result<Arc<Session>, Error> {
        self.list()
            .into_iter()
            .find(|s| s.config.id == id)
            .ok_or_else(|| Error::new(Code::NotFound, say!("That server is not there any more.")))
    }

    fn list(&self) -> Vec<Arc<Session>> {
        self.inner
            .sessions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// A sign-in or a sign-out anywhere in this process wakes the sessions it concerns.
    fn follow_sign_ins(&self) {
        let mut events = self.inner.parts.authorizer.events();
        let weak = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            loop {
                let (url, signed_in) = match events.recv().await {
                    Ok(AuthEvent::SignedIn { server_url, .. }) => (server_url, true),
                    Ok(AuthEvent::SignedOut { server_url, .. }) => (server_url, false),
                    Ok(AuthEvent::NotSaved { .. }) => continue,
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => (String::new(), false),
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                };
                let Some(inner) = weak.upgrade() else { return };
                let sessions = inner.sessions.read().unwrap_or_else(PoisonError::into_inner).clone();
                for session in sessions {
                    // An empty URL stands for "some were missed": every session looks again.
                    let company = session.config.company().is_some_and(|c| c.url() == url);
                    let concerned = company || session.config.url() == url;
                    if signed_in && concerned {
                        session.signed_in();
                    } else if url.is_empty() || concerned {
                        session.reconnect();
                    }
                }
            }
        });
    }
}

pub(crate) use words::code_of;

/// The account that sessions use until several can be chosen.
pub(crate) fn account() -> AccountId {
    AccountId::default()
}
