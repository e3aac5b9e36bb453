//! What a server may ask of us in the middle of a session: to ask the person, and to look at its lists again.
//!
//! Sampling, roots and logging are not declared; a server that asks anyway gets a refusal. Progress goes to the call
//! that it belongs to, a changed list to the session, and a question to the person on behalf of a call under way.

use std::sync::Arc;

use rmcp::handler::client::progress::ProgressDispatcher;
use rmcp::model::{
    ClientCapabilities, ClientConfig, CustomNotification, CustomRequest, CustomResult, ElicitRequestParams,
    ElicitResult, ElicitationAction, ElicitationCapability, ErrorCode, FormElicitationCapability, Implementation,
    ProgressNotificationParam, ProtocolVersion, UrlElicitationCapability,
};
#[expect(
    deprecated,
    reason = "what is deprecated is refused, for servers that ask all the same"
)]
use rmcp::model::{ListRootsRequestMethod, ListRootsResult};
use rmcp::service::{NotificationContext, RequestContext};
use rmcp::{ClientHandler, ErrorData, RoleClient};
use serde_json::Value;
use tokio::sync::Notify;

use super::askers::Askers;
use crate::elicitation::Visit;

/// What tells that a form or an address was dealt with elsewhere (MCP 2025-11-25, elicitation).
const COMPLETE: &str = "notifications/elicitation/complete";
const ELICIT: &str = "elicitation/create";

/// One connection's handler.
#[derive(Clone)]
pub(super) struct Handler {
    pub(super) progress: ProgressDispatcher,
    pub(super) askers: Askers,
    pub(super) lists_changed: Arc<Notify>,
    version: ProtocolVersion,
}

impl Handler {
    pub(super) fn new(version: ProtocolVersion, lists_changed: Arc<Notify>) -> Self {
        Self {
            progress: ProgressDispatcher::new(),
            askers: Askers::default(),
            lists_changed,
            version,
        }
    }
}

/// What is declared: that the person can be asked, by a form and by an address.
fn capabilities() -> ClientCapabilities {
    let mut capabilities = ClientCapabilities::default();
    capabilities.elicitation = Some(
        ElicitationCapability::new()
            .with_form(FormElicitationCapability::new())
            .with_url(UrlElicitationCapability::new()),
    );
    capabilities
}

impl ClientHandler for Handler {
    fn get_info(&self) -> ClientConfig {
        let about = Implementation::new("lanyard", env!("CARGO_PKG_VERSION")).with_title("Lanyard");
        ClientConfig::new(capabilities(), about).with_protocol_version(self.version.clone())
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        // A server asks on behalf of a call. Where there is none, nobody would know what the question is about.
        let Some((asker, over)) = self.askers.asking() else {
            return Ok(ElicitResult::new(ElicitationAction::Cancel));
        };
        tokio::select! {
            biased;
            () = context.ct.cancelled() => Ok(ElicitResult::new(ElicitationAction::Cancel)),
            () = over.cancelled() => Ok(ElicitResult::new(ElicitationAction::Cancel)),
            answer = asker.ask(request, Visit::Once) => answer,
        }
    }

    #[expect(
        deprecated,
        reason = "refused: Lanyard has no roots, and says so rather than that they are none"
    )]
    async fn list_roots(&self, _: RequestContext<RoleClient>) -> Result<ListRootsResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListRootsRequestMethod>())
    }

    /// What rmcp could not read as one of the requests that exist.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleClient>,
    ) -> Result<CustomResult, ErrorData> {
        if request.method == ELICIT {
            return Err(ErrorData::invalid_params("this form can't be asked of a person", None));
        }
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, request.method, None))
    }

    async fn on_custom_notification(&self, notification: CustomNotification, _: NotificationContext<RoleClient>) {
        let params = notification.params.as_ref();
        let id = params.and_then(|p| p.get("elicitationId")).and_then(Value::as_str);
        if let Some(id) = id.filter(|_| notification.method == COMPLETE) {
            self.askers.complete(id);
        }
    }

    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.handle_notification(params).await;
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.lists_changed.notify_one();
    }

    async fn on_prompt_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.lists_changed.notify_one();
    }

    async fn on_resource_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.lists_changed.notify_one();
    }
}
