//! The answer to "Who are you today?": an employee, or "Cancel".

use axum::extract::{RawForm, State};
use axum::response::Response;
use http::HeaderMap;

use super::authorize::answer;
use crate::employee;
use crate::fields::Fields;
use crate::page::Trouble;
use crate::page::words::Language;
use crate::state::Shared;

pub(super) async fn choose(State(state): State<Shared>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let fields = Fields::parse(&form);
    let language = Language::of(None, &headers);
    // Another site cannot know the page's secret; should it learn one, the browser still says where the form stood.
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin");
    if elsewhere {
        return state.pages.trouble(language, Trouble::Stranger);
    }
    let employee = fields.get("employee").and_then(employee::by_id);
    let cancelled = fields.get("cancel").is_some();
    if employee.is_none() && !cancelled {
        return state.pages.trouble(language, Trouble::Expired);
    }
    let now = state.clock.unix();
    let asked = fields
        .get("transaction")
        .and_then(|secret| state.grants().take_page(secret, now));
    let Some(asked) = asked else {
        return state.pages.trouble(language, Trouble::Expired);
    };
    let (redirect, client_state) = (asked.redirect.clone(), asked.state.clone());
    if let Some(employee) = employee.filter(|_| !cancelled) {
        let code = state.grants().code(asked, employee, now);
        tracing::info!(subject = employee.subject, "somebody was picked");
        answer(&state, &redirect, client_state.as_deref(), &[("code", &code)])
    } else {
        let parameters = [
            ("error", "access_denied"),
            ("error_description", "the person cancelled the sign-in"),
        ];
        answer(&state, &redirect, client_state.as_deref(), &parameters)
    }
}
