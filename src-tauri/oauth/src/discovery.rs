//! From a challenge to the authorization server (MCP authorization, "Authorization Server Location").
//!
//! What enters: the server's settings and its challenge. What leaves: the resource, the issuer and the endpoints,
//! all checked. It knows no registration, no scopes to ask for and no browser.

mod error;
mod issuer;
mod reach;
mod resource;

pub use error::DiscoveryError;
use http::{StatusCode, header};
pub(crate) use issuer::ServerMetadata;
use lanyard_net::url::Url;
use lanyard_net::{Answer, Fetch, FetchError, Net};
pub(crate) use reach::Rule;
pub(crate) use resource::Protected;
use serde::de::DeserializeOwned;

use crate::challenge::Challenge;
use crate::settings::{Dpop, IssuerChoice, Role, ServerSettings};
use crate::trace::Trace;

/// What discovery found.
#[derive(Debug, Clone)]
pub(crate) struct Discovered {
    /// The `resource` of RFC 8707, byte for byte as published, or the server's URL.
    pub(crate) resource: String,
    /// The scopes that the resource metadata lists.
    pub(crate) resource_scopes: Vec<String>,
    pub(crate) metadata: ServerMetadata,
    /// Which addresses the documents may name.
    pub(crate) rule: Rule,
    /// Tokens are to be bound to a key of ours (RFC 9449).
    pub(crate) dpop: bool,
}

/// What is known about the authorization server's PKCE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pkce {
    /// The metadata lists S256.
    Verified,
    /// The metadata says nothing, and the settings let that pass.
    NotAdvertised,
    /// There is no metadata (a 2025-03-26 server).
    Unverified,
}

/// One run.
pub(crate) struct Discovery<'a> {
    pub(crate) net: &'a Net,
    pub(crate) server: &'a ServerSettings,
    pub(crate) trace: &'a Trace,
    pub(crate) rule: Rule,
}

impl<'a> Discovery<'a> {
    pub(crate) async fn new(net: &'a Net, server: &'a ServerSettings, trace: &'a Trace) -> Self {
        let rule = Rule::of(server).await;
        Self {
            net,
            server,
            trace,
            rule,
        }
    }

    /// The whole way. A sign-in in a browser needs PKCE on top: see [`Discovery::check_pkce`].
    pub(crate) async fn run(&self, challenge: Option<&Challenge>) -> Result<Discovered, DiscoveryError> {
        let asked = challenge.and_then(|c| c.resource_metadata.as_ref());
        let protected = match self.server.role {
            Role::Resource => self.protected_resource(asked).await?,
            Role::Issuer | Role::Behind => None,
        };
        let takes_bound = challenge.is_some_and(|c| c.dpop) || protected.as_ref().is_some_and(|p| p.dpop);
        let (resource, resource_scopes, metadata) = match protected {
            Some(protected) => {
                let issuer = self.choose(&protected)?;
                let metadata = self.metadata_of(&issuer).await?;
                (protected.resource, protected.scopes, metadata)
            }
            None if self.server.role != Role::Resource => {
                let issuer = match &self.server.issuer {
                    IssuerChoice::Exactly(issuer) => issuer,
                    IssuerChoice::First => &self.server.url,
                };
                let metadata = self.metadata_of(issuer).await?;
                (self.own_resource(), Vec::new(), metadata)
            }
            // A server of the 2025-03-26 revision publishes no resource metadata.
            None => (
                self.own_resource(),
                Vec::new(),
                self.legacy_metadata(challenge.is_some()).await?,
            ),
        };
        self.check_endpoints(&metadata)?;
        let dpop = self.check_dpop(&metadata, takes_bound)?;
        Ok(Discovered {
            resource,
            resource_scopes,
            metadata,
            rule: self.rule,
            dpop,
        })
    }

    /// Whether tokens are bound to a key: both servers have to know it, or the settings insist.
    fn check_dpop(&self, metadata: &ServerMetadata, takes_bound: bool) -> Result<bool, DiscoveryError> {
        let bound = match (self.server.dpop, metadata.binds_tokens()) {
            (Dpop::Never, _) | (Dpop::Auto, false) => false,
            (Dpop::Auto, true) => takes_bound,
            (Dpop::Required, true) => true,
            (Dpop::Required, false) => {
                return Err(DiscoveryError::DpopNotSupported {
                    server: self.server.name.clone(),
                    issuer: metadata.issuer.clone(),
                });
            }
        };
        if bound {
            self.trace
                .ok("dpop", "tokens are bound to a key of this sign-in (RFC 9449)");
        }
        Ok(bound)
    }

    /// Which authorization server: the configured one, else the first.
    fn choose(&self, protected: &Protected) -> Result<String, DiscoveryError> {
        let server = || self.server.name.clone();
        let named = &protected.authorization_servers;
        let chosen = match &self.server.issuer {
            IssuerChoice::First => named.first(),
            IssuerChoice::Exactly(wanted) => {
                Some(
                    named
                        .iter()
                        .find(|i| *i == wanted)
                        .ok_or_else(|| DiscoveryError::IssuerNotOffered {
                            server: server(),
                            wanted: wanted.clone(),
                        })?,
                )
            }
        };
        let chosen = chosen.ok_or_else(|| DiscoveryError::NoAuthorizationServer { server: server() })?;
        let note = if named.len() > 1 {
            format!(" (one of {})", named.len())
        } else {
            String::new()
        };
        self.trace.ok("authorization server", format_args!("{chosen}{note}"));
        Ok(chosen.clone())
    }

    /// Without metadata the resource is the server's URL as given, without a fragment (RFC 8707 §2). The settings
    /// refuse fragments, so the string is used as it stands: a URL parser would add a slash.
    fn own_resource(&self) -> String {
        self.server.url.clone()
    }

    fn check_endpoints(&self, metadata: &ServerMetadata) -> Result<(), DiscoveryError> {
        let named = [
            ("authorization_endpoint", metadata.authorization_endpoint.as_ref()),
            ("token_endpoint", Some(&metadata.token_endpoint)),
            ("registration_endpoint", metadata.registration_endpoint.as_ref()),
            ("revocation_endpoint", metadata.revocation_endpoint.as_ref()),
            ("jwks_uri", metadata.jwks_uri.as_ref()),
        ];
        for (what, url) in named {
            if let Some(text) = url {
                self.check_named(what, text)?;
            }
        }
        Ok(())
    }

    /// A URL that a document names: https (or http on loopback), and inside the address rule.
    fn check_named(&self, what: &'static str, text: &str) -> Result<Url, DiscoveryError> {
        let refused = |reason: String| DiscoveryError::BadEndpoint {
            server: self.server.name.clone(),
            what,
            url: text.chars().take(200).collect(),
            reason,
        };
        let url = Url::parse(text).map_err(|_| refused("it is not a URL".to_owned()))?;
        lanyard_net::url::check_endpoint(&url).map_err(|e| refused(e.to_string()))?;
        if !self.rule.allows(self.server.endpoint(), &url) {
            return Err(refused(
                "a public server may not name an address inside this network".to_owned(),
            ));
        }
        Ok(url)
    }

    /// GETs a well-known document; none: there is none at this place.
    async fn get(&self, step: &'static str, place: &Url, cap: usize) -> Result<Option<Answer>, DiscoveryError> {
        let server = || self.server.name.clone();
        let request = self
            .rule
            .on(self.server.endpoint(), Fetch::get(place.clone()).max_body(cap), place);
        let answer = match self.net.fetch(request).await {
            Ok(answer) => answer,
            // Many web servers send what they don't know to a page elsewhere: that is "not here".
            Err(error @ FetchError::Redirect { .. }) => {
                self.trace.warning(step, format_args!("GET {place}: {error}"));
                return Ok(None);
            }
            Err(source) => {
                return Err(DiscoveryError::Fetch {
                    server: server(),
                    step,
                    source,
                });
            }
        };
        let status = answer.status;
        // An ailing server is not one that publishes nothing: going on would mean guessing endpoints.
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(DiscoveryError::Ailing {
                server: server(),
                step,
                url: place.to_string(),
                status: status.as_u16(),
            });
        }
        if status != StatusCode::OK {
            self.trace.ok(step, format_args!("GET {place} answered {status}"));
            return Ok(None);
        }
        Ok(Some(answer))
    }

    /// Reads the document; a catch-all page of a web server is no document, a document that is wrong is an error.
    fn read<T: DeserializeOwned>(
        &self,
        step: &'static str,
        place: &Url,
        answer: &Answer,
    ) -> Result<Option<T>, DiscoveryError> {
        let kind = answer
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        match answer.json() {
            Ok(document) => Ok(Some(document)),
            Err(_) if kind.to_ascii_lowercase().starts_with("text/") => {
                self.trace
                    .ok(step, format_args!("GET {place} answered a page, not a document"));
                Ok(None)
            }
            Err(error) => Err(DiscoveryError::Document {
                server: self.server.name.clone(),
                step,
                url: place.to_string(),
                reason: error.to_string(),
            }),
        }
    }

    /// RFC 7636 by the metadata, as MCP requires it to be checked.
    pub(crate) fn check_pkce(&self, metadata: &ServerMetadata) -> Result<Pkce, DiscoveryError> {
        let (server, issuer) = (self.server.name.clone(), metadata.issuer.clone());
        if metadata.assumed {
            if self.server.forbid_unverified_pkce {
                return Err(DiscoveryError::PkceUnverified { server });
            }
            self.trace.warning(
                "pkce",
                "S256 is sent, but without metadata it can't be verified that it is checked",
            );
            return Ok(Pkce::Unverified);
        }
        match &metadata.code_challenge_methods_supported {
            Some(methods) if methods.iter().any(|m| m == "S256") => {
                self.trace.ok("pkce", "the authorization server lists S256");
                Ok(Pkce::Verified)
            }
            Some(methods) => Err(DiscoveryError::PkceUnsupported {
                server,
                issuer,
                methods: methods.join(", "),
            }),
            None if self.server.allow_missing_pkce_metadata => {
                self.trace.warning(
                    "pkce",
                    "the authorization server lists no methods; the settings let that pass",
                );
                Ok(Pkce::NotAdvertised)
            }
            None => Err(DiscoveryError::PkceNotAdvertised { server, issuer }),
        }
    }
}
