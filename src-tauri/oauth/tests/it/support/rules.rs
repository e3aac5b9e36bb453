//! How the two servers behave when nobody tells them to misbehave.

use std::collections::HashMap;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::server::{Fake, Seen, json_response, status};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl Fake {
    pub(super) fn answer(&mut self, path: &str, seen: &Seen) -> Response {
        match path {
            "/.well-known/oauth-protected-resource/mcp" if !self.resource_metadata.is_null() => {
                json_response(200, &self.resource_metadata)
            }
            "/.well-known/oauth-authorization-server" if !self.metadata.is_null() => json_response(200, &self.metadata),
            "/register" => self.register(seen),
            "/token" => self.token(&seen.form()),
            "/revoke" => {
                self.revoked.push(seen.form()["token"].clone());
                status(200)
            }
            "/mcp" => self.mcp(seen),
            _ => status(404),
        }
    }

    fn mcp(&self, seen: &Seen) -> Response {
        if seen.bearer().is_some_and(|token| self.valid.contains(&token)) {
            return status(200);
        }
        let mut response = status(401);
        for challenge in &self.challenges {
            response
                .headers_mut()
                .append(header::WWW_AUTHENTICATE, HeaderValue::from_str(challenge).unwrap());
        }
        response
    }

    fn register(&mut self, seen: &Seen) -> Response {
        self.clients += 1;
        let mut answer = seen.json();
        answer["client_id"] = json!(format!("client-{}", self.clients));
        json_response(201, &answer)
    }

    fn token(&mut self, form: &HashMap<String, String>) -> Response {
        let no = |error: &str| json_response(400, &json!({ "error": error, "error_description": "as told" }));
        let scope = match form["grant_type"].as_str() {
            "authorization_code" => {
                let Some(code) = self.codes.remove(&form["code"]) else {
                    return no("invalid_grant");
                };
                let proof = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
                let fits = proof == code.challenge
                    && form["redirect_uri"] == code.redirect
                    && form.get("resource") == code.resource.as_ref()
                    && form.get("client_id").is_none_or(|c| *c == code.client);
                if !fits {
                    return no("invalid_grant");
                }
                code.scope
            }
            "refresh_token" => {
                self.refreshes += 1;
                let token = &form["refresh_token"];
                match self.refresh_tokens.get(token).copied() {
                    Some(true) => {}
                    // Reuse of a rotated token: the family is over (RFC 9700 §4.14.2).
                    Some(false) => {
                        self.refresh_tokens.clear();
                        self.valid.clear();
                        return no("invalid_grant");
                    }
                    None => return no("invalid_grant"),
                }
                if self.rotates {
                    self.refresh_tokens.insert(token.clone(), false);
                }
                None
            }
            "client_credentials" | JWT_BEARER => form.get("scope").cloned(),
            _ => return no("unsupported_grant_type"),
        };
        self.tokens += 1;
        let access = format!("access-{}", self.tokens);
        self.valid.insert(access.clone());
        let mut answer = json!({ "access_token": access, "token_type": "Bearer" });
        if self.rotates || form["grant_type"] == "authorization_code" {
            let refresh = format!("refresh-{}", self.tokens);
            self.refresh_tokens.insert(refresh.clone(), true);
            answer["refresh_token"] = json!(refresh);
        }
        if let (true, Some(scope)) = (self.says_scope, scope) {
            answer["scope"] = json!(scope);
        }
        for (key, value) in self.token_extra.as_object().into_iter().flatten() {
            if value.is_null() {
                answer.as_object_mut().unwrap().remove(key);
            } else {
                answer[key] = value.clone();
            }
        }
        json_response(200, &answer)
    }

    /// The answer to a refresh or redemption, for overrides that want to come in between.
    pub(crate) fn grant(&mut self, seen: &Seen) -> Response {
        self.token(&seen.form())
    }

    /// Access tokens are taken back; refresh tokens stay.
    pub(crate) fn expire_access(&mut self) {
        self.valid.clear();
    }

    /// The refresh token is taken back.
    pub(crate) fn forget_refresh(&mut self) {
        self.refresh_tokens.clear();
    }
}
