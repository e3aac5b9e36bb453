//! What a server may ask of us in the middle of a session: little.
//!
//! Sampling, roots and logging are not declared; a server that asks anyway gets rmcp's correct refusal. Progress goes
//! to the call it belongs to, and a changed tool list to the session.

use std::sync::Arc;

use rmcp::handler::client::progress::ProgressDispatcher;
use rmcp::model::{ClientCapabilities, ClientConfig, Implementation, ProgressNotificationParam, ProtocolVersion};
use rmcp::service::NotificationContext;
use rmcp::{ClientHandler, RoleClient};
use tokio::sync::Notify;

/// One connection's handler.
#[derive(Clone)]
pub(super) struct Handler {
    pub(super) progress: ProgressDispatcher,
    pub(super) tools_changed: Arc<Notify>,
    version: ProtocolVersion,
}

impl Handler {
    pub(super) fn new(version: ProtocolVersion, tools_changed: Arc<Notify>) -> Self {
        Self {
            progress: ProgressDispatcher::new(),
            tools_changed,
            version,
        }
    }
}

impl ClientHandler for Handler {
    fn get_info(&self) -> ClientConfig {
        let about = Implementation::new("lanyard", env!("CARGO_PKG_VERSION")).with_title("Lanyard");
        ClientConfig::new(ClientCapabilities::default(), about).with_protocol_version(self.version.clone())
    }

    async fn on_progress(&self, params: ProgressNotificationParam, _context: NotificationContext<RoleClient>) {
        self.progress.handle_notification(params).await;
    }

    async fn on_tool_list_changed(&self, _context: NotificationContext<RoleClient>) {
        self.tools_changed.notify_one();
    }
}
