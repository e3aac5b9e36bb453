//! An identity provider that an administrator trusts to assert who asks (enterprise-managed authorization).

use url::Url;

use super::{Settings, Wrong};

/// Whose assertions are taken: ID-JAGs, as `draft-ietf-oauth-identity-assertion-authz-grant` calls them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionIssuer {
    /// Its issuer, compared byte for byte.
    pub issuer: String,
    /// Where its keys are; without it they are found through its metadata.
    pub jwks_uri: Option<Url>,
    /// The claim that names a person's groups.
    pub groups_claim: String,
    /// Takes an e-mail address that the assertion does not call verified.
    pub trust_unverified_email: bool,
}

impl AssertionIssuer {
    /// An issuer whose keys are found through its metadata and whose groups stand in `groups`.
    pub fn new(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            jwks_uri: None,
            groups_claim: "groups".to_owned(),
            trust_unverified_email: false,
        }
    }
}

impl Settings {
    /// Checks the issuers without the network.
    pub(crate) fn check_assertion_issuers(&self) -> Result<(), Wrong> {
        for (number, trusted) in self.assertion_issuers.iter().enumerate() {
            let wrong = |mend: String| Wrong::new("assertion_issuers", &trusted.issuer, "settings", mend);
            lanyard_net::url::parse(&trusted.issuer).map_err(|refused| wrong(refused.to_string()))?;
            if let Some(uri) = &trusted.jwks_uri {
                lanyard_net::url::check_endpoint(uri).map_err(|refused| wrong(format!("its jwks_uri: {refused}")))?;
            }
            if self.assertion_issuers[..number]
                .iter()
                .any(|other| other.issuer == trusted.issuer)
            {
                return Err(wrong("name each issuer once".to_owned()));
            }
            if self.database.is_none() {
                let mend = "set database: without one a used assertion would be taken again after a restart";
                return Err(wrong(mend.to_owned()));
            }
        }
        Ok(())
    }
}
