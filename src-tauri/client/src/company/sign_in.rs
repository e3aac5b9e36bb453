//! A company's server as the settings that a sign-in takes.

use lanyard_net::url::{self, Refused};
use std::sync::Arc;

use lanyard_oauth::{
    ClientKey, DEEP_LINK_REDIRECT, IdentityProvider, IssuerChoice, LoopbackHost, RedirectPolicy, SecretRef,
    ServerSettings,
};

use super::{Company, CompanyServer, Provider, Redirect, SecretPlace};
use crate::api::Source;
use crate::servers::{Reach, ServerConfig};

/// The id of the gateway's sign-in; no server's, because those have no dot.
pub(crate) const GATEWAY: &str = "company.gateway";

impl Redirect {
    fn policy(redirect: Option<Self>) -> RedirectPolicy {
        match redirect {
            None => RedirectPolicy::Auto,
            Some(Self::DeepLink) => RedirectPolicy::DeepLink,
            Some(Self::Loopback | Self::Localhost) => RedirectPolicy::Loopback,
            Some(Self::Paste) => RedirectPolicy::Paste,
        }
    }
}

fn key(place: Option<&SecretPlace>, key_id: Option<&String>) -> Option<ClientKey> {
    Some(ClientKey {
        pem: SecretRef::from(place?),
        algorithm: None,
        key_id: key_id.cloned(),
    })
}

impl Provider {
    /// How to sign in there.
    pub fn settings(&self) -> IdentityProvider {
        let mut settings = IdentityProvider::new(self.name.to_string(), &self.issuer, &self.client_id);
        settings.client_secret = self.client_secret.as_ref().map(SecretRef::from);
        settings.client_key = key(self.client_key.as_ref(), None);
        if let Some(scopes) = &self.scopes {
            settings.scopes.clone_from(scopes);
        }
        settings.redirect = Redirect::policy(self.redirect);
        if self.redirect == Some(Redirect::DeepLink) {
            settings.registered_redirects = vec![DEEP_LINK_REDIRECT.to_owned()];
        }
        settings.localhost = self.redirect == Some(Redirect::Localhost);
        settings.loopback_port = self.port;
        settings.id_token = self.id_token.as_ref().map(SecretRef::from);
        settings
    }
}

impl Company {
    /// The gateway as something that is signed in to; none: it takes a key.
    pub(crate) fn gateway_server(&self) -> Option<ServerConfig> {
        let gateway = self.gateway.as_ref()?;
        let sign_in = gateway.sign_in.as_ref()?;
        let mut provider = sign_in.provider.settings();
        provider.name = gateway.name.to_string();
        if let Some(audience) = &sign_in.audience {
            provider.extra_params.insert("audience".to_owned(), audience.clone());
        }
        // Both addresses were checked when the file was read.
        let settings = ServerSettings::behind(&gateway.base_url, &provider).ok()?;
        Some(ServerConfig {
            id: GATEWAY.to_owned(),
            name: provider.name,
            source: Source::Policy,
            reach: Reach::Http(Box::new(settings)),
            off: false,
        })
    }
}

impl CompanyServer {
    /// How to reach it and sign in to it, `provider` being the company's. Errors: an address that was not checked when
    /// the file was read.
    pub fn settings(&self, provider: Option<&Arc<IdentityProvider>>) -> Result<ServerSettings, Refused> {
        let mut settings = ServerSettings::new(&self.name, &self.url)?;
        settings.client_id.clone_from(&self.client_id);
        settings.client_metadata_url = self.client_metadata_url.as_deref().map(url::parse).transpose()?;
        settings.scopes.clone_from(&self.scopes);
        if let Some(issuer) = &self.issuer {
            settings.issuer = IssuerChoice::Exactly(issuer.clone());
        }
        settings.redirect = Redirect::policy(self.redirect);
        if self.redirect == Some(Redirect::Localhost) {
            settings.loopback_host = LoopbackHost::Localhost;
        }
        settings.loopback_port = self.port;
        settings.omit_resource = self.omit_resource;
        settings.allow_missing_pkce_metadata = self.allow_missing_pkce_metadata;
        settings.forbid_unverified_pkce = self.forbid_unverified_pkce;
        settings.extra_params.clone_from(&self.parameters);
        let credentials = &self.credentials;
        settings.sources.clone_from(&credentials.sources);
        settings.client_secret = credentials.client_secret.as_ref().map(SecretRef::from);
        settings.client_key = key(credentials.client_key.as_ref(), credentials.client_key_id.as_ref());
        settings.assertion = credentials.assertion.as_ref().map(SecretRef::from);
        settings.dpop = credentials.dpop;
        settings.headers = credentials
            .headers
            .iter()
            .map(|(name, place)| (name.clone(), SecretRef::from(place)))
            .collect();
        settings.identity_provider = provider.cloned();
        Ok(settings)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::path::Path;

    use lanyard_oauth::{CredentialSource, Dpop};

    use super::*;

    #[test]
    fn every_key_of_a_server_reaches_the_sign_in() {
        let text = include_str!("../../../../examples/company.toml");
        let (company, _) = Company::parse(text, Path::new("company.toml"));
        let of = |id: &str| {
            company
                .servers
                .iter()
                .find(|s| s.id == id)
                .unwrap()
                .settings(None)
                .unwrap()
        };
        let hr = of("hr");
        assert_eq!(
            (hr.name.as_str(), hr.url.as_str()),
            ("Meridian HR", "https://hr.meridian.example/mcp")
        );
        assert_eq!(
            (hr.issuer, hr.redirect, hr.loopback_port),
            (IssuerChoice::First, RedirectPolicy::Auto, None)
        );
        let expenses = of("expenses");
        assert_eq!(expenses.client_id.as_deref(), Some("lanyard-desktop"));
        assert_eq!(
            expenses.issuer,
            IssuerChoice::Exactly("https://login.meridian.example".into())
        );
        assert_eq!(
            (expenses.redirect, expenses.loopback_host),
            (RedirectPolicy::Loopback, LoopbackHost::Localhost)
        );
        assert_eq!(
            (expenses.loopback_port, expenses.forbid_unverified_pkce),
            (Some(8931), true)
        );
        assert_eq!(expenses.scopes.unwrap().len(), 2);
        let tickets = of("tickets");
        assert!(tickets.omit_resource && tickets.allow_missing_pkce_metadata);
        assert_eq!(
            tickets.client_metadata_url.unwrap().as_str(),
            "https://meridian.example/lanyard.json"
        );
        assert_eq!(tickets.extra_params["access_type"], "offline");
    }

    #[test]
    fn every_way_to_credentials_reaches_the_sign_in() {
        let text = include_str!("../../../../examples/company.toml");
        let (company, problems) = Company::parse(text, Path::new("company.toml"));
        assert_eq!(problems, vec![]);
        let provider = Arc::new(company.provider.as_ref().unwrap().settings());
        assert_eq!(provider.name, "Meridian sign-in");
        assert_eq!(
            (provider.issuer.as_str(), provider.client_id.as_str(), provider.redirect),
            ("https://login.meridian.example", "lanyard", RedirectPolicy::Loopback)
        );
        assert_eq!(provider.scopes, ["email", "profile", "offline_access"]);
        let of = |id: &str| {
            let server = company.servers.iter().find(|s| s.id == id).unwrap();
            server.settings(Some(&provider)).unwrap()
        };
        let facilities = of("facilities");
        assert_eq!(
            facilities.sources(),
            [CredentialSource::EnterpriseManaged, CredentialSource::SignIn]
        );
        assert!(matches!(facilities.client_secret, Some(SecretRef::File(p)) if p.ends_with("facilities.secret")));
        assert!(facilities.identity_provider.is_some());
        let signage = of("signage");
        assert_eq!(signage.sources().len(), 3);
        assert!(matches!(&signage.headers[0], (name, SecretRef::Env(v)) if name == "X-Api-Key" && v == "SIGNAGE_KEY"));
        assert!(matches!(signage.assertion, Some(SecretRef::File(_))));
        assert_eq!(signage.client_key.unwrap().key_id.as_deref(), Some("2026-11"));
    }

    #[test]
    fn a_gateways_sign_in_reaches_the_sign_in() {
        let text = include_str!("../../../../examples/company.toml");
        let (company, _) = Company::parse(text, Path::new("company.toml"));
        let gateway = company.gateway_server().unwrap();
        assert_eq!(
            (gateway.id.as_str(), gateway.url()),
            ("company.gateway", "https://models.meridian.example/v1/")
        );
        let settings = gateway.settings().unwrap();
        assert_eq!(settings.client_id.as_deref(), Some("lanyard-models"));
        assert_eq!(
            settings.issuer,
            IssuerChoice::Exactly("https://login.meridian.example".into())
        );
        assert_eq!(settings.extra_params["audience"], "https://models.meridian.example");
        assert!(settings.omit_resource && settings.scopes.as_ref().unwrap().contains(&"models.ask".to_owned()));
        let without = text.replace("sign_in = \"https", "# sign_in = \"https");
        assert!(
            Company::parse(&without, Path::new("company.toml"))
                .0
                .gateway_server()
                .is_none()
        );
    }

    #[test]
    fn what_can_not_be_read_leaves_a_person_to_sign_in_and_repeats_no_secret() {
        let text = r#"
            [[servers]]
            id = "a"
            url = "https://a.example/mcp"
            credentials = ["client_credentails"]
            client_secret = "hunter2"
            client_key = "file:relative.pem"
            assertion = 7
            headers = { "X-Key" = "hunter2", "bad name" = "env:OK", "X-Fine" = "env:FINE" }
            dpop = "sometimes"
            [identity_provider]
            issuer = "http://login.example"
            client_id = "x"
        "#;
        let (company, problems) = Company::parse(text, Path::new("company.toml"));
        let settings = company.servers[0].settings(None).unwrap();
        assert_eq!(settings.sources(), [CredentialSource::SignIn]);
        assert!(settings.client_secret.is_none() && settings.client_key.is_none() && settings.assertion.is_none());
        assert_eq!(settings.headers.len(), 1);
        assert_eq!(settings.dpop, Dpop::Required, "what is unreadable is not what opens");
        assert!(company.provider.is_none(), "not encrypted");
        let told: Vec<String> = problems.iter().map(|p| p.message.to_string()).collect();
        assert_eq!(told.len(), 8, "{told:#?}");
        assert!(told.iter().all(|t| !t.contains("hunter2")), "{told:#?}");
    }
}
