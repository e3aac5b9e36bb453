//! The door for a window or a terminal: one method per command, events and effects out.

mod accounts;
mod company_notices;
mod diagnostics;
mod direct;
mod import;
mod known;
mod metadata;
mod offers;
mod open;
mod pictures;
mod providers;
mod secrets;
mod servers;
mod talk;

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::Stream;
use lanyard_net::Net;
use lanyard_net::url::Url;
use lanyard_oauth::Authorizer;
use lanyard_vault::Vault;
use tokio::sync::mpsc;

pub use direct::DirectCall;
pub use metadata::client_metadata;
pub use open::{Options, VaultChoice, keychain};

use crate::api::{
    CompanyView, Error, Event, EventBody, LocalServerView, Notice, Profile, SettingView, Snapshot, VaultView,
};
use crate::approval::Approvals;
use crate::audit::Audit;
use crate::chat::Chat;
use crate::clock::Clock;
use crate::company::Company;
use crate::elicitation::Elicitations;
use crate::events::Bus;
use crate::mcp::Sessions;
use crate::models::Models;
use crate::settings::Settings;
use crate::sign_in::SignIns;
use crate::store::Store;

/// How long closing waits for tokens that are on their way.
const CLOSING: Duration = Duration::from_secs(5);

/// What the shell does on the core's behalf. Only a person's command leads to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Open in the system browser: https, or http on this computer.
    OpenUrl(Url),
    /// Bring the window to the front.
    Focus,
}

/// One open profile. A cheap handle; [`Client::close`] ends it.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    profile: Profile,
    clock: Clock,
    company: Option<Company>,
    bus: Bus,
    store: Store,
    net: Net,
    vault: Vault,
    authorizer: Authorizer,
    sessions: Sessions,
    sign_ins: SignIns,
    models: Models,
    chat: Chat,
    /// Questions about calls outside conversations.
    approvals: Approvals,
    elicitations: Elicitations,
    audit: Audit,
    settings: Settings,
    notices: Mutex<Vec<Notice>>,
    vault_view: Mutex<VaultView>,
    effects: Mutex<Option<mpsc::UnboundedReceiver<Effect>>>,
    /// Held for as long as the profile is open: what another process's turns are doing is not this one's to mend.
    _turns: Option<File>,
}

impl Client {
    /// What the shell has to do; given out once.
    pub fn effects(&self) -> Option<mpsc::UnboundedReceiver<Effect>> {
        self.inner.effects.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Events after a number, kept and to come.
    pub fn subscribe(&self, after: Option<u32>) -> impl Stream<Item = Event> + Send + use<> {
        self.inner.bus.subscribe(after)
    }

    /// The number before this profile's first event: subscribed after it, nothing is missed.
    pub fn begin(&self) -> u32 {
        self.inner.bus.begin()
    }

    /// Which profile is open.
    pub fn profile(&self) -> Profile {
        self.inner.profile
    }

    /// Everything a window needs to draw itself.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        let inner = &self.inner;
        // The number is read first: what happens meanwhile is told again by an event, never missed.
        let seq = inner.bus.seq();
        let servers = inner.sessions.views().await;
        let (conversations, more_conversations) = inner.chat.top().await?;
        Ok(Snapshot {
            seq,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            profile: inner.profile,
            company: inner.company.as_ref().map(company_view),
            vault: *inner.vault_view.lock().unwrap_or_else(PoisonError::into_inner),
            notices: inner.notices.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            settings: inner.settings.views(),
            servers,
            sign_ins: inner.sign_ins.views(),
            conversations,
            more_conversations,
            providers: inner.models.providers(),
            models: inner.models.models(),
            model: inner.models.current_id(),
            local_server: None,
        })
    }

    /// Tells the person something, once per id.
    pub fn notify(&self, notice: Notice) {
        {
            let mut notices = self.inner.notices.lock().unwrap_or_else(PoisonError::into_inner);
            notices.retain(|n| n.id != notice.id);
            notices.push(notice.clone());
        }
        self.inner.bus.emit(EventBody::Notice { notice });
    }

    /// The person has read a notice.
    pub fn dismiss_notice(&self, id: &str) {
        self.inner
            .notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|n| n.id != id);
        self.inner.bus.emit(EventBody::NoticeDismissed { id: id.to_owned() });
    }

    /// Asks the window for a new conversation: somebody outside it wants one.
    pub fn want_conversation(&self) {
        self.inner.bus.emit(EventBody::Begin);
    }

    /// All settings, without the rest of a snapshot.
    pub fn settings(&self) -> Vec<SettingView> {
        self.inner.settings.views()
    }

    /// Ends every turn, sign-in and session and closes the database.
    pub async fn close(&self) {
        self.inner.chat.stop_all().await;
        self.inner.sign_ins.end();
        self.inner.sessions.end();
        // A refresh under way is waited for, so that its new token is kept; but an app that is told to end ends.
        if tokio::time::timeout(CLOSING, self.inner.authorizer.close())
            .await
            .is_err()
        {
            tracing::warn!("a sign-in's last step was still under way when the profile was closed");
        }
        self.inner.store.close().await;
    }

    /// Signs out everywhere, removes every secret of this profile, and closes it. Its files are then the caller's to
    /// remove. Only the demo's profile is left so.
    pub async fn forget(self) {
        let servers = self.inner.sessions.configs();
        self.inner.chat.stop_all().await;
        self.inner.sign_ins.end();
        self.inner.sessions.end();
        for server in servers {
            if let Some(settings) = server.settings() {
                // The server is asked to forget the tokens too; a dead one changes nothing here.
                let _ = self.inner.authorizer.sign_out(settings, &crate::mcp::account()).await;
            }
        }
        if let Some((gateway, _)) = self.inner.models.gateway_server()
            && let Some(settings) = gateway.settings()
        {
            let _ = self.inner.authorizer.sign_out(settings, &crate::mcp::account()).await;
        }
        self.inner.models.forget_keys().await;
        self.forget_server_secrets().await;
        if let Err(error) = self.inner.authorizer.forget_all().await {
            tracing::warn!(%error, "not every secret could be removed");
        }
        self.close().await;
    }

    /// Tells the window how the bundled server stands; the core itself does not know it.
    pub fn tell_local_server(&self, local_server: LocalServerView) {
        self.inner.bus.emit(EventBody::LocalServer { local_server });
    }

    #[cfg(feature = "bench")]
    pub(crate) fn sessions(&self) -> &Sessions {
        &self.inner.sessions
    }

    /// The place that keeps this profile's secrets.
    pub fn vault(&self) -> Vault {
        self.inner.vault.clone()
    }

    /// HTTP, with the company's settings in place.
    pub fn net(&self) -> Net {
        self.inner.net.clone()
    }
}

fn company_view(company: &Company) -> CompanyView {
    CompanyView {
        name: company.name.clone(),
        instructions: company.instructions.clone(),
        files: company.files.iter().map(|f| f.display().to_string()).collect(),
        server_ids: company.servers.iter().map(|s| s.id.clone()).collect(),
    }
}
