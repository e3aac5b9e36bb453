//! Who may come in, of those whom the provider knows.

use serde::Deserialize;
use serde_json::Value;

use super::Identity;
use crate::settings::{Access, Provider};

/// What verified claims say about a person (OpenID Connect Core §5.1).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Person {
    pub(crate) sub: String,
    email: Option<String>,
    email_verified: Option<Value>,
    name: Option<String>,
    hd: Option<String>,
    /// Everything else, for the groups.
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

impl Person {
    /// Whether the subject is one: not empty, and at most 255 bytes (OpenID Connect Core §2).
    pub(crate) fn is_named(&self) -> bool {
        !self.sub.is_empty() && self.sub.len() <= 255
    }
}

/// Why a person is turned away. The words are for the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Neither the domain nor the address is on a list.
    #[error("this account is not one of the organisation's")]
    Stranger,
    /// In none of the groups.
    #[error("this account is in none of the groups that may use these tools")]
    Groups,
}

/// Reads an identity from verified claims and holds it against the lists.
///
/// With domains or addresses listed, one of them must match. With groups listed, one of them must match as well.
pub(crate) fn admit(provider: &Provider, access: &Access, person: &Person) -> Result<Identity, NotAllowed> {
    let verified = match &person.email_verified {
        Some(Value::Bool(yes)) => *yes,
        // Some providers send a string.
        Some(Value::String(text)) => text == "true",
        _ => provider.trust_unverified_email,
    };
    let email = person.email.clone().filter(|_| verified);
    let groups = groups(person.rest.get(&provider.groups_claim));
    if !access.domains.is_empty() || !access.emails.is_empty() {
        let lower = email.as_ref().map(|email| email.to_ascii_lowercase());
        let by_email = lower
            .as_ref()
            .is_some_and(|email| access.emails.iter().any(|one| one.eq_ignore_ascii_case(email)));
        // Google: only `hd` says that an account belongs to the organisation; an address alone can outlive that.
        let domain = if provider.is_google() {
            person.hd.as_deref()
        } else {
            lower
                .as_deref()
                .and_then(|email| email.rsplit_once('@'))
                .map(|(_, domain)| domain)
        };
        let by_domain = domain.is_some_and(|domain| access.domains.iter().any(|one| one.eq_ignore_ascii_case(domain)));
        if !by_email && !by_domain {
            return Err(NotAllowed::Stranger);
        }
    }
    if !access.groups.is_empty() && !groups.iter().any(|group| access.groups.contains(group)) {
        return Err(NotAllowed::Groups);
    }
    Ok(Identity {
        issuer: provider.issuer.clone(),
        subject: person.sub.clone(),
        email,
        name: person.name.clone().filter(|name| !name.trim().is_empty()),
        groups,
    })
}

fn groups(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::settings::GOOGLE;

    fn claims(json: &Value) -> Person {
        let mut all = serde_json::json!({"sub": "1"});
        all.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    fn domains(domain: &str) -> Access {
        Access {
            domains: vec![domain.to_owned()],
            ..Access::default()
        }
    }

    #[test]
    fn an_unverified_address_opens_no_door() {
        let provider = Provider::oidc("https://id.example", "c", None);
        let access = domains("meridian.example");
        let unverified = claims(&serde_json::json!({"email": "ada@meridian.example"}));
        assert_eq!(
            admit(&provider, &access, &unverified).unwrap_err(),
            NotAllowed::Stranger
        );
        let verified = claims(&serde_json::json!({"email": "ada@meridian.example", "email_verified": "true"}));
        assert_eq!(
            admit(&provider, &access, &verified).unwrap().email.unwrap(),
            "ada@meridian.example"
        );
        let lookalike = claims(&serde_json::json!({"email": "ada@evil-meridian.example", "email_verified": true}));
        assert!(admit(&provider, &access, &lookalike).is_err());
    }

    #[test]
    fn google_accounts_are_told_by_hd_and_not_by_their_address() {
        let provider = Provider {
            issuer: GOOGLE.to_owned(),
            ..Provider::default()
        };
        let access = domains("meridian.example");
        let private = claims(&serde_json::json!({"email": "ada@meridian.example", "email_verified": true}));
        assert!(admit(&provider, &access, &private).is_err());
        let company = claims(&serde_json::json!({"email": "ada@x.example", "hd": "meridian.example"}));
        assert!(admit(&provider, &access, &company).is_ok());
    }

    #[test]
    fn a_group_is_needed_where_groups_are_listed() {
        let provider = Provider::oidc("https://id.example", "c", None);
        let access = Access {
            groups: vec!["staff".to_owned()],
            ..Access::default()
        };
        assert_eq!(
            admit(&provider, &access, &claims(&serde_json::json!({}))).unwrap_err(),
            NotAllowed::Groups
        );
        assert!(
            admit(
                &provider,
                &access,
                &claims(&serde_json::json!({"groups": ["staff", "x"]}))
            )
            .is_ok()
        );
    }
}
