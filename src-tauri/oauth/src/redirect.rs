//! The addresses to which an answer may come back (RFC 8252 §7).

use crate::settings::LoopbackHost;

/// The private-use scheme's redirect (RFC 8252 §7.1: one slash, no host).
pub const DEEP_LINK_REDIRECT: &str = "dev.lanyard.desktop:/oauth/callback";

/// The one path that the loopback listener answers.
pub(crate) const CALLBACK_PATH: &str = "/oauth/callback";

/// Which way the answer of a sign-in comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// By the private scheme, through the operating system.
    DeepLink,
    /// To the listener on this computer.
    Loopback,
    /// By the person's clipboard; a listener waits too, where it could be bound.
    Paste,
}

/// The loopback redirect; without a port as a client metadata document lists it (RFC 8252 §7.3: any port matches).
pub(crate) fn loopback(host: LoopbackHost, port: Option<u16>) -> String {
    let host = match host {
        LoopbackHost::Ipv4 => "127.0.0.1",
        LoopbackHost::Localhost => "localhost",
    };
    port.map_or_else(
        || format!("http://{host}{CALLBACK_PATH}"),
        |port| format!("http://{host}:{port}{CALLBACK_PATH}"),
    )
}

/// Every redirect that a registration with this port lists.
pub(crate) fn every(port: u16) -> Vec<String> {
    vec![
        DEEP_LINK_REDIRECT.to_owned(),
        loopback(LoopbackHost::Ipv4, Some(port)),
        loopback(LoopbackHost::Localhost, Some(port)),
    ]
}
