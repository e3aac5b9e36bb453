//! Requests to the token and revocation endpoints (RFC 6749 §4.1.3 and §6, RFC 7009), through the `oauth2` crate.
//!
//! What enters: a client and a grant. What leaves: tokens, or an error that tells a refusal from bad weather. It
//! keeps nothing.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures::FutureExt;
use futures::future::BoxFuture;
use http::{HeaderValue, StatusCode, header};
use lanyard_net::url::Url;
use lanyard_net::{Fetch, FetchError, Net};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, StandardRevocableToken,
    TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};

use super::TokenAnswer;
use crate::discovery::Rule;
use crate::failure::{Kind, Told};
use crate::registration::{AuthMethod, Client};

const MAX_BODY: usize = 256 * 1024;

type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// No tokens came. No variant carries what was sent or received.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TokenError {
    /// The server said no (RFC 6749 §5.2).
    #[error("the authorization server answered {error}{}", description.as_ref().map(|d| format!(" ({d})")).unwrap_or_default())]
    Refused {
        /// The error code.
        error: String,
        /// The server's words.
        description: Option<String>,
    },
    /// No connection or no answer.
    #[error(transparent)]
    Fetch(FetchError),
    /// A server error.
    #[error("the authorization server has trouble (it answered {0})")]
    Ailing(u16),
    /// An answer that makes no sense.
    #[error("the authorization server's answer is not usable: {0}")]
    Unusable(String),
}

impl TokenError {
    /// Whether the server refused with this code.
    pub(crate) fn is(&self, code: &str) -> bool {
        matches!(self, Self::Refused { error, .. } if error == code)
    }
}

impl Told for TokenError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused { .. } => Kind::ServerRefused,
            Self::Fetch(error) => Kind::of_fetch(error),
            Self::Ailing(_) => Kind::Unreachable,
            Self::Unusable(_) => Kind::Misconfigured,
        }
    }
}

/// What a token to be revoked is (RFC 7009 §2.1).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hint {
    Access,
    Refresh,
}

/// A client at a token endpoint.
pub(crate) struct TokenEndpoint<'a> {
    pub(crate) net: &'a Net,
    /// The MCP server's URL, and which addresses its documents may name.
    pub(crate) server: &'a Url,
    pub(crate) rule: Rule,
    pub(crate) url: &'a str,
    pub(crate) client: &'a Client,
}

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

impl TokenEndpoint<'_> {
    /// Redeems a code.
    pub(crate) async fn redeem(
        &self,
        code: &SecretString,
        verifier: &SecretString,
        redirect_uri: &str,
        resource: Option<&str>,
    ) -> Result<TokenAnswer, TokenError> {
        let client = self.oauth_client()?;
        let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(unusable)?;
        let mut request = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_redirect_uri(Cow::Owned(redirect))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()));
        if let Some(resource) = resource {
            request = request.add_extra_param("resource", resource);
        }
        check(request.request_async(self).await.map_err(told)?)
    }

    /// Uses a refresh token.
    pub(crate) async fn refresh(
        &self,
        refresh_token: &SecretString,
        resource: Option<&str>,
    ) -> Result<TokenAnswer, TokenError> {
        let client = self.oauth_client()?;
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let mut request = client.exchange_refresh_token(&token);
        if let Some(resource) = resource {
            request = request.add_extra_param("resource", resource);
        }
        check(request.request_async(self).await.map_err(told)?)
    }

    /// Revokes a token at `endpoint`. By hand, because the `oauth2` crate takes no loopback endpoint over http.
    pub(crate) async fn revoke(&self, endpoint: &Url, token: &SecretString, hint: Hint) -> Result<(), TokenError> {
        let hint = match hint {
            Hint::Access => "access_token",
            Hint::Refresh => "refresh_token",
        };
        let mut form = vec![("token", token.expose_secret()), ("token_type_hint", hint)];
        let mut request = Fetch::post(endpoint.clone()).max_body(MAX_BODY);
        let secret = self.client.secret.as_ref().map(ExposeSecret::expose_secret);
        if let (AuthMethod::Basic, Some(secret)) = (self.client.auth_method, secret) {
            request = request.header(header::AUTHORIZATION, basic(&self.client.id, secret)?);
        } else {
            form.push(("client_id", &self.client.id));
            if let Some(secret) = secret {
                form.push(("client_secret", secret));
            }
        }
        let request = self.rule.on(self.server, request.form(&form), endpoint);
        let answer = self.net.fetch(request).await.map_err(TokenError::Fetch)?;
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(TokenError::Ailing(answer.status.as_u16()))
        }
    }

    fn oauth_client(&self) -> Result<OAuthClient, TokenError> {
        let url = TokenUrl::new(self.url.to_owned()).map_err(unusable)?;
        let mut client = oauth2::Client::new(ClientId::new(self.client.id.clone())).set_token_uri(url);
        if let Some(secret) = &self.client.secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        Ok(client.set_auth_type(match self.client.auth_method {
            AuthMethod::Basic => AuthType::BasicAuth,
            AuthMethod::Post | AuthMethod::None => AuthType::RequestBody,
        }))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|e| WireError::Unusable(e.to_string()))?;
        let mut fetch = Fetch::post(url.clone()).no_redirects().max_body(MAX_BODY).body(body);
        for (name, value) in &parts.headers {
            fetch = fetch.header(name.clone(), value.clone());
        }
        let answer = self.net.fetch(self.rule.on(self.server, fetch, &url)).await?;
        if answer.status.is_server_error() || answer.status == StatusCode::TOO_MANY_REQUESTS {
            return Err(WireError::Ailing(answer.status.as_u16()));
        }
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
fn basic(id: &str, secret: &str) -> Result<HeaderValue, TokenError> {
    let part = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let text = format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{}:{}", part(id), part(secret)))
    );
    let mut value = HeaderValue::from_str(&text).map_err(|_| unusable("the client secret can't be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A token that we can use: a bearer token that fits into a header.
fn check(answer: TokenAnswer) -> Result<TokenAnswer, TokenError> {
    if let BasicTokenType::Extension(kind) = answer.token_type() {
        let kind: String = kind.chars().take(40).collect();
        return Err(TokenError::Unusable(format!(
            "it gives a token of type {kind:?}; only Bearer is known"
        )));
    }
    let token = answer.access_token().secret();
    if token.is_empty() || !token.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
        return Err(TokenError::Unusable(
            "its access token is not one that a header can carry".to_owned(),
        ));
    }
    Ok(answer)
}

fn unusable(reason: impl std::fmt::Display) -> TokenError {
    TokenError::Unusable(reason.to_string())
}

fn told(error: RequestTokenError<WireError, BasicErrorResponse>) -> TokenError {
    match error {
        RequestTokenError::ServerResponse(said) => TokenError::Refused {
            error: clean(said.error().as_ref(), 60),
            description: said.error_description().map(|d| clean(d, 300)),
        },
        RequestTokenError::Request(WireError::Fetch(error)) => TokenError::Fetch(error),
        RequestTokenError::Request(WireError::Ailing(status)) => TokenError::Ailing(status),
        RequestTokenError::Request(WireError::Unusable(reason)) => TokenError::Unusable(reason),
        // The body stays here: it may hold half a token.
        RequestTokenError::Parse(at, _) => {
            TokenError::Unusable(format!("it is not the JSON expected (at {})", at.path()))
        }
        RequestTokenError::Other(reason) => TokenError::Unusable(clean(&reason, 200)),
    }
}

fn clean(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(limit).collect()
}
