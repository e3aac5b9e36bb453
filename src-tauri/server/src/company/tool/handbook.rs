//! `handbook_search`: pages of the employee handbook, with links to read them as resources.

use rmcp::handler::server::tool::schema_for_output;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolResult, ContentBlock};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row_limit;
use crate::company::Company;
use crate::company::pages;
use crate::company::refusal::Refusal;
use crate::company::search::Query;
use crate::company::table::handbook;

#[derive(Debug, Deserialize, JsonSchema)]
struct HandbookQuery {
    /// What to look for, such as "working from abroad" or "年假".
    query: String,
    /// The most pages to return, 1 to 50; 10 if left out.
    #[schemars(range(min = 1, max = 50))]
    limit: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PageFound {
    title: String,
    /// The resource to read for the whole page.
    #[schemars(extend("format" = "uri"))]
    uri: String,
    /// The paragraph that fits best.
    excerpt: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PagesFound {
    pages: Vec<PageFound>,
}

#[tool_router(router = handbook_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Search the handbook",
        description = "Search the employee handbook for company policies and rules: vacation, sick leave, working from \
                       home, expenses, travel, security, meeting rooms, onboarding, conduct.",
        output_schema = schema_for_output::<PagesFound>(),
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn handbook_search(&self, Parameters(asked): Parameters<HandbookQuery>) -> Result<CallToolResult, Refusal> {
        let query = Query::new(&asked.query);
        let mut found: Vec<_> = handbook::all(self.pool())
            .await?
            .into_iter()
            .map(|page| {
                (
                    query.score(&[(&page.title, 4), (&page.keywords, 3), (&page.body, 1)]),
                    page,
                )
            })
            .filter(|(score, _)| *score > 0 || query.is_empty())
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.truncate(row_limit(asked.limit));
        let excerpt = |body: &str| {
            // Of equals the first is taken, and the first paragraph says most.
            let best = body
                .split("\n\n")
                .min_by_key(|text| std::cmp::Reverse(query.score(&[(text, 1)])));
            best.unwrap_or_default().trim().to_owned()
        };
        let links = found
            .iter()
            .map(|(_, page)| ContentBlock::resource_link(pages::resource(page)));
        let links: Vec<ContentBlock> = links.collect();
        let pages = found.iter().map(|(_, page)| PageFound {
            title: page.title.clone(),
            uri: pages::address(&page.slug),
            excerpt: excerpt(&page.body),
        });
        let answer = PagesFound { pages: pages.collect() };
        let mut result = CallToolResult::structured(serde_json::to_value(answer)?);
        result.content.extend(links);
        Ok(result)
    }
}
