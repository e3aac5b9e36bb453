//! Which URLs may be asked, and which may be shown to a browser.
//!
//! One rule serves both: `https`, or `http` when the host is this machine (RFC 8252 §8.3, MCP authorization:
//! "all endpoints MUST be served over HTTPS" but for loopback).

use std::net::IpAddr;

pub use ::url::{Host, Url};

/// Why a URL is not used.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum Refused {
    /// Not a URL at all.
    #[error("{0:?} is not a web address; write it whole, as in https://tools.example.com/mcp")]
    NotAUrl(String),
    /// A scheme other than https, or http away from this machine.
    #[error("{scheme}: addresses are not used; only https is, or http on this computer")]
    Scheme {
        /// The scheme found.
        scheme: String,
    },
    /// `http` to another machine.
    #[error("http://{host} is not encrypted; use https")]
    Insecure {
        /// The host asked for.
        host: String,
    },
    /// `user:password@` in front of the host.
    #[error("the address carries a user name or password before the host; leave it out")]
    UserInfo,
    /// No host.
    #[error("the address names no host")]
    NoHost,
    /// `#...` where none belongs (RFC 8707 §2, RFC 8414 §2).
    #[error("the address ends in a fragment (#...); leave it out")]
    Fragment,
}

/// Parses and checks an address that a person or a document gave.
pub fn parse(text: &str) -> Result<Url, Refused> {
    let url = Url::parse(text.trim()).map_err(|_| Refused::NotAUrl(shorten(text)))?;
    check_endpoint(&url)?;
    Ok(url)
}

/// An endpoint we may send requests to: https, or http on loopback; no user info, no fragment.
pub fn check_endpoint(url: &Url) -> Result<(), Refused> {
    check_browsable(url)?;
    if url.fragment().is_some() {
        return Err(Refused::Fragment);
    }
    Ok(())
}

/// An address that the system browser may be given: the same rule, a fragment allowed.
pub fn check_browsable(url: &Url) -> Result<(), Refused> {
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(url) => {}
        "http" => {
            return Err(Refused::Insecure {
                host: url.host_str().unwrap_or_default().to_owned(),
            });
        }
        other => {
            return Err(Refused::Scheme {
                scheme: other.to_owned(),
            });
        }
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Refused::NoHost);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::UserInfo);
    }
    Ok(())
}

/// Whether the host is this machine: 127.0.0.0/8, ::1 or a `localhost` name (RFC 6761 §6.3).
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => crate::address::unmapped(IpAddr::V6(ip)).is_loopback(),
        Some(Host::Domain(name)) => is_localhost(name),
        None => false,
    }
}

/// Whether a host name always means this machine.
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Scheme, host and port are equal (RFC 6454 §5).
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host() == b.host() && a.port_or_known_default() == b.port_or_known_default()
}

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback_http_is_used() {
        for good in [
            "https://a.example/mcp",
            "http://127.0.0.1:9/x",
            "http://localhost:3000/",
            "http://[::1]:1/",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "https://user:pw@a.example/",
            "https://a.example/#x",
            "ftp://a.example/",
            "a.example",
            "",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let of = |s: &str| Url::parse(s).unwrap();
        assert!(same_origin(&of("https://a.example/x"), &of("https://a.example:443/y")));
        assert!(!same_origin(&of("https://a.example/"), &of("https://a.example:444/")));
        assert!(!same_origin(&of("https://a.example/"), &of("http://a.example/")));
        assert!(!same_origin(&of("https://a.example/"), &of("https://b.example/")));
    }
}
