//! The authorization request (RFC 6749 §4.1.1, RFC 7636, RFC 8707).
//!
//! What enters: what discovery and registration found, and the fresh secrets. What leaves: the scopes to ask for and
//! the URL for the browser. It sends nothing.

use lanyard_net::url::{Url, check_browsable};
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};

use super::Options;
use crate::challenge::Challenge;
use crate::discovery::Discovered;
use crate::proof::ProofKey;
use crate::scope;
use crate::settings::ServerSettings;
use crate::trace::Trace;

/// What the settings' extra parameters may not replace.
const OURS: [&str; 12] = [
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "resource",
    "response_type",
    "scope",
    "state",
];

/// The secrets and addresses of one request.
pub(super) struct Request<'a> {
    pub(super) client_id: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) state: &'a str,
    pub(super) verifier: &'a SecretString,
    pub(super) nonce: Option<&'a SecretString>,
    pub(super) scopes: &'a [String],
    /// The key to which the code is bound too.
    pub(super) proof: Option<&'a ProofKey>,
}

/// The scopes to ask for: the challenge's; else the settings' or the resource metadata's; else none.
pub(super) fn scopes(
    server: &ServerSettings,
    challenge: Option<&Challenge>,
    found: &Discovered,
    options: &Options,
) -> Vec<String> {
    let asked = challenge.map(|c| c.scopes.as_slice()).unwrap_or_default();
    let base: Vec<String> = match &server.scopes {
        Some(configured) => scope::union(scope::strs(configured), scope::strs(asked)),
        None if !asked.is_empty() => asked.to_vec(),
        None => found.resource_scopes.clone(),
    };
    let mut all = scope::union(scope::strs(&base), scope::strs(&options.scopes));
    all.retain(|s| scope::is_token(s));
    // Without any scope the server gives its default ones; adding some would take those away.
    if all.is_empty() {
        return all;
    }
    let listed = |scope: &&str| found.metadata.lists_scope(scope);
    let mut extra = Vec::from_iter(Some("offline_access").filter(listed));
    if server.identify && found.metadata.jwks_uri.is_some() && listed(&"openid") {
        extra.push("openid");
        extra.extend(Some("email").filter(listed));
    }
    scope::union(scope::strs(&all), extra)
}

/// The URL for the browser; the error is the rule it breaks.
pub(super) fn url(
    server: &ServerSettings,
    found: &Discovered,
    request: &Request<'_>,
    options: &Options,
    trace: &Trace,
) -> Result<Url, String> {
    let endpoint = found.metadata.authorization_endpoint.clone();
    let endpoint = endpoint.ok_or("the authorization server has no page to sign in at (RFC 8414 §2)")?;
    let endpoint = AuthUrl::new(endpoint).map_err(|e| e.to_string())?;
    let redirect = RedirectUrl::new(request.redirect_uri.to_owned()).map_err(|e| e.to_string())?;
    let verifier = PkceCodeVerifier::new(request.verifier.expose_secret().to_owned());
    let client = BasicClient::new(ClientId::new(request.client_id.to_owned()))
        .set_auth_uri(endpoint)
        .set_redirect_uri(redirect);
    let state = request.state.to_owned();
    let mut draft = client
        .authorize_url(move || CsrfToken::new(state))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .add_scopes(request.scopes.iter().cloned().map(Scope::new));
    if !server.omit_resource {
        draft = draft.add_extra_param("resource", found.resource.clone());
    }
    if let Some(nonce) = request.nonce {
        draft = draft.add_extra_param("nonce", nonce.expose_secret().to_owned());
    }
    if let Some(key) = request.proof {
        draft = draft.add_extra_param("dpop_jkt", key.thumbprint().to_owned());
    }
    for (name, value) in &server.extra_params {
        if OURS.contains(&name.as_str()) || (name == "prompt" && options.prompt.is_some()) {
            trace.warning(
                "authorization request",
                format_args!("the configured parameter {name:?} is not sent"),
            );
        } else {
            draft = draft.add_extra_param(name.clone(), value.clone());
        }
    }
    if let Some(prompt) = &options.prompt {
        draft = draft.add_extra_param("prompt", prompt.clone());
    }
    let (url, _) = draft.url();
    // The endpoint was checked by discovery; what the browser gets is checked once more, whatever made it.
    check_browsable(&url).map_err(|e| e.to_string())?;
    Ok(url)
}
