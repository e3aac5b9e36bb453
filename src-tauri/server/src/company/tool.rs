//! The tools, one file for each family, and the router that holds them all.

mod expenses;
mod handbook;
mod identity;
mod leave;
mod leave_calendar;
mod leave_requests;
mod payout;
mod people;
mod report;
mod rooms;
mod tickets;

use std::sync::Arc;

use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::model::JsonObject;
use serde_json::Value;

use super::Company;

pub(super) use tickets::Category;

/// All tools. Building this generates every schema, so it is done once for each company.
pub(super) fn router() -> ToolRouter<Company> {
    let mut router = Company::identity_router()
        + Company::people_router()
        + Company::leave_router()
        + Company::leave_calendar_router()
        + Company::leave_requests_router()
        + Company::tickets_router()
        + Company::rooms_router()
        + Company::expenses_router()
        + Company::payout_router()
        + Company::handbook_router()
        + Company::report_router();
    for route in router.map.values_mut() {
        for schema in [&mut route.attr.input_schema]
            .into_iter()
            .chain(&mut route.attr.output_schema)
        {
            let mut changed = Value::Object(JsonObject::clone(schema));
            drop_number_formats(&mut changed);
            if let Value::Object(changed) = changed {
                *schema = Arc::new(changed);
            }
        }
    }
    router
}

/// Takes Rust's names of integers (`format: uint32`) out of a schema: JSON Schema has no format for numbers, and clients
/// that check results against it complain of each.
fn drop_number_formats(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            let number = ["integer", "number"].into_iter().any(|kind| match map.get("type") {
                Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
                Some(one) => one == kind,
                None => false,
            });
            if number {
                map.remove("format");
            }
            map.values_mut().for_each(drop_number_formats);
        }
        Value::Array(all) => all.iter_mut().for_each(drop_number_formats),
        _ => {}
    }
}

/// The most rows that a search returns.
const MOST_ROWS: usize = 50;

/// How many rows were asked for, within reason.
fn row_limit(limit: Option<u32>) -> usize {
    limit
        .map_or(10, |limit| usize::try_from(limit).unwrap_or(MOST_ROWS))
        .clamp(1, MOST_ROWS)
}

/// The number in an id such as `L-12`, with or without the letter.
fn number_of(id: &str, letter: char) -> Option<i64> {
    let id = id.trim();
    let rest = id
        .strip_prefix(letter)
        .or_else(|| id.strip_prefix(letter.to_ascii_lowercase()));
    let digits = rest.map_or(id, |rest| rest.strip_prefix('-').unwrap_or(rest));
    // `parse` would take a sign as well.
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}
