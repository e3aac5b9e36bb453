//! Authorization server metadata (RFC 8414, OpenID Connect Discovery).

use lanyard_net::url::Url;
use serde::Deserialize;

use super::{Discovery, DiscoveryError};

const STEP: &str = "authorization server metadata";
const MAX_BODY: usize = 512 * 1024;

/// The part of the document that is used. Endpoints stay strings: they are sent and compared as published.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ServerMetadata {
    pub(crate) issuer: String,
    /// Absent where no grant needs it (RFC 8414 §2).
    pub(crate) authorization_endpoint: Option<String>,
    pub(crate) token_endpoint: String,
    pub(crate) registration_endpoint: Option<String>,
    pub(crate) revocation_endpoint: Option<String>,
    pub(crate) jwks_uri: Option<String>,
    #[serde(default)]
    pub(crate) scopes_supported: Vec<String>,
    pub(crate) code_challenge_methods_supported: Option<Vec<String>>,
    pub(crate) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    pub(crate) token_endpoint_auth_signing_alg_values_supported: Option<Vec<String>>,
    pub(crate) grant_types_supported: Option<Vec<String>>,
    /// Which kinds of assertion the grant of RFC 7523 takes (draft-ietf-oauth-identity-assertion-authz-grant §7.2).
    #[serde(default)]
    pub(crate) authorization_grant_profiles_supported: Vec<String>,
    /// RFC 9449 §5.1.
    #[serde(default)]
    pub(crate) dpop_signing_alg_values_supported: Vec<String>,
    /// RFC 9207 §3.
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    pub(crate) client_id_metadata_document_supported: bool,
    /// Not a document: the default endpoints of the 2025-03-26 revision.
    #[serde(skip)]
    pub(crate) assumed: bool,
}

impl ServerMetadata {
    pub(crate) fn lists_scope(&self, scope: &str) -> bool {
        self.scopes_supported.iter().any(|s| s == scope)
    }

    /// Whether a grant is said to be there; none: the document does not say which grants there are.
    pub(crate) fn lists_grant(&self, grant: &str) -> Option<bool> {
        Some(self.grant_types_supported.as_ref()?.iter().any(|g| g == grant))
    }

    /// Whether tokens can be bound to a key of ours.
    pub(crate) fn binds_tokens(&self) -> bool {
        self.dpop_signing_alg_values_supported
            .iter()
            .any(|a| a == crate::proof::ALGORITHM)
    }
}

impl Discovery<'_> {
    /// The metadata of an issuer that the resource metadata names.
    pub(crate) async fn metadata_of(&self, issuer: &str) -> Result<ServerMetadata, DiscoveryError> {
        let url = self.check_named("authorization_servers", issuer)?;
        let mut mismatch = None;
        for place in places(&url) {
            let Some(found) = self.read_metadata(&place).await? else {
                continue;
            };
            // RFC 8414 §3.3: identical, as strings. A document that is not is not used, and the next is tried.
            if found.issuer == issuer {
                return Ok(found);
            }
            self.trace.warning(
                STEP,
                format_args!("GET {place}: issuer {:?} is not {issuer:?}; not used", found.issuer),
            );
            mismatch.get_or_insert(found.issuer);
        }
        let server = self.server.name.clone();
        Err(match mismatch {
            Some(found) => DiscoveryError::IssuerMismatch {
                server,
                asked: issuer.to_owned(),
                found: found.chars().take(200).collect(),
            },
            None => DiscoveryError::NoMetadata {
                server,
                issuer: issuer.to_owned(),
            },
        })
    }

    /// A server of the 2025-03-26 revision is its own authorization server: the origin's metadata, else the
    /// default endpoints. Those are only assumed once the server has asked for a sign-in.
    pub(crate) async fn legacy_metadata(&self, challenged: bool) -> Result<ServerMetadata, DiscoveryError> {
        let mut origin = self.server.endpoint().clone();
        origin.set_path("");
        origin.set_query(None);
        let base = origin.as_str().trim_end_matches('/').to_owned();
        for place in places(&origin) {
            let Some(found) = self.read_metadata(&place).await? else {
                continue;
            };
            // Nobody published an issuer to compare with, so it has to be the origin itself, with or without a slash.
            if found.issuer.trim_end_matches('/') == base {
                return Ok(found);
            }
            return Err(DiscoveryError::IssuerMismatch {
                server: self.server.name.clone(),
                asked: base,
                found: found.issuer.chars().take(200).collect(),
            });
        }
        if !challenged {
            return Err(DiscoveryError::NotMcp {
                server: self.server.name.clone(),
            });
        }
        self.trace.warning(
            STEP,
            format_args!("none published; the default endpoints of the 2025-03-26 revision are assumed at {base}"),
        );
        Ok(ServerMetadata {
            authorization_endpoint: Some(format!("{base}/authorize")),
            token_endpoint: format!("{base}/token"),
            registration_endpoint: Some(format!("{base}/register")),
            issuer: base,
            revocation_endpoint: None,
            jwks_uri: None,
            scopes_supported: Vec::new(),
            code_challenge_methods_supported: None,
            token_endpoint_auth_methods_supported: None,
            token_endpoint_auth_signing_alg_values_supported: None,
            grant_types_supported: None,
            authorization_grant_profiles_supported: Vec::new(),
            dpop_signing_alg_values_supported: Vec::new(),
            authorization_response_iss_parameter_supported: false,
            client_id_metadata_document_supported: false,
            assumed: true,
        })
    }

    async fn read_metadata(&self, place: &Url) -> Result<Option<ServerMetadata>, DiscoveryError> {
        let Some(answer) = self.get(STEP, place, MAX_BODY).await? else {
            return Ok(None);
        };
        let Some(found) = self.read::<ServerMetadata>(STEP, place, &answer)? else {
            return Ok(None);
        };
        self.trace.ok(
            STEP,
            format_args!(
                "GET {place}: issuer {}, authorization {}, token {}",
                found.issuer,
                found.authorization_endpoint.as_deref().unwrap_or("none"),
                found.token_endpoint
            ),
        );
        Ok(Some(found))
    }
}

/// The well-known places in the order of the MCP specification.
fn places(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/').to_owned();
    let at = |path: String| {
        let mut url = issuer.clone();
        url.set_path(&path);
        url.set_query(None);
        url.set_fragment(None);
        url
    };
    if path.is_empty() {
        return vec![
            at("/.well-known/oauth-authorization-server".to_owned()),
            at("/.well-known/openid-configuration".to_owned()),
        ];
    }
    vec![
        at(format!("/.well-known/oauth-authorization-server{path}")),
        at(format!("/.well-known/openid-configuration{path}")),
        at(format!("{path}/.well-known/openid-configuration")),
    ]
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn c1_3_the_well_known_places_come_in_the_specified_order() {
        let of = |s: &str| {
            places(&Url::parse(s).unwrap())
                .iter()
                .map(Url::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of("https://as.example/tenant/one"),
            [
                "https://as.example/.well-known/oauth-authorization-server/tenant/one",
                "https://as.example/.well-known/openid-configuration/tenant/one",
                "https://as.example/tenant/one/.well-known/openid-configuration",
            ]
        );
        assert_eq!(of("https://as.example/t/"), of("https://as.example/t"));
        assert_eq!(
            of("https://as.example"),
            [
                "https://as.example/.well-known/oauth-authorization-server",
                "https://as.example/.well-known/openid-configuration",
            ]
        );
    }
}
