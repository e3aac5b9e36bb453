//! Requests to the token and revocation endpoints (RFC 6749 §4.1.3, §4.4 and §6, RFC 7009, RFC 7523 §2.1, RFC 8693).
//!
//! What enters: a client and a grant. What leaves: tokens, or an error that tells a refusal from bad weather. It
//! keeps nothing. The grants that the `oauth2` crate knows go through it; how a request is sent is in `wire`.

use std::borrow::Cow;

use lanyard_net::FetchError;
use lanyard_net::url::Url;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, PkceCodeVerifier, RedirectUrl,
    RefreshToken, Scope, StandardRevocableToken, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};

use super::TokenAnswer;
use super::wire::{told, unusable};
use crate::discovery::Rule;
use crate::failure::{Kind, Told};
use crate::office::Office;
use crate::proof::Proof;
use crate::registration::{AuthMethod, Client};

/// `token_type` of an answer whose `access_token` is not one (RFC 8693 §2.2.1).
const NOT_A_TOKEN: &str = "N_A";
const ID_JAG: &str = "urn:ietf:params:oauth:token-type:id-jag";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
/// The grant of RFC 7523 §2.1, as metadata lists it.
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

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
    pub(crate) office: &'a Office,
    /// The MCP server's URL, and which addresses its documents may name.
    pub(crate) server: &'a Url,
    pub(crate) rule: Rule,
    /// The authorization server.
    pub(crate) issuer: &'a str,
    pub(crate) url: &'a str,
    pub(crate) client: &'a Client,
    /// To what the tokens are bound.
    pub(crate) proof: Option<&'a Proof>,
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
        self.check(request.request_async(self).await.map_err(told)?)
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
        self.check(request.request_async(self).await.map_err(told)?)
    }

    /// Uses the client's own credentials (RFC 6749 §4.4).
    pub(crate) async fn client_credentials(
        &self,
        scopes: &[String],
        resource: Option<&str>,
    ) -> Result<TokenAnswer, TokenError> {
        let client = self.oauth_client()?;
        let mut request = client
            .exchange_client_credentials()
            .add_scopes(scopes.iter().cloned().map(Scope::new));
        if let Some(resource) = resource {
            request = request.add_extra_param("resource", resource);
        }
        self.check(request.request_async(self).await.map_err(told)?)
    }

    /// Uses an assertion as the grant (RFC 7523 §2.1).
    pub(crate) async fn jwt_bearer(
        &self,
        assertion: &SecretString,
        scopes: &[String],
        resource: Option<&str>,
    ) -> Result<TokenAnswer, TokenError> {
        let scope = scopes.join(" ");
        let mut form = vec![("grant_type", JWT_BEARER), ("assertion", assertion.expose_secret())];
        form.extend((!scope.is_empty()).then_some(("scope", scope.as_str())));
        form.extend(resource.map(|r| ("resource", r)));
        self.check(self.grant(&form).await?)
    }

    /// Exchanges an ID token for an ID-JAG for the authorization server `audience` (RFC 8693,
    /// draft-ietf-oauth-identity-assertion-authz-grant §4.3).
    pub(crate) async fn exchange(
        &self,
        id_token: &SecretString,
        audience: &str,
        resource: &str,
        scopes: &[String],
    ) -> Result<SecretString, TokenError> {
        let scope = scopes.join(" ");
        let mut form = vec![
            ("grant_type", TOKEN_EXCHANGE),
            ("requested_token_type", ID_JAG),
            ("audience", audience),
            ("resource", resource),
            ("subject_token", id_token.expose_secret()),
            ("subject_token_type", ID_TOKEN),
        ];
        form.extend((!scope.is_empty()).then_some(("scope", scope.as_str())));
        let answer = self.grant(&form).await?;
        if answer.issued_token_type.as_deref() != Some(ID_JAG) {
            return Err(unusable("the exchanged token is not an ID-JAG"));
        }
        if let BasicTokenType::Extension(kind) = answer.token_type()
            && !kind.eq_ignore_ascii_case(NOT_A_TOKEN)
        {
            return Err(unusable("the ID-JAG came as an access token"));
        }
        Ok(SecretString::from(answer.access_token().secret().clone()))
    }

    fn oauth_client(&self) -> Result<OAuthClient, TokenError> {
        let url = TokenUrl::new(self.url.to_owned()).map_err(unusable)?;
        let mut client = oauth2::Client::new(ClientId::new(self.client.id.clone())).set_token_uri(url);
        if let Some(secret) = &self.client.secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        Ok(client.set_auth_type(match self.client.auth_method {
            AuthMethod::Basic => AuthType::BasicAuth,
            AuthMethod::Post | AuthMethod::PrivateKeyJwt | AuthMethod::None => AuthType::RequestBody,
        }))
    }

    /// A token that we can use: one of a type that we know, which fits into a header.
    fn check(&self, answer: TokenAnswer) -> Result<TokenAnswer, TokenError> {
        match answer.token_type() {
            BasicTokenType::Extension(_) if answer.is_bound() && self.proof.is_some() => {}
            BasicTokenType::Extension(kind) => {
                let kind: String = kind.chars().take(40).collect();
                let known = if self.proof.is_some() {
                    "Bearer and DPoP are"
                } else {
                    "Bearer is"
                };
                return Err(unusable(format_args!(
                    "it gives a token of type {kind:?}; only {known} known"
                )));
            }
            _ if self.proof.is_some_and(|p| p.required) => {
                return Err(unusable(
                    "its token is not bound to our key (DPoP), which the settings require",
                ));
            }
            _ => {}
        }
        let token = answer.access_token().secret();
        if token.is_empty() || !token.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
            return Err(unusable("its access token is not one that a header can carry"));
        }
        Ok(answer)
    }
}
