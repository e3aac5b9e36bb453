//! Support tickets: `ticket_search` and `ticket_create`.

use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row_limit;
use crate::company::Company;
use crate::company::caller::Caller;
use crate::company::database;
use crate::company::refusal::Refusal;
use crate::company::search::Query;
use crate::company::table::tickets::{self, NewTicket, Ticket};

/// The longest title and description, in characters.
const LONGEST_TITLE: usize = 120;
const LONGEST_DESCRIPTION: usize = 4000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Status {
    Open,
    InProgress,
    Solved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(in crate::company) enum Category {
    Hardware,
    Software,
    Access,
    Network,
    Facilities,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Priority {
    Low,
    #[default]
    Normal,
    High,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Solved => "solved",
        }
    }
}

impl Category {
    /// All of them, for completion.
    pub(in crate::company) const ALL: [Self; 5] = [
        Self::Hardware,
        Self::Software,
        Self::Access,
        Self::Network,
        Self::Facilities,
    ];

    pub(in crate::company) fn as_str(self) -> &'static str {
        match self {
            Self::Hardware => "hardware",
            Self::Software => "software",
            Self::Access => "access",
            Self::Network => "network",
            Self::Facilities => "facilities",
        }
    }
}

impl Priority {
    fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct TicketQuery {
    /// Words to look for, such as "laptop battery"; everything if left out.
    query: Option<String>,
    /// Only tickets in this state.
    status: Option<Status>,
    /// Only tickets that you opened yourself.
    mine: Option<bool>,
    /// The most tickets to return, 1 to 50; 10 if left out.
    #[schemars(range(min = 1, max = 50))]
    limit: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TicketEntry {
    /// The id, such as T-1004.
    id: String,
    title: String,
    description: String,
    category: String,
    priority: String,
    status: String,
    /// Who opened it.
    requester: String,
    /// Who works on it.
    assignee: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TicketEntries {
    /// How many tickets fit, of which the first are listed.
    total: usize,
    tickets: Vec<TicketEntry>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct NewTicketFields {
    /// What is wrong, in a few words.
    #[schemars(length(min = 3, max = 120))]
    title: String,
    /// What happens, since when, and what was tried.
    #[schemars(length(max = 4000))]
    description: Option<String>,
    /// What it is about.
    category: Category,
    /// How urgent it is; normal if left out.
    priority: Option<Priority>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Created {
    ticket: TicketEntry,
}

impl From<Ticket> for TicketEntry {
    fn from(ticket: Ticket) -> Self {
        Self {
            id: format!("T-{}", ticket.number),
            title: ticket.title,
            description: ticket.description,
            category: ticket.category,
            priority: ticket.priority,
            status: ticket.status,
            requester: ticket.requester,
            assignee: ticket.assignee,
            created_at: ticket.created_at,
        }
    }
}

#[tool_router(router = tickets_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Search support tickets",
        description = "Search the IT and office support tickets (help desk) by words, state, or only your own, the \
                       best match and the newest first.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn ticket_search(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<TicketQuery>,
    ) -> Result<Json<TicketEntries>, Refusal> {
        let person = self.person(&caller).await?;
        let query = Query::new(asked.query.as_deref().unwrap_or_default());
        let mut found: Vec<(u32, Ticket)> = tickets::all(self.pool())
            .await?
            .into_iter()
            .filter(|ticket| asked.status.is_none_or(|status| ticket.status == status.as_str()))
            .filter(|ticket| !asked.mine.unwrap_or(false) || ticket.requester_id == person.id)
            .map(|ticket| {
                let id = format!("T-{}", ticket.number);
                let texts = [
                    (ticket.title.as_str(), 4),
                    (&ticket.description, 2),
                    (&ticket.category, 2),
                    (&ticket.requester, 1),
                    (&id, 8),
                ];
                (query.score(&texts), ticket)
            })
            .filter(|(score, _)| *score > 0 || query.is_empty())
            .collect();
        // The rows come newest first, and the sort keeps that order among equals.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let total = found.len();
        let tickets = found
            .into_iter()
            .take(row_limit(asked.limit))
            .map(|(_, ticket)| ticket.into())
            .collect();
        Ok(Json(TicketEntries { total, tickets }))
    }

    #[tool(
        title = "Open a support ticket",
        description = "Open a new IT or office support ticket (help desk) in your name, to report a problem with \
                       hardware, software, access, the network or the building.",
        annotations(
            read_only_hint = false,
            destructive_hint = false,
            idempotent_hint = false,
            open_world_hint = false
        )
    )]
    async fn ticket_create(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<NewTicketFields>,
    ) -> Result<Json<Created>, Refusal> {
        let title = asked.title.trim().to_owned();
        let description = asked.description.unwrap_or_default();
        if !(3..=LONGEST_TITLE).contains(&title.chars().count()) {
            return Err(Refusal::told(format!(
                "the title needs 3 to {LONGEST_TITLE} characters"
            )));
        }
        if description.chars().count() > LONGEST_DESCRIPTION {
            return Err(Refusal::told(format!(
                "the description is longer than {LONGEST_DESCRIPTION} characters"
            )));
        }
        let person = self.person(&caller).await?;
        let (category, priority) = (asked.category.as_str(), asked.priority.unwrap_or_default().as_str());
        let created_at = self.stamp();
        let mut transaction = database::writing(self.pool()).await?;
        let ticket = NewTicket {
            title: &title,
            description: &description,
            category,
            priority,
            status: "open",
            requester_id: &person.id,
            assignee_id: None,
            created_at: &created_at,
        };
        let number = tickets::add(&mut transaction, ticket).await?;
        transaction.commit().await?;
        let ticket = TicketEntry {
            id: format!("T-{number}"),
            title,
            description,
            category: category.to_owned(),
            priority: priority.to_owned(),
            status: "open".to_owned(),
            requester: person.name,
            assignee: None,
            created_at,
        };
        Ok(Json(Created { ticket }))
    }
}
