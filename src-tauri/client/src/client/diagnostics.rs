//! What an administrator or a helper wants to see: the traffic with a server, what was called, and a report to copy.

use std::fmt::Write as _;

use super::Client;
use crate::api::{AuditLine, Error, ServerState, TrafficLine};
use crate::mcp::blacken;

/// Lines of the audit log that are shown.
const SHOWN: usize = 500;

impl Client {
    /// What was said between us and a server lately, oldest first.
    pub fn traffic(&self, server_id: &str) -> Result<Vec<TrafficLine>, Error> {
        self.inner.sessions.traffic(server_id)
    }

    /// What was called lately, newest first.
    pub fn audit_lines(&self) -> Vec<AuditLine> {
        let view = |entry: crate::audit::Entry| AuditLine {
            at: entry.at,
            server: entry.server,
            tool: entry.tool,
            decided_by: entry.decided_by,
            outcome: entry.outcome,
            duration_ms: u32::try_from(entry.duration_ms).unwrap_or(u32::MAX),
        };
        self.inner.audit.last(SHOWN).into_iter().map(view).collect()
    }

    /// A report to hand to somebody who helps: versions, servers and their last errors. No secret, no argument, no
    /// result, and nothing that was said.
    pub async fn report(&self) -> String {
        let mut text = String::new();
        let mut line = |words: std::fmt::Arguments<'_>| {
            // Writing to a text can't fail.
            let _ = writeln!(text, "{words}");
        };
        line(format_args!("Lanyard {}", env!("CARGO_PKG_VERSION")));
        line(format_args!(
            "System: {} {}",
            std::env::consts::OS,
            std::env::consts::ARCH
        ));
        line(format_args!("Time: {}", self.inner.clock.text()));
        line(format_args!("Profile: {:?}", self.inner.profile));
        if let Some(company) = &self.inner.company {
            line(format_args!(
                "Company: {} ({} servers)",
                company.name,
                company.servers.len()
            ));
        }
        for server in self.servers().await {
            line(format_args!("\nServer: {} <{}>", server.name, blacken(&server.url)));
            line(format_args!(
                "  {} tools, {} prompts, {} resources; signed in: {}",
                server.tools.len(),
                server.prompts.len(),
                server.resources.len(),
                if server.account.is_some() { "yes" } else { "no" }
            ));
            match &server.state {
                ServerState::Waiting { error, .. } | ServerState::Failed { error } => {
                    line(format_args!("  Error: {}", blacken(&error.message.to_string())));
                    if let Some(details) = &error.details {
                        let said = details.said.as_deref().map(blacken).unwrap_or_default();
                        let step = details.step.as_deref().unwrap_or_default();
                        let rule = details.rule.as_deref().unwrap_or_default();
                        line(format_args!("  Step: {step}; rule: {rule}; said: {said}"));
                    }
                }
                ServerState::Ready => line(format_args!("  State: ready")),
                ServerState::Connecting => line(format_args!("  State: connecting")),
                ServerState::SignInRequired { .. } => line(format_args!("  State: sign-in required")),
                ServerState::ConsentRequired { .. } => line(format_args!("  State: waits to be allowed")),
                ServerState::Off => line(format_args!("  State: off")),
            }
            for said in self.traffic(&server.id).unwrap_or_default().iter().rev().take(10).rev() {
                line(format_args!("  {} {:?} {}", said.at, said.direction, said.about));
            }
        }
        line(format_args!("\nLast calls (time, server, tool, outcome, ms):"));
        for entry in self.audit_lines().iter().take(20) {
            line(format_args!(
                "  {} {} {} {:?} {}",
                entry.at,
                entry.server,
                blacken(&entry.tool),
                entry.outcome,
                entry.duration_ms
            ));
        }
        text
    }
}
