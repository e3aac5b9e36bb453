//! The token endpoint: a code with its verifier, or a refresh token, for an access token and an ID token.

use axum::Json;
use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::refuse;
use super::userinfo;
use crate::client::ClientError;
use crate::fields::Fields;
use crate::grants::{ACCESS_LIFE, Given};
use crate::signing;
use crate::state::{Shared, State as Provider};

/// Seconds for which an ID token is valid.
const ID_TOKEN_LIFE: i64 = 600;

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
    id_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

pub(super) async fn token(State(state): State<Shared>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let fields = Fields::parse(&form);
    if let Some(refusal) = refuse_client(&state, &headers, &fields) {
        return refusal;
    }
    match fields.get("grant_type") {
        Some("authorization_code") => by_code(&state, &fields),
        Some("refresh_token") => by_refresh(&state, &fields),
        Some(_) => refuse(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "only codes and refresh tokens are taken",
        ),
        None => refuse(StatusCode::BAD_REQUEST, "invalid_request", "grant_type is missing"),
    }
}

/// The refusal of a request whose form or client is not right, shared with revocation.
pub(super) fn refuse_client(state: &Provider, headers: &HeaderMap, fields: &Fields) -> Option<Response> {
    if fields.repeated().is_some() {
        return Some(refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "a parameter was sent more than once",
        ));
    }
    let error = state.client.authenticate(headers, fields).err()?;
    let text = error.to_string();
    Some(match error {
        ClientError::TwoWays => refuse(StatusCode::BAD_REQUEST, "invalid_request", &text),
        ClientError::Missing | ClientError::Wrong { challenge: false } => {
            refuse(StatusCode::UNAUTHORIZED, "invalid_client", &text)
        }
        ClientError::Wrong { challenge: true } => {
            let challenge = [(WWW_AUTHENTICATE, r#"Basic realm="meridian""#)];
            (challenge, refuse(StatusCode::UNAUTHORIZED, "invalid_client", &text)).into_response()
        }
    })
}

fn by_code(state: &Provider, fields: &Fields) -> Response {
    let now = state.clock.unix();
    let (Some(code), Some(redirect), Some(verifier)) = (
        fields.get("code"),
        fields.get("redirect_uri"),
        fields.get("code_verifier"),
    ) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "code, redirect_uri or code_verifier is missing",
        );
    };
    let given = state.grants().take_code(code, now);
    let fitting = given.filter(|given| given.asked.redirect == redirect && verifies(verifier, &given.asked.challenge));
    let Some(given) = fitting else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "the code is unknown, spent or too old, or it was made for another redirect address or verifier",
        );
    };
    let nonce = given.asked.nonce.clone();
    let refresh = given.asked.offline.then(|| state.grants().refresh(given.clone(), now));
    issue(state, &given, nonce, refresh)
}

fn by_refresh(state: &Provider, fields: &Fields) -> Response {
    let Some(token) = fields.get("refresh_token") else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "refresh_token is missing");
    };
    let given = state.grants().by_refresh(token, state.clock.unix());
    let Some(mut given) = given else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "the refresh token is unknown, revoked or too old",
        );
    };
    let wanted = fields.words("scope");
    if wanted
        .iter()
        .any(|wanted| !given.asked.scopes.iter().any(|scope| scope == wanted))
    {
        return refuse(StatusCode::BAD_REQUEST, "invalid_scope", "a scope was never granted");
    }
    if !wanted.is_empty() {
        given.asked.scopes = wanted.into_iter().map(str::to_owned).collect();
    }
    // A refreshed ID token has no nonce (OpenID Connect Core §12.2), and the refresh token stays the same.
    issue(state, &given, None, None)
}

fn issue(state: &Provider, given: &Given, nonce: Option<String>, refresh_token: Option<String>) -> Response {
    let now = state.clock.unix();
    let scope = given.asked.scopes.join(" ");
    let access_token = state.grants().access(given.clone(), now);
    let mut claims: Map<String, Value> = userinfo::claims(given);
    claims.insert("iss".to_owned(), json!(state.issuer));
    claims.insert("aud".to_owned(), json!(state.client.id));
    claims.insert("iat".to_owned(), json!(now));
    claims.insert("exp".to_owned(), json!(now + ID_TOKEN_LIFE));
    claims.insert("auth_time".to_owned(), json!(given.at));
    claims.insert("at_hash".to_owned(), json!(signing::half_hash(&access_token)));
    if let Some(nonce) = nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    match state.signer.sign(&claims) {
        Ok(id_token) => Json(Tokens {
            access_token,
            token_type: "Bearer",
            expires_in: ACCESS_LIFE,
            scope,
            id_token,
            refresh_token,
        })
        .into_response(),
        Err(error) => {
            tracing::error!(%error, "an ID token could not be signed");
            refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "the ID token could not be signed",
            )
        }
    }
}

/// Whether the verifier is well-formed (RFC 7636 §4.1) and hashes to the challenge (§4.6).
fn verifies(verifier: &str, challenge: &str) -> bool {
    let formed = (43..=128).contains(&verifier.len())
        && verifier
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let hashed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    formed && bool::from(hashed.as_bytes().ct_eq(challenge.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_of_the_standard_fits_and_a_near_one_does_not() {
        // RFC 7636, appendix B.
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        assert!(verifies(verifier, challenge));
        assert!(!verifies(&verifier.replace('d', "e"), challenge));
        assert!(!verifies(challenge, challenge), "plain is not S256");
        assert!(!verifies("", challenge));
    }
}
