//! Where a server's credentials come from: a person, or one of the ways that need none.

use std::collections::BTreeMap;

use super::{Reach, RedirectPolicy, SecretRef};

/// Where credentials come from. A server may have several ("hybrid"): the next is tried when one is refused, never
/// when one merely does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialSource {
    /// The configured headers or API key, sent as they are.
    Headers,
    /// The client's own credentials (RFC 6749 §4.4, MCP extension `io.modelcontextprotocol/oauth-client-credentials`):
    /// client id, and a secret or a private key.
    ClientCredentials,
    /// The workload's identity as an assertion (RFC 7523 §2.1).
    WorkloadIdentity,
    /// The company's sign-in: an ID token exchanged for an ID-JAG (RFC 8693), and that for an access token (MCP
    /// extension `io.modelcontextprotocol/enterprise-managed-authorization`).
    EnterpriseManaged,
    /// A person in the browser.
    SignIn,
}

impl CredentialSource {
    /// Whether tokens of this source are asked for without a person, for this server alone.
    pub(crate) fn is_unattended(self) -> bool {
        matches!(
            self,
            Self::ClientCredentials | Self::WorkloadIdentity | Self::EnterpriseManaged
        )
    }
}

/// A private key with which the client proves itself (`private_key_jwt`, OpenID Connect Core §9, RFC 7523 §2.2).
#[derive(Debug, Clone)]
pub struct ClientKey {
    /// The key in PEM: EC (P-256, P-384), RSA or Ed25519, in PKCS#8.
    pub pem: SecretRef,
    /// `alg` of the assertions; none: the usual one for the kind of key (ES256, ES384, RS256, EdDSA).
    pub algorithm: Option<String>,
    /// `kid` of the assertions, where the authorization server tells keys apart by it.
    pub key_id: Option<String>,
}

/// Whether tokens are bound to a key of ours (DPoP, RFC 9449).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dpop {
    /// Where the authorization server lists it for ES256, and the MCP server asks for it or lists it too.
    #[default]
    Auto,
    /// Wherever the authorization server lists it; a token that is not bound is refused.
    Required,
    /// Nowhere.
    Never,
}

/// The company's identity provider.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    /// The name used in sentences.
    pub name: String,
    /// Its issuer (OpenID Connect Discovery), byte for byte.
    pub issuer: String,
    /// Our client id there.
    pub client_id: String,
    /// The secret that goes with it, where it is a confidential client.
    pub client_secret: Option<SecretRef>,
    /// The private key that goes with it, in place of a secret.
    pub client_key: Option<ClientKey>,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// How the answer comes back.
    pub redirect: RedirectPolicy,
    /// The redirect addresses registered there.
    pub registered_redirects: Vec<String>,
    /// The loopback port; none: one that is free.
    pub loopback_port: Option<u16>,
    /// The loopback host is written `localhost`.
    pub localhost: bool,
    /// Further parameters of the authorization request.
    pub extra_params: BTreeMap<String, String>,
    /// An ID token that somebody else obtains and renews (a broker of the operating system); nobody signs in then.
    pub id_token: Option<SecretRef>,
    /// Whether its documents may name addresses of the private network.
    pub reach: Reach,
}

impl IdentityProvider {
    /// A provider with default settings.
    pub fn new(name: impl Into<String>, issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: None,
            client_key: None,
            scopes: vec!["email".to_owned(), "profile".to_owned()],
            redirect: RedirectPolicy::default(),
            registered_redirects: Vec::new(),
            loopback_port: None,
            localhost: false,
            extra_params: BTreeMap::new(),
            id_token: None,
            reach: Reach::default(),
        }
    }

    /// `openid` first, then the others.
    pub(crate) fn asked_scopes(&self) -> Vec<String> {
        crate::scope::union(["openid"], crate::scope::strs(&self.scopes))
    }
}
