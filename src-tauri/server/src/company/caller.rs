//! Who is calling: from the request's extensions to a row of the people table.

use http::request::Parts;
use rmcp::ErrorData;
use rmcp::handler::server::common::FromContextPart;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::Extensions;

use super::Company;
use super::refusal::Refusal;
use super::table::people::{self, Person};
use crate::principal::Principal;

/// The signed-in caller, as a tool's parameter.
#[derive(Clone, Debug)]
pub(super) struct Caller(pub(super) Principal);

/// The principal that the authorization layer put into the HTTP request. Without one nothing is answered: this server
/// never stands alone.
pub(super) fn principal(extensions: &Extensions) -> Result<Principal, ErrorData> {
    extensions
        .get::<Parts>()
        .and_then(|parts| parts.extensions.get::<Principal>())
        .cloned()
        .ok_or_else(|| ErrorData::invalid_request("nobody is signed in: the authorization layer is missing", None))
}

impl FromContextPart<ToolCallContext<'_, Company>> for Caller {
    fn from_context_part(context: &mut ToolCallContext<'_, Company>) -> Result<Self, ErrorData> {
        principal(&context.request_context.extensions).map(Self)
    }
}

impl Company {
    /// The caller's row. Somebody whom the company does not know yet, say from a real identity provider, gets a guest's
    /// record at the first visit, with leave days of their own.
    pub(super) async fn person(&self, Caller(principal): &Caller) -> Result<Person, Refusal> {
        let email = principal.email.as_deref().map(str::to_lowercase);
        if let Some(email) = &email
            && let Some(person) = people::by_email(self.pool(), email).await?
        {
            return Ok(person);
        }
        let id = format!("guest:{}", principal.subject);
        if let Some(person) = people::by_id(self.pool(), &id).await? {
            return Ok(person);
        }
        let name = principal.name.as_deref().or(email.as_deref()).unwrap_or("Guest");
        people::add_guest(self.pool(), &id, email.as_deref(), name).await?;
        people::by_id(self.pool(), &id)
            .await?
            .ok_or_else(|| Refusal::Data(sqlx::Error::RowNotFound))
    }
}
