//! The end-session endpoint (OpenID Connect RP-Initiated Logout §2). There is no session to end, so it only says so,
//! and never redirects: it would have nobody to ask whether the address is right.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use crate::page::words::Language;
use crate::state::Shared;

pub(super) async fn end_session(State(state): State<Shared>, headers: HeaderMap) -> Response {
    state.pages.signed_out(Language::of(None, &headers))
}
