//! MCP sessions: one per configured server, side by side, in the background.
//!
//! What enters: server configurations, sign-ins, approved calls. What leaves: views of each server's state, the
//! tools of all, and results. A session that meets 401 ends in "sign in"; it never opens a browser. `call`, `read`,
//! `prompt` and `complete` are the only doors to a server, and each takes an [`ApprovedCall`], which only `approval`
//! can make.

mod askers;
mod blacken;
mod catalogue;
mod connect;
mod content;
mod doors;
mod era;
mod exchange;
mod failure;
mod handler;
mod icon;
mod info;
mod local;
mod news;
mod session;
mod shape;
mod sse;
mod traffic;
mod transport;
mod trouble;
mod words;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use lanyard_net::Net;
use lanyard_oauth::{AccountId, AuthEvent, Authorizer, Challenge};
use lanyard_vault::Vault;
use tokio_util::sync::CancellationToken;

use crate::api::{Code, Error, EventBody, ServerView, TrafficLine};
use crate::approval::{ApprovedCall, Rules};
use crate::audit::Audit;
use crate::clock::Clock;
use crate::elicitation::{About, Asker, Elicitations};
use crate::events::Bus;
use crate::say;
use crate::servers::ServerConfig;
use crate::store::Store;
use doors::Visit;
use session::Session;

pub(crate) use blacken::blacken;
pub use content::Content;
pub(crate) use content::pixels;
pub use info::{Door, PromptSaid, ToolInfo, ToolResult};

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
    /// By whom the person is asked in the middle of a call.
    pub elicitations: Elicitations,
    /// Where it is remembered how a server is spoken to.
    pub store: Store,
    /// Where the environment of local programs is kept.
    pub vault: Vault,
    /// The time.
    pub clock: Clock,
}

/// Where a call comes from: who hears of it meanwhile, and who may stop it.
pub struct Caller {
    /// The conversation; empty outside of any.
    pub conversation_id: String,
    /// The call's id there.
    pub call_id: Option<String>,
    /// Hears a fraction between 0 and 1 where the server tells, and the server's words.
    pub progress: Box<dyn Fn(Option<f64>, Option<String>) + Send + Sync>,
    /// Stops it.
    pub cancel: CancellationToken,
}

impl Caller {
    /// From no conversation, heard by nobody.
    pub fn nowhere() -> Self {
        Self {
            conversation_id: String::new(),
            call_id: None,
            progress: Box::new(|_, _| {}),
            cancel: CancellationToken::new(),
        }
    }
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

    /// What was said between us and a server lately, oldest first. Secrets are blackened.
    pub fn traffic(&self, id: &str) -> Result<Vec<TrafficLine>, Error> {
        Ok(self.session(id)?.traffic.lines())
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

    /// A server's view once it is no longer on its way to somewhere.
    pub async fn settled(&self, id: &str) -> Result<ServerView, Error> {
        loop {
            let session = self.session(id)?;
            // One that ended was replaced or removed meanwhile.
            if session.settled().await {
                return Ok(session.view().await);
            }
        }
    }

    /// Tells every server's view again: rules changed.
    pub async fn tell_all(&self) {
        for session in self.list() {
            let server = session.view().await;
            self.inner.parts.bus.emit(EventBody::Server { server });
        }
    }

    /// Tells a server's view again: its rules or account changed.
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
                    .offers()
                    .tools
                    .iter()
                    .filter(|t| self.inner.parts.rules.offers(t))
                    .cloned(),
            );
        }
        tools
    }

    /// A tool by its server and name.
    pub fn tool(&self, server_id: &str, name: &str) -> Option<Arc<ToolInfo>> {
        self.offered(server_id, Door::Tool, name)
    }

    /// What a server offers under a name. A resource is there by its address, listed or not.
    pub fn offered(&self, server_id: &str, door: Door, name: &str) -> Option<Arc<ToolInfo>> {
        self.session(server_id).ok()?.offered(door, name)
    }

    /// A template of a server's, as what its completions are approved as.
    pub(crate) fn template(&self, server_id: &str, uri_template: &str) -> Option<Arc<ToolInfo>> {
        let session = self.session(server_id).ok()?;
        let known = session
            .offers()
            .templates
            .iter()
            .any(|t| t.uri_template == uri_template);
        known.then(|| session.offered(Door::Resource, uri_template))?
    }

    /// What servers say about themselves, by their names: the servers' words.
    pub fn instructions(&self) -> Vec<(String, String)> {
        let of = |session: &Arc<Session>| Some((session.config.name.clone(), session.offers().instructions.clone()?));
        self.list().iter().filter_map(of).collect()
    }

    /// Calls a tool. A cancelled token reaches the server.
    pub async fn call(&self, call: ApprovedCall, caller: Caller) -> Result<ToolResult, Error> {
        let session = self.session(call.server_id())?;
        // An exchange is large, and rides along in many other futures.
        Box::pin(doors::call(self.visit(&session, &call, caller), call)).await
    }

    /// Reads a resource.
    pub async fn read(&self, call: ApprovedCall, caller: Caller) -> Result<Content, Error> {
        let session = self.session(call.server_id())?;
        Box::pin(doors::read(self.visit(&session, &call, caller), call)).await
    }

    /// Asks for a prompt.
    pub async fn prompt(&self, call: ApprovedCall, caller: Caller) -> Result<Vec<PromptSaid>, Error> {
        let session = self.session(call.server_id())?;
        Box::pin(doors::prompt(self.visit(&session, &call, caller), call)).await
    }

    /// Completes an argument of a prompt, or of a resource's address with gaps. `others` are the arguments that are
    /// filled in.
    pub async fn complete(
        &self,
        call: ApprovedCall,
        argument: &str,
        value: &str,
        others: HashMap<String, String>,
    ) -> Result<Vec<String>, Error> {
        let session = self.session(call.server_id())?;
        let typed = doors::Typed {
            argument: argument.to_owned(),
            value: value.to_owned(),
            others,
        };
        doors::complete(self.visit(&session, &call, Caller::nowhere()), call, typed).await
    }

    fn visit<'a>(&'a self, session: &'a Session, call: &ApprovedCall, caller: Caller) -> Visit<'a> {
        let info = call.info();
        let asker: Arc<Asker> = self.inner.parts.elicitations.asker(About {
            server_id: info.server_id.clone(),
            server_name: info.server_name.clone(),
            account: info.account.clone(),
            title: info.title.clone(),
            conversation_id: caller.conversation_id,
            call_id: caller.call_id,
        });
        Visit {
            session,
            parts: &self.inner.parts,
            asker,
            progress: caller.progress,
            cancel: caller.cancel,
        }
    }

    /// A server's session, without the doors.
    #[cfg(feature = "bench")]
    pub(crate) async fn peer(&self, id: &str) -> rmcp::service::Peer<rmcp::RoleClient> {
        let session = self.session(id).unwrap_or_else(|error| panic!("{error}"));
        let link = session.link(std::time::Duration::from_secs(10)).await;
        link.unwrap_or_else(|| panic!("it is not connected")).peer
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
