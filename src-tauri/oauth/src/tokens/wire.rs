//! How a request to an authorization server's endpoint is sent: with the client's proof of itself, with a proof of
//! possession where tokens are bound, once more where the server answers with a nonce for it, and with errors told apart.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures::FutureExt;
use futures::future::BoxFuture;
use http::{HeaderValue, Method, StatusCode, header};
use lanyard_net::url::Url;
use lanyard_net::{Answer, Fetch, FetchError};
use oauth2::basic::BasicErrorResponse;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse, RequestTokenError};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::TokenAnswer;
use super::endpoint::{Hint, TokenEndpoint, TokenError};
use crate::proof::DPOP;
use crate::registration::AuthMethod;

const MAX_BODY: usize = 256 * 1024;
const JWT_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why the `oauth2` crate got no HTTP answer from us.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("status {0}")]
    Ailing(u16),
    #[error("{0}")]
    Unusable(String),
}

/// RFC 6749 §5.2.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl TokenEndpoint<'_> {
    /// A grant that the `oauth2` crate does not know.
    pub(super) async fn grant(&self, form: &[(&str, &str)]) -> Result<TokenAnswer, TokenError> {
        let url = Url::parse(self.url).map_err(unusable)?;
        let answer = self.post(&url, form).await.map_err(wire)?;
        if answer.status.is_success() && !is_error(&answer.body) {
            // The body stays here: it may hold half a token.
            return serde_json::from_slice(&answer.body).map_err(|_| unusable("it is not the JSON expected"));
        }
        match serde_json::from_slice::<BasicErrorResponse>(&answer.body) {
            Ok(said) => Err(refused(&said)),
            Err(_) => Err(unusable(format_args!(
                "it answered {} without an error code",
                answer.status
            ))),
        }
    }

    /// Revokes a token at `endpoint`. By hand, because the `oauth2` crate takes no loopback endpoint over http.
    pub(crate) async fn revoke(&self, endpoint: &Url, token: &SecretString, hint: Hint) -> Result<(), TokenError> {
        let hint = match hint {
            Hint::Access => "access_token",
            Hint::Refresh => "refresh_token",
        };
        let form = [("token", token.expose_secret()), ("token_type_hint", hint)];
        let answer = self.post(endpoint, &form).await.map_err(wire)?;
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(TokenError::Ailing(answer.status.as_u16()))
        }
    }

    /// A form with the client's id, and its secret where it has one.
    async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Answer, WireError> {
        let mut form = form.to_vec();
        let secret = self.client.secret.as_ref().map(ExposeSecret::expose_secret);
        let mut request = Fetch::post(url.clone());
        match (self.client.auth_method, secret) {
            (AuthMethod::Basic, Some(secret)) => {
                request = request.header(header::AUTHORIZATION, basic(&self.client.id, secret)?);
            }
            // An assertion may be all that a program has (RFC 7523 §2.1): then it has no id either.
            _ if self.client.id.is_empty() => {}
            (_, secret) => {
                form.push(("client_id", &self.client.id));
                form.extend(secret.map(|secret| ("client_secret", secret)));
            }
        }
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        self.dispatch(url, request.header(header::CONTENT_TYPE, kind), body.into_bytes())
            .await
    }

    /// Sends it, and once more with the nonce that the server asks for (RFC 9449 §8).
    async fn dispatch(&self, url: &Url, request: Fetch, body: Vec<u8>) -> Result<Answer, WireError> {
        let mut again = self.proof.is_some();
        loop {
            let nonce = self.office.nonces.at(url);
            let answer = self.once(url, request.clone(), &body, nonce.as_deref()).await?;
            self.office.nonces.learn(url, &answer.headers);
            let fresh = self.office.nonces.at(url) != nonce;
            let asked = answer.status.is_client_error()
                && serde_json::from_slice::<Refusal>(&answer.body).is_ok_and(|r| r.error == "use_dpop_nonce");
            if !(again && fresh && asked) {
                break Ok(answer);
            }
            again = false;
        }
    }

    async fn once(&self, url: &Url, request: Fetch, body: &[u8], nonce: Option<&str>) -> Result<Answer, WireError> {
        let office = self.office;
        let mut body = Cow::Borrowed(body);
        let mut request = request.no_redirects().max_body(MAX_BODY);
        // Both proofs are for one request, so that each try gets new ones.
        if let Some(key) = &self.client.key {
            let assertion = key
                .assertion(&self.client.id, self.issuer, &office.clock, &office.random)
                .map_err(|e| WireError::Unusable(e.to_string()))?;
            let pairs = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("client_assertion_type", JWT_ASSERTION)
                .append_pair("client_assertion", assertion.expose_secret())
                .finish();
            let whole = body.to_mut();
            whole.push(b'&');
            whole.extend_from_slice(pairs.as_bytes());
        }
        if let Some(proof) = self.proof {
            let proof = proof
                .key
                .prove(office.making(), &Method::POST, url, None, nonce)
                .map_err(|e| WireError::Unusable(e.to_string()))?;
            request = request.header(DPOP, proof);
        }
        let request = request.body(body.into_owned());
        let answer = office.net.fetch(self.rule.on(self.server, request, url)).await?;
        if answer.status.is_server_error() || answer.status == StatusCode::TOO_MANY_REQUESTS {
            return Err(WireError::Ailing(answer.status.as_u16()));
        }
        Ok(answer)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|e| WireError::Unusable(e.to_string()))?;
        let mut fetch = Fetch::post(url.clone());
        for (name, value) in &parts.headers {
            fetch = fetch.header(name.clone(), value.clone());
        }
        let answer = self.dispatch(&url, fetch, body).await?;
        let mut response = HttpResponse::new(answer.body.to_vec());
        *response.headers_mut() = answer.headers;
        // Some servers answer an error with 200; to the crate it would be an answer without a token.
        *response.status_mut() = match answer.status {
            status if status.is_success() && is_error(&answer.body) => StatusCode::BAD_REQUEST,
            status if status.is_success() => StatusCode::OK,
            status => status,
        };
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = WireError;
    type Future = BoxFuture<'c, Result<HttpResponse, WireError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.send(request).boxed()
    }
}

fn is_error(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(body)
        .is_ok_and(|map| map.contains_key("error") && !map.contains_key("access_token"))
}

/// RFC 6749 §2.3.1: id and secret are form-encoded before they are joined.
fn basic(id: &str, secret: &str) -> Result<HeaderValue, WireError> {
    let part = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let text = format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{}:{}", part(id), part(secret)))
    );
    let mut value =
        HeaderValue::from_str(&text).map_err(|_| WireError::Unusable("the client secret can't be sent".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn unusable(reason: impl std::fmt::Display) -> TokenError {
    TokenError::Unusable(reason.to_string())
}

pub(super) fn told(error: RequestTokenError<WireError, BasicErrorResponse>) -> TokenError {
    match error {
        RequestTokenError::ServerResponse(said) => refused(&said),
        RequestTokenError::Request(error) => wire(error),
        // The body stays here: it may hold half a token.
        RequestTokenError::Parse(at, _) => {
            TokenError::Unusable(format!("it is not the JSON expected (at {})", at.path()))
        }
        RequestTokenError::Other(reason) => TokenError::Unusable(clean(&reason, 200)),
    }
}

fn refused(said: &BasicErrorResponse) -> TokenError {
    TokenError::Refused {
        error: clean(said.error().as_ref(), 60),
        description: said.error_description().map(|d| clean(d, 300)),
    }
}

fn wire(error: WireError) -> TokenError {
    match error {
        WireError::Fetch(error) => TokenError::Fetch(error),
        WireError::Ailing(status) => TokenError::Ailing(status),
        WireError::Unusable(reason) => TokenError::Unusable(reason),
    }
}

fn clean(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(limit).collect()
}
