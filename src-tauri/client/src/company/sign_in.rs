//! A company's server as the settings that a sign-in takes.

use lanyard_net::url::{self, Refused};
use lanyard_oauth::{IssuerChoice, LoopbackHost, RedirectPolicy, ServerSettings};

use super::{CompanyServer, Redirect};

impl CompanyServer {
    /// How to reach it and sign in to it. Errors: an address that was not checked when the file was read.
    pub fn settings(&self) -> Result<ServerSettings, Refused> {
        let mut settings = ServerSettings::new(&self.name, &self.url)?;
        settings.client_id.clone_from(&self.client_id);
        settings.client_metadata_url = self.client_metadata_url.as_deref().map(url::parse).transpose()?;
        settings.scopes.clone_from(&self.scopes);
        if let Some(issuer) = &self.issuer {
            settings.issuer = IssuerChoice::Exactly(issuer.clone());
        }
        settings.redirect = match self.redirect {
            None => RedirectPolicy::Auto,
            Some(Redirect::DeepLink) => RedirectPolicy::DeepLink,
            Some(Redirect::Loopback | Redirect::Localhost) => RedirectPolicy::Loopback,
            Some(Redirect::Paste) => RedirectPolicy::Paste,
        };
        if self.redirect == Some(Redirect::Localhost) {
            settings.loopback_host = LoopbackHost::Localhost;
        }
        settings.loopback_port = self.port;
        settings.omit_resource = self.omit_resource;
        settings.allow_missing_pkce_metadata = self.allow_missing_pkce_metadata;
        settings.forbid_unverified_pkce = self.forbid_unverified_pkce;
        settings.extra_params.clone_from(&self.parameters);
        Ok(settings)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::path::Path;

    use super::super::Company;
    use super::*;

    #[test]
    fn every_key_of_a_server_reaches_the_sign_in() {
        let text = include_str!("../../../../examples/company.toml");
        let (company, _) = Company::parse(text, Path::new("company.toml"));
        let of = |id: &str| company.servers.iter().find(|s| s.id == id).unwrap().settings().unwrap();
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
}
