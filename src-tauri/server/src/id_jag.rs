//! Assertions of a trusted identity provider about who asks (ID-JAG,
//! draft-ietf-oauth-identity-assertion-authz-grant §4.4; MCP enterprise-managed authorization §5.1).
//!
//! Enters: an assertion and the client that was authenticated. Leaves: [`Asserted`], a person whom the lists let in, or
//! the rule that was broken. Whether the assertion was used before stands in the store, and is the caller's question.

mod claims;
mod issuer;

use lanyard_net::Net;

use crate::clock::Clock;
use crate::principal::Principal;
use crate::settings::{Access, AssertionIssuer};
use crate::upstream::{Identity, UpstreamError, access, signature};
use claims::Claims;
pub(crate) use claims::WrongAssertion;
pub(crate) use issuer::Trusted;

/// The grant type under which an assertion comes (RFC 7523 §2.1).
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How metadata says that an ID-JAG may be such an assertion.
pub(crate) const PROFILE: &str = "urn:ietf:params:oauth:grant-profile:id-jag";

/// What an assertion came to.
#[derive(Debug)]
pub(crate) struct Asserted {
    /// Who asks.
    pub(crate) identity: Identity,
    /// The scopes that the provider allows; all of them, where it says nothing.
    pub(crate) scope: Option<String>,
    /// What names this assertion among all, hashed.
    pub(crate) hash: String,
    /// Until when it could be presented again, in seconds since the epoch.
    pub(crate) usable_until: i64,
}

/// Why an assertion is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    /// It breaks a rule.
    #[error("the assertion {0}")]
    Wrong(#[from] WrongAssertion),
    /// The person may not come in.
    #[error(transparent)]
    NotAllowed(#[from] access::NotAllowed),
    /// Its issuer's keys can't be had.
    #[error("the identity provider's keys can't be had: {0}")]
    Keys(#[from] UpstreamError),
}

/// The trusted issuers.
#[derive(Debug)]
pub(crate) struct IdJag {
    trusted: Vec<Trusted>,
    access: Access,
    /// The issuer of the people who sign in here by themselves.
    own_issuer: String,
    audience: String,
    resource: String,
    clock: Clock,
}

impl IdJag {
    pub(crate) fn new(
        issuers: &[AssertionIssuer],
        access: Access,
        own_issuer: String,
        (audience, resource): (String, String),
        net: &Net,
        clock: &Clock,
    ) -> Self {
        Self {
            trusted: issuers
                .iter()
                .map(|issuer| Trusted::new(issuer, net.clone(), clock.clone()))
                .collect(),
            access,
            own_issuer,
            audience,
            resource,
            clock: clock.clone(),
        }
    }

    /// Whether assertions are taken at all.
    pub(crate) fn is_offered(&self) -> bool {
        !self.trusted.is_empty()
    }

    /// Whether this issuer is trusted (still).
    pub(crate) fn trusts(&self, issuer: &str) -> bool {
        self.find(issuer).is_some()
    }

    fn find(&self, issuer: &str) -> Option<&Trusted> {
        self.trusted.iter().find(|trusted| trusted.issuer() == issuer)
    }

    /// Verifies an assertion that this client presents.
    pub(crate) async fn verify(&self, assertion: &str, client_id: &str) -> Result<Asserted, NotTaken> {
        let header = signature::header(assertion).map_err(WrongAssertion::from)?;
        claims::check_type(header.typ.as_deref())?;
        let issuer = claims::unverified_issuer(assertion)?;
        let trusted = self.find(&issuer).ok_or(WrongAssertion::Issuer)?;
        let keys = trusted.keys(header.kid.as_deref()).await?;
        let claims: Claims = signature::claims(&keys, &header, assertion).map_err(WrongAssertion::from)?;
        let checked = claims.check(
            &claims::Expected {
                issuer: trusted.issuer(),
                audience: &self.audience,
                resource: &self.resource,
                client_id,
            },
            self.clock.unix(),
        )?;
        let mut identity = access::admit(trusted.provider(), &self.access, &claims.person)?;
        // A subject is its issuer's (RFC 7519 §4.1.2): the same word from another one is another person.
        if identity.issuer != self.own_issuer {
            identity.subject = Principal::subject_of(&identity.issuer, &identity.subject);
        }
        Ok(Asserted {
            identity,
            scope: claims.scope(),
            hash: checked.hash,
            usable_until: checked.usable_until,
        })
    }
}
