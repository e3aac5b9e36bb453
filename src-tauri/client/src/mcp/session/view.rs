//! A session as a window shows it.

use lanyard_oauth::{SignedOutReason, Status};

use super::super::{ToolInfo, account};
use super::Session;
use crate::api::{Sentence, ServerView, ToolView};
use crate::say;

impl Session {
    pub(super) async fn label(&self) -> Option<String> {
        match self.status().await {
            Some(Status::SignedIn { label, .. }) => label,
            _ => None,
        }
    }

    /// Who is signed in: at the server, else at the company for it.
    async fn status(&self) -> Option<Status> {
        let authorizer = &self.parts.authorizer;
        let own = authorizer.status(self.config.settings()?, &account()).await.ok();
        match (&own, self.config.company()) {
            (Some(Status::SignedIn { .. }), _) | (_, None) => own,
            (_, Some(company)) => authorizer.status(company.settings()?, &account()).await.ok(),
        }
    }

    /// Somebody was signed in, and no longer is.
    pub(in crate::mcp) async fn is_signed_out(&self) -> bool {
        matches!(self.status().await, Some(Status::SignedOut { reason: Some(_) }))
    }

    pub(super) async fn signed_out_reason(&self) -> Option<Sentence> {
        let Some(Status::SignedOut { reason: Some(reason) }) = self.status().await else {
            return None;
        };
        let name = &self.config.name;
        match reason {
            SignedOutReason::ByUser => None,
            SignedOutReason::Refused => Some(say!("{server} ended your sign-in.", server = name)),
            SignedOutReason::ClientRejected => Some(say!(
                "{server} no longer knows this app. Signing in registers it again.",
                server = name
            )),
            SignedOutReason::IssuerChanged => Some(say!(
                "{server} changed who signs people in. Sign in again to continue.",
                server = name
            )),
            SignedOutReason::VaultEmpty => Some(say!("The keychain no longer holds this sign-in.")),
        }
    }

    /// The server as shown.
    pub(in crate::mcp) async fn view(&self) -> ServerView {
        let status = self.status().await;
        let (account, scopes, until) = match status {
            Some(Status::SignedIn {
                label,
                scopes,
                expires_at,
                ..
            }) => {
                let until = expires_at
                    .and_then(|t| jiff::Timestamp::try_from(t).ok())
                    .map(|t| format!("{t:.0}"));
                (label, scopes, until)
            }
            _ => (None, Vec::new(), None),
        };
        let now = self.lock();
        let offers = &now.offers;
        let tools = offers.tools.iter().map(|tool| self.tool_view(tool)).collect();
        ServerView {
            id: self.config.id.clone(),
            name: self.config.name.clone(),
            url: self.config.url().to_owned(),
            source: self.config.source,
            icon: now.icon.clone(),
            state: now.state.clone(),
            account,
            signed_in_until: until,
            scopes,
            tools,
            prompts: offers.prompts.clone(),
            resources: offers.resources.clone(),
            templates: offers.templates.clone(),
            completes: offers.completes,
            instructions: offers.instructions.clone(),
        }
    }

    fn tool_view(&self, tool: &ToolInfo) -> ToolView {
        let (rule, rule_source, locked) = self.parts.rules.rule_of(tool);
        ToolView {
            name: tool.name.clone(),
            title: tool.title.clone(),
            description: tool.description.clone(),
            effects: tool.effects,
            rule,
            rule_source,
            locked,
        }
    }
}
