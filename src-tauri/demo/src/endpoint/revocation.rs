//! Token revocation (RFC 7009): the whole grant ends, and an unknown token is no error.

use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::refuse;
use super::token::refuse_client;
use crate::fields::Fields;
use crate::state::Shared;

pub(super) async fn revoke(State(state): State<Shared>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let fields = Fields::parse(&form);
    if let Some(refusal) = refuse_client(&state, &headers, &fields) {
        return refusal;
    }
    let Some(token) = fields.get("token") else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "token is missing");
    };
    state.grants().revoke(token);
    StatusCode::OK.into_response()
}
