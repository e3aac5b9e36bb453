//! Which addresses a server's documents may name.
//!
//! A public server must not make us ask the machine's own network (SSRF). A company's internal server is private
//! itself, and then its authorization server usually is too.

use std::net::IpAddr;

use lanyard_net::url::{Host, Url, is_loopback, same_origin};
use lanyard_net::{Addresses, Fetch, is_public};
use serde::{Deserialize, Serialize};

use crate::settings::{Reach, ServerSettings};

/// The rule for one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rule {
    /// The server is private, or the settings say so.
    Any,
    /// Only the public internet, and the server's own origin.
    Public,
}

impl Rule {
    pub(crate) async fn of(server: &ServerSettings) -> Self {
        match server.reach {
            Reach::Private => Self::Any,
            Reach::Auto if is_private(server.endpoint()).await => Self::Any,
            Reach::Auto | Reach::Public => Self::Public,
        }
    }

    /// Whether a document may name this URL, as far as its text tells. Names are judged where they are resolved.
    pub(crate) fn allows(self, server: &Url, url: &Url) -> bool {
        self == Self::Any || same_origin(server, url) || !literal_private(url)
    }

    /// Puts the rule on a request. The server's own origin is configured by a person and needs none.
    pub(crate) fn on(self, server: &Url, request: Fetch, url: &Url) -> Fetch {
        if self == Self::Any || same_origin(server, url) {
            request.addresses(Addresses::Any)
        } else {
            request.addresses(Addresses::PublicOnly)
        }
    }
}

fn literal_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_public(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => !is_public(IpAddr::V6(ip)),
        _ => is_loopback(url),
    }
}

/// Whether the server lives inside: by its literal address, or by all that its name stands for. One private answer
/// among public ones does not open the inside: it is what a rebinding attack looks like.
async fn is_private(url: &Url) -> bool {
    if literal_private(url) {
        return true;
    }
    let Some(Host::Domain(name)) = url.host() else {
        return false;
    };
    let port = url.port_or_known_default().unwrap_or(443);
    match tokio::net::lookup_host((name, port)).await {
        Ok(found) => {
            let found: Vec<_> = found.collect();
            !found.is_empty() && found.iter().all(|a| !is_public(a.ip()))
        }
        Err(_) => false,
    }
}
