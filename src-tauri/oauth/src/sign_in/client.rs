//! Which client id, and which redirect: the two depend on each other.
//!
//! A redirect is only used if the authorization server is known to accept it, and a registration is only used again
//! if its redirects are still ours to have (the loopback port is free). The listener is bound here, before anything
//! is shown to a browser.

use super::loopback::{Bound, LoopbackError};
use super::{BeginError, Options};
use crate::discovery::Discovered;
use crate::office::{KeepError, Office};
use crate::redirect::{self, DEEP_LINK_REDIRECT, Redirect};
use crate::registration::{self, AuthMethod, Client, KnownClient, Way};
use crate::settings::{RedirectPolicy, ServerSettings};
use crate::store::Registration;
use crate::trace::Trace;

const STEP: &str = "redirect";

/// A client and the way back to it.
pub(super) struct Chosen {
    pub(super) client: Client,
    pub(super) redirect: Redirect,
    pub(super) uri: String,
    pub(super) bound: Option<Bound>,
    /// A registration made just now, which is still to be kept.
    pub(super) registration: Option<Registration>,
}

/// One choice.
pub(super) struct Choice<'a> {
    pub(super) office: &'a Office,
    pub(super) server: &'a ServerSettings,
    pub(super) found: &'a Discovered,
    /// What was registered before, with whatever issuer.
    pub(super) registrations: &'a [Registration],
    pub(super) options: &'a Options,
    pub(super) trace: &'a Trace,
}

impl Choice<'_> {
    pub(super) async fn make(&self) -> Result<Chosen, BeginError> {
        let chosen = match registration::way(self.server, &self.found.metadata)? {
            Way::PreRegistered(id) => {
                self.trace
                    .ok("registration", format_args!("client id {id} from the settings"));
                let known = KnownClient {
                    server: &self.server.name,
                    id: &id,
                    secret: self.server.client_secret.as_ref(),
                    key: self.server.client_key.as_ref(),
                };
                let client = registration::known(&self.office.vault, &known, &self.found.metadata).await?;
                if client.is_secret() {
                    registration::check_issuer(self.office, self.server, &self.found.metadata.issuer).await?;
                }
                let deep = self.server.registered_redirects.iter().any(|r| r == DEEP_LINK_REDIRECT);
                self.with_redirect(client, deep).await?
            }
            Way::Document(url) => {
                self.trace
                    .ok("registration", format_args!("client metadata document {url}"));
                let deep = self.policy() == RedirectPolicy::Auto
                    && self.options.deep_link_registered
                    && registration::listed_redirects(&self.office.net, &url, self.trace)
                        .await
                        .contains(DEEP_LINK_REDIRECT);
                let client = Client {
                    id: url.to_string(),
                    secret: None,
                    key: None,
                    auth_method: AuthMethod::None,
                    registered: false,
                };
                self.with_redirect(client, deep).await?
            }
            Way::Dynamic(endpoint) => self.registered(&endpoint).await?,
        };
        self.trace.ok(STEP, &chosen.uri);
        Ok(chosen)
    }

    fn policy(&self) -> RedirectPolicy {
        self.options.redirect.unwrap_or(self.server.redirect)
    }

    /// Whether the deep link is the way, given that the authorization server lists it.
    fn goes_deep(&self, listed: bool) -> bool {
        match self.policy() {
            RedirectPolicy::DeepLink => true,
            RedirectPolicy::Auto => listed && self.options.deep_link_registered,
            RedirectPolicy::Loopback | RedirectPolicy::Paste => false,
        }
    }

    async fn with_redirect(&self, client: Client, deep_listed: bool) -> Result<Chosen, BeginError> {
        if self.goes_deep(deep_listed) {
            return Ok(deep(client));
        }
        let (bound, port) = self.bind(None).await?;
        Ok(self.looped(client, bound, port))
    }

    /// The kept registration where its redirects still serve, else a new one.
    async fn registered(&self, endpoint: &str) -> Result<Chosen, BeginError> {
        let issuer = &self.found.metadata.issuer;
        let old = self.registrations.iter().find(|row| row.issuer == *issuer);
        let kept = match old {
            Some(row) => registration::recall(self.office, row)
                .await?
                .map(|client| (client, row)),
            None => None,
        };
        if let Some((client, row)) = &kept
            && row.lists(DEEP_LINK_REDIRECT)
            && self.goes_deep(true)
        {
            self.note_kept(client);
            return Ok(deep(client.clone()));
        }
        let old_port = kept
            .as_ref()
            .and_then(|(_, row)| row.port)
            .and_then(|p| u16::try_from(p).ok());
        let (bound, port) = self.bind(old_port).await?;
        // A server that did not take the deep link then will not now; one that compares ports wants the same port.
        if let Some((client, row)) = kept
            && self.policy() != RedirectPolicy::DeepLink
            && [Some(port), None]
                .iter()
                .any(|p| row.lists(&redirect::loopback(self.server.loopback_host, *p)))
        {
            self.note_kept(&client);
            return Ok(self.looped(client, bound, port));
        }
        let (client, row) =
            registration::register(self.office, self.server, self.found, endpoint, port, old, self.trace).await?;
        let deep_listed = row.lists(DEEP_LINK_REDIRECT);
        if self.policy() == RedirectPolicy::DeepLink && !deep_listed {
            self.office
                .store
                .put_registration(&row)
                .await
                .map_err(KeepError::Store)?;
            return Err(BeginError::DeepLinkRefused {
                server: self.server.name.clone(),
                issuer: issuer.clone(),
            });
        }
        let chosen = if self.goes_deep(deep_listed) {
            deep(client)
        } else {
            self.looped(client, bound, port)
        };
        Ok(Chosen {
            registration: Some(row),
            ..chosen
        })
    }

    fn note_kept(&self, client: &Client) {
        self.trace.ok(
            "registration",
            format_args!("client id {}, kept from before", client.id),
        );
    }

    /// Binds the fixed port, else the one used before, else any. Pasting works without a listener.
    async fn bind(&self, before: Option<u16>) -> Result<(Option<Bound>, u16), BeginError> {
        let host = self.server.loopback_host;
        let fixed = self.server.loopback_port;
        let bound = match Bound::bind(host, fixed.or(before)).await {
            Err(LoopbackError::PortInUse { .. }) if fixed.is_none() => Bound::bind(host, None).await,
            other => other,
        };
        match bound {
            Ok(bound) => {
                let port = bound.port;
                Ok((Some(bound), port))
            }
            Err(error) => match (self.policy(), fixed.or(before)) {
                (RedirectPolicy::Paste, Some(port)) => {
                    self.trace.warning(STEP, &error);
                    Ok((None, port))
                }
                _ => Err(error.into()),
            },
        }
    }

    fn looped(&self, client: Client, bound: Option<Bound>, port: u16) -> Chosen {
        let redirect = if self.policy() == RedirectPolicy::Paste {
            Redirect::Paste
        } else {
            Redirect::Loopback
        };
        Chosen {
            client,
            redirect,
            uri: redirect::loopback(self.server.loopback_host, Some(port)),
            bound,
            registration: None,
        }
    }
}

fn deep(client: Client) -> Chosen {
    Chosen {
        client,
        redirect: Redirect::DeepLink,
        uri: DEEP_LINK_REDIRECT.to_owned(),
        bound: None,
        registration: None,
    }
}
