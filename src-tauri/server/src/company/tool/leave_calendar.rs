//! `leave_calendar`: the year as a picture, with the same in words and as data.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::civil::Date;
use rmcp::handler::server::common::schema_for_output;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolResult, ContentBlock};
use rmcp::{tool, tool_router};
use serde_json::json;

use super::leave::{LeaveEntries, Year};
use crate::company::caller::Caller;
use crate::company::picture::{self, Day};
use crate::company::refusal::Refusal;
use crate::company::table::leave::Leave;
use crate::company::{Company, calendar};

#[tool_router(router = leave_calendar_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Calendar picture of my leave",
        description = "Draw a picture (image) of a year's calendar on which your own days off are coloured: taken, \
                       planned and requested.",
        output_schema = schema_for_output::<LeaveEntries>(),
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn leave_calendar(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<Year>,
    ) -> Result<CallToolResult, Refusal> {
        let today = self.today();
        let year = asked.year(today)?;
        let rows = self.leave_of_year(&caller, year).await?;
        let spans: Vec<_> = rows
            .iter()
            .filter_map(|row| span(row, today).transpose())
            .collect::<Result<_, _>>()?;
        let image = picture::year(year, &spans, today)?;
        let words = format!(
            "Your leave in {year}, a row for each month and a cell for each day. Dark green: taken. Light green: \
             planned. Yellow: requested. Grey: weekends and holidays. A frame: today."
        );
        let entries = LeaveEntries {
            year,
            leave: rows.into_iter().map(Into::into).collect(),
        };
        let mut result = CallToolResult::success(vec![
            ContentBlock::text(words),
            ContentBlock::image(BASE64_STANDARD.encode(image), "image/png"),
        ]);
        result.structured_content = Some(json!(entries));
        Ok(result)
    }
}

/// The days of a leave and how they are coloured; none for one that was cancelled.
fn span(leave: &Leave, today: Date) -> Result<Option<(Date, Date, Day)>, Refusal> {
    let from = calendar::date("from", &leave.starts_on)?;
    let to = calendar::date("to", &leave.ends_on)?;
    let day = match leave.status.as_str() {
        "approved" if from <= today => Day::Taken,
        "approved" => Day::Planned,
        "requested" => Day::Requested,
        _ => return Ok(None),
    };
    Ok(Some((from, to, day)))
}
