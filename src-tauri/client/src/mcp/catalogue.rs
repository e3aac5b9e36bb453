//! What a server offers, listed within limits: tools, prompts, resources and templates.
//!
//! A list is the server's word and may be endless, hold a name twice, or names that nobody can read. What passes here
//! is bounded, and each name stands once.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use iri_string::template::UriTemplateStr;
use rmcp::RoleClient;
use rmcp::model::{PaginatedRequestParams, Prompt, Resource, ResourceTemplate, ServerCapabilities, Tool};
use rmcp::service::{Peer, ServiceError};
use sha2::{Digest as _, Sha256};

use super::{Door, ToolInfo};
use crate::api::{Effects, PromptArgumentView, PromptView, ResourceView, TemplateView};
use crate::servers::ServerConfig;

/// Of each kind, per server.
const MOST: usize = 5_000;
/// Pages of one list.
const PAGES: usize = 200;
/// The longest name that is taken, in bytes.
const LONGEST_NAME: usize = 512;
/// The longest title or description that is kept, in characters.
const LONGEST_TEXT: usize = 20_000;

/// Everything that a server offers.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) tools: Vec<Arc<ToolInfo>>,
    pub(super) prompts: Vec<PromptView>,
    pub(super) resources: Vec<ResourceView>,
    pub(super) templates: Vec<TemplateView>,
    pub(super) completes: bool,
    pub(super) instructions: Option<String>,
    /// How long the lists hold, where the server says so.
    pub(super) fresh: Option<Duration>,
}

/// What is listed before it is made the client's own.
pub(super) struct Lists {
    tools: Listed<Tool>,
    prompts: Listed<Prompt>,
    resources: Listed<Resource>,
    templates: Listed<ResourceTemplate>,
    peer: Peer<RoleClient>,
}

struct Listed<T> {
    items: Vec<T>,
    ttl_ms: Option<u64>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            ttl_ms: None,
        }
    }
}

macro_rules! pages {
    ($peer:expr, $method:ident, $field:ident) => {{
        let mut all = Listed::default();
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES {
            let params = PaginatedRequestParams::default().with_cursor(cursor.clone());
            let page = $peer.$method(Some(params)).await?;
            all.items.extend(page.$field);
            all.ttl_ms = page.ttl_ms;
            // A cursor that comes again leads in circles.
            if page.next_cursor.is_none() || page.next_cursor == cursor || all.items.len() >= MOST {
                break;
            }
            cursor = page.next_cursor;
        }
        all.items.truncate(MOST);
        Ok::<_, ServiceError>(all)
    }};
}

/// Asks for what the server declares. A list that the server refuses is empty; an exchange that fails is an error.
pub(super) async fn list(peer: &Peer<RoleClient>) -> Result<Lists, ServiceError> {
    let declared = peer
        .peer_info()
        .map(|info| info.capabilities.clone())
        .unwrap_or_default();
    // Tools are asked for in any case: some old servers have them and do not say so.
    let tools = async { refused_is_empty(Box::pin(async { pages!(peer, list_tools, tools) }).await) };
    let prompts = async {
        match declared.prompts {
            Some(_) => refused_is_empty(Box::pin(async { pages!(peer, list_prompts, prompts) }).await),
            None => Ok(Listed::default()),
        }
    };
    let resources = async {
        match declared.resources {
            Some(_) => refused_is_empty(Box::pin(async { pages!(peer, list_resources, resources) }).await),
            None => Ok(Listed::default()),
        }
    };
    let templates = async {
        match declared.resources {
            Some(_) => {
                refused_is_empty(Box::pin(async { pages!(peer, list_resource_templates, resource_templates) }).await)
            }
            None => Ok(Listed::default()),
        }
    };
    let (tools, prompts, resources, templates) = futures::try_join!(tools, prompts, resources, templates)?;
    Ok(Lists {
        tools,
        prompts,
        resources,
        templates,
        peer: peer.clone(),
    })
}

fn refused_is_empty<T>(listed: Result<Listed<T>, ServiceError>) -> Result<Listed<T>, ServiceError> {
    match listed {
        Err(ServiceError::McpError(refusal)) => {
            tracing::debug!(%refusal, "a list was refused");
            Ok(Listed::default())
        }
        other => other,
    }
}

impl Lists {
    /// The client's own form of it.
    pub(super) fn catalogue(self, config: &ServerConfig, account: Option<&str>) -> Catalogue {
        let ttl = [
            self.tools.ttl_ms,
            self.prompts.ttl_ms,
            self.resources.ttl_ms,
            self.templates.ttl_ms,
        ];
        let info = self.peer.peer_info();
        let mut tools = self.tools.items;
        once(&mut tools, |t| &t.name);
        let mut prompts = self.prompts.items;
        once(&mut prompts, |p| &p.name);
        let mut resources = self.resources.items;
        once(&mut resources, |r| &r.uri);
        let mut templates = self.templates.items;
        once(&mut templates, |t| &t.uri_template);
        Catalogue {
            tools: tools.iter().map(|t| Arc::new(tool(config, account, t))).collect(),
            prompts: prompts.into_iter().map(prompt).collect(),
            resources: resources.into_iter().map(resource).collect(),
            templates: templates.into_iter().filter_map(template).collect(),
            completes: info.as_ref().is_some_and(|i| i.capabilities.completions.is_some()),
            instructions: info.and_then(|i| i.instructions.clone()).map(|text| shorten(&text)),
            fresh: ttl.into_iter().flatten().min().map(Duration::from_millis),
        }
    }
}

/// Keeps what can be named: once, in readable characters, not endless.
fn once<T>(items: &mut Vec<T>, name: impl Fn(&T) -> &str) {
    let mut seen = HashSet::new();
    items.retain(|item| {
        let name = name(item);
        let readable = !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
        readable && seen.insert(name.to_owned())
    });
}

fn shorten(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    text.chars().take(LONGEST_TEXT).collect()
}

fn words(text: Option<&String>) -> String {
    text.map(|text| shorten(text)).unwrap_or_default()
}

fn prompt(prompt: Prompt) -> PromptView {
    let argument = |a: rmcp::model::PromptArgument| PromptArgumentView {
        title: words(a.title.as_ref().or(Some(&a.name))),
        name: a.name,
        description: words(a.description.as_ref()),
        required: a.required.unwrap_or(false),
    };
    PromptView {
        title: words(prompt.title.as_ref().or(Some(&prompt.name))),
        name: prompt.name,
        description: words(prompt.description.as_ref()),
        arguments: prompt
            .arguments
            .unwrap_or_default()
            .into_iter()
            .take(50)
            .map(argument)
            .collect(),
    }
}

fn resource(resource: Resource) -> ResourceView {
    ResourceView {
        uri: resource.uri,
        title: words(resource.title.as_ref().or(Some(&resource.name))),
        description: words(resource.description.as_ref()),
        mime_type: resource.mime_type,
    }
}

/// None where its gaps can't be read (RFC 6570).
fn template(template: ResourceTemplate) -> Option<TemplateView> {
    let mut variables = Vec::new();
    for name in UriTemplateStr::new(&template.uri_template).ok()?.variables() {
        if !variables.iter().any(|known: &String| known == name.as_str()) {
            variables.push(name.as_str().to_owned());
        }
    }
    Some(TemplateView {
        uri_template: template.uri_template,
        title: words(template.title.as_ref().or(Some(&template.name))),
        description: words(template.description.as_ref()),
        mime_type: template.mime_type,
        variables,
    })
}

/// What a server of 2026-07-28 is asked to tell of; none: it declares that it tells nothing.
pub(super) fn wants(declared: &ServerCapabilities) -> Option<rmcp::model::SubscriptionFilter> {
    let tools = declared.tools.as_ref().and_then(|c| c.list_changed).unwrap_or(false);
    let prompts = declared.prompts.as_ref().and_then(|c| c.list_changed).unwrap_or(false);
    let resources = declared
        .resources
        .as_ref()
        .and_then(|c| c.list_changed)
        .unwrap_or(false);
    let mut filter = rmcp::model::SubscriptionFilter::builder();
    if tools {
        filter = filter.tools_list_changed();
    }
    if prompts {
        filter = filter.prompts_list_changed();
    }
    if resources {
        filter = filter.resources_list_changed();
    }
    (tools || prompts || resources).then(|| filter.build())
}

fn tool(config: &ServerConfig, account: Option<&str>, tool: &Tool) -> ToolInfo {
    let annotations = tool.annotations.clone().unwrap_or_default();
    let description = tool.description.as_deref().unwrap_or_default().to_owned();
    let mut hash = Sha256::new();
    for piece in [
        tool.name.as_ref(),
        &description,
        &serde_json::to_string(&tool.input_schema).unwrap_or_default(),
        &serde_json::to_string(&tool.output_schema).unwrap_or_default(),
    ] {
        // The length keeps two pieces from being read as one.
        hash.update(piece.len().to_le_bytes());
        hash.update(piece.as_bytes());
    }
    let definition = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    ToolInfo {
        door: Door::Tool,
        server_id: config.id.clone(),
        server_name: config.name.clone(),
        server_url: config.url().to_owned(),
        account: account.map(str::to_owned),
        title: tool
            .title
            .clone()
            .or(annotations.title.clone())
            .unwrap_or_else(|| tool.name.to_string()),
        name: tool.name.to_string(),
        description,
        input_schema: tool.input_schema.as_ref().clone(),
        output_schema: tool.output_schema.as_deref().cloned(),
        effects: Effects {
            read_only: annotations.read_only_hint.unwrap_or(false),
            // Means something only for what does not merely read (MCP schema, ToolAnnotations).
            destructive: annotations.destructive_hint.unwrap_or(true) && !annotations.read_only_hint.unwrap_or(false),
            open_world: annotations.open_world_hint.unwrap_or(true),
        },
        definition,
    }
}
