//! `people_search`: the company's directory.

use std::collections::HashMap;

use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row_limit;
use crate::company::Company;
use crate::company::refusal::Refusal;
use crate::company::search::Query;
use crate::company::table::{leave, people};

#[derive(Debug, Deserialize, JsonSchema)]
struct PeopleQuery {
    /// A name, job title, department or office, such as "Wei", "finance" or "Berlin".
    query: String,
    /// The most people to return, 1 to 50; 10 if left out.
    #[schemars(range(min = 1, max = 50))]
    limit: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Colleague {
    name: String,
    email: Option<String>,
    title: String,
    department: String,
    /// The manager's name.
    manager: Option<String>,
    /// The office.
    location: String,
    phone: Option<String>,
    /// The last day of an absence that goes on today.
    #[schemars(extend("format" = "date"))]
    away_until: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Colleagues {
    /// How many people fit, of whom the first are listed.
    total: usize,
    people: Vec<Colleague>,
}

#[tool_router(router = people_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Find colleagues",
        description = "Find people in the company directory by name, job title, department or office: their e-mail \
                       address, phone, manager, and whether they are away today.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn people_search(&self, Parameters(asked): Parameters<PeopleQuery>) -> Result<Json<Colleagues>, Refusal> {
        let query = Query::new(&asked.query);
        let away: HashMap<String, String> = leave::away(self.pool(), &self.today().to_string())
            .await?
            .into_iter()
            .collect();
        let mut found: Vec<_> = people::all(self.pool())
            .await?
            .into_iter()
            .map(|person| {
                let email = person.email.as_deref().unwrap_or_default();
                let texts = [
                    (person.name.as_str(), 4),
                    (email, 2),
                    (&person.department, 3),
                    (&person.title, 2),
                    (&person.location, 3),
                ];
                (query.score(&texts), person)
            })
            .filter(|(score, _)| *score > 0 || query.is_empty())
            .collect();
        found.sort_by(|(one, _), (other, _)| other.cmp(one));
        let total = found.len();
        let people = found
            .into_iter()
            .take(row_limit(asked.limit))
            .map(|(_, person)| Colleague {
                away_until: away.get(&person.id).cloned(),
                name: person.name,
                email: person.email,
                title: person.title,
                department: person.department,
                manager: person.manager,
                location: person.location,
                phone: person.phone,
            })
            .collect();
        Ok(Json(Colleagues { total, people }))
    }
}
