//! `whoami`: what the server knows about the caller.

use rmcp::handler::server::wrapper::Json;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Serialize;

use crate::company::Company;
use crate::company::caller::Caller;
use crate::company::refusal::Refusal;

#[derive(Debug, Serialize, JsonSchema)]
struct Identity {
    /// The display name.
    name: String,
    /// The e-mail address, if the identity provider has verified one.
    email: Option<String>,
    /// The job title.
    title: String,
    department: String,
    /// The manager's name.
    manager: Option<String>,
    /// The office.
    location: String,
    /// The groups named by the identity provider.
    groups: Vec<String>,
    /// What this sign-in may do.
    scopes: Vec<String>,
    /// How the caller proved itself: oauth, api_key or client_credentials.
    way: String,
    /// The app that was given access.
    client: String,
}

#[tool_router(router = identity_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Who am I",
        description = "Who is signed in: your name, e-mail address, job title, department, manager, groups, \
                       permissions (scopes) and how you signed in.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn whoami(&self, caller: Caller) -> Result<Json<Identity>, Refusal> {
        let person = self.person(&caller).await?;
        let Caller(principal) = caller;
        Ok(Json(Identity {
            name: principal.name.unwrap_or(person.name),
            email: principal.email,
            title: person.title,
            department: person.department,
            manager: person.manager,
            location: person.location,
            groups: principal.groups,
            scopes: principal.scopes.into_iter().collect(),
            way: principal.way.as_str().to_owned(),
            client: principal.client_id,
        }))
    }
}
