//! What servers offer beside tools, used by hand: resources, prompts, completions; and what servers ask meanwhile.

use std::collections::HashMap;
use std::sync::Arc;

use iri_string::spec::UriSpec;
use iri_string::template::UriTemplateStr;
use iri_string::template::simple_context::SimpleContext;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::Client;
use crate::api::{Code, CompletionOf, ElicitationAnswer, Error};
use crate::approval::ApprovedCall;
use crate::mcp::{Caller, Content, Door, PromptSaid, ToolInfo};
use crate::say;

impl Client {
    /// The person's answer to what a server asks in the middle of a call.
    pub fn answer_elicitation(&self, id: &str, answer: &ElicitationAnswer) -> Result<(), Error> {
        self.inner.elicitations.answer(id, answer)
    }

    /// A prompt or resource of a connected server.
    pub fn offered(&self, door: Door, server_id: &str, name: &str) -> Result<Arc<ToolInfo>, Error> {
        let offered = self.inner.sessions.offered(server_id, door, name);
        offered.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                say!("This server does not offer \"{name}\".", name = name),
            )
        })
    }

    /// Reads a resource that a person chose.
    pub async fn read_resource(&self, server_id: &str, uri: &str, cancel: CancellationToken) -> Result<Content, Error> {
        let call = self.by_hand(Door::Resource, server_id, uri, Map::new())?;
        let caller = Caller {
            cancel,
            ..Caller::nowhere()
        };
        self.inner.sessions.read(call, caller).await
    }

    /// Asks for a prompt that a person chose. Errors: an argument that is required is missing.
    pub async fn get_prompt(
        &self,
        server_id: &str,
        name: &str,
        arguments: &HashMap<String, String>,
        cancel: CancellationToken,
    ) -> Result<Vec<PromptSaid>, Error> {
        let server = self.inner.sessions.view(server_id).await?;
        let prompt = server.prompts.iter().find(|p| p.name == name);
        let wanted = prompt.map(|p| p.arguments.as_slice()).unwrap_or_default();
        let given = |name: &str| arguments.get(name).filter(|value| !value.trim().is_empty());
        if let Some(missing) = wanted.iter().find(|a| a.required && given(&a.name).is_none()) {
            return Err(Error::new(
                Code::Invalid,
                say!("Fill in \"{field}\" first.", field = &missing.title),
            ));
        }
        let filled = wanted
            .iter()
            .filter_map(|a| Some((a.name.clone(), given(&a.name)?.clone())));
        let filled: Map<String, Value> = filled.map(|(name, value)| (name, Value::String(value))).collect();
        let call = self.by_hand(Door::Prompt, server_id, name, filled)?;
        let caller = Caller {
            cancel,
            ..Caller::nowhere()
        };
        self.inner.sessions.prompt(call, caller).await
    }

    /// Completes what is being typed. Nothing comes of a server that completes nothing.
    pub async fn complete(
        &self,
        server_id: &str,
        of: &CompletionOf,
        argument: &str,
        value: &str,
        others: HashMap<String, String>,
    ) -> Result<Vec<String>, Error> {
        if !self.inner.sessions.view(server_id).await?.completes {
            return Ok(Vec::new());
        }
        let info = match of {
            CompletionOf::Prompt { name } => self.inner.sessions.offered(server_id, Door::Prompt, name),
            CompletionOf::Template { uri_template } => self.inner.sessions.template(server_id, uri_template),
        };
        let Some(info) = info else { return Ok(Vec::new()) };
        let call = self.approve_by_hand(info, Map::new())?;
        self.inner.sessions.complete(call, argument, value, others).await
    }

    /// Fills the gaps of an address with gaps. Errors: it is none.
    pub fn fill_template(&self, uri_template: &str, values: &HashMap<String, String>) -> Result<String, Error> {
        expand(uri_template, values)
    }

    fn by_hand(
        &self,
        door: Door,
        server_id: &str,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Result<ApprovedCall, Error> {
        self.approve_by_hand(self.offered(door, server_id, name)?, arguments)
    }

    fn approve_by_hand(&self, info: Arc<ToolInfo>, arguments: Map<String, Value>) -> Result<ApprovedCall, Error> {
        let (server, name) = (info.server_id.clone(), info.rule_name());
        self.inner.approvals.by_hand(info, arguments).map_err(|reason| {
            self.refused(&server, &name, "a rule");
            Error::new(Code::Blocked, reason)
        })
    }
}

/// Fills the gaps of an address (RFC 6570). Errors: it is no template.
fn expand(uri_template: &str, values: &HashMap<String, String>) -> Result<String, Error> {
    let unusable = || Error::new(Code::Invalid, say!("This address can't be filled in."));
    let mut context = SimpleContext::new();
    for (name, value) in values {
        context.insert(name.clone(), value.clone());
    }
    let template = UriTemplateStr::new(uri_template).map_err(|_| unusable())?;
    let expanded = template.expand::<UriSpec, _>(&context).map_err(|_| unusable())?;
    Ok(expanded.to_string())
}
