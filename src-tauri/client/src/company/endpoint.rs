//! When two addresses are one endpoint.
//!
//! A person can write the company's address in many ways: another case, the port that is meant anyway, a slash or a
//! question mark at the end. None of them makes it a server of another name, to which the company's rules would not
//! apply. What is read here is only compared; what is asked stays as it was written.

use std::net::IpAddr;

use lanyard_net::url::{Host, Url, is_loopback};

/// The names of this computer. They are one host: who reaches a port by one name reaches it by the others.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// An address, read for comparison.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    scheme: String,
    host: String,
    port: Option<u16>,
    /// Whether the port is the scheme's own and may be left out.
    usual_port: bool,
    path: String,
}

impl Endpoint {
    /// Reads an address; none where it is not one.
    pub(crate) fn of(address: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok()?;
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: host(&url)?,
            port: url.port_or_known_default(),
            // The parser drops a port that is the scheme's own.
            usual_port: url.port().is_none(),
            path: path(url.path()),
        })
    }

    /// Whether scheme, host and port are the same (RFC 6454 §5), this computer's names counting as one.
    pub(crate) fn shares_origin(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.host == other.host && self.port == other.port
    }

    /// Whether the path is the same, too. What follows a question mark does not tell endpoints apart.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.shares_origin(other) && self.path == other.path
    }

    /// The ways in which an administrator may have written it, for patterns over addresses.
    pub(crate) fn spellings(&self) -> Vec<String> {
        let hosts = if self.host == LOOPBACK[0] {
            LOOPBACK.to_vec()
        } else {
            vec![self.host.as_str()]
        };
        let mut ports: Vec<String> = self.port.map(|port| format!(":{port}")).into_iter().collect();
        if self.usual_port {
            ports.push(String::new());
        }
        let mut all = Vec::new();
        for host in hosts {
            for port in &ports {
                for end in ["", "/"] {
                    all.push(format!("{}://{host}{port}{}{end}", self.scheme, self.path));
                }
            }
        }
        all
    }
}

fn host(url: &Url) -> Option<String> {
    if is_loopback(url) {
        return Some(LOOPBACK[0].to_owned());
    }
    match url.host()? {
        // A dot at the end of a name names the same host (RFC 1034 §3.1).
        Host::Domain(name) => Some(name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(ip) => Some(ip.to_string()),
        Host::Ipv6(ip) => Some(match IpAddr::V6(ip).to_canonical() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }),
    }
}

/// The path without escapes that need not be (RFC 3986 §6.2.2.2) and without slashes at its end.
fn path(written: &str) -> String {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            bytes.push(high * 16 + low);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).trim_end_matches('/').to_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn of(address: &str) -> Endpoint {
        Endpoint::of(address).unwrap()
    }

    #[test]
    fn one_endpoint_may_be_spelled_in_many_ways() {
        for (one, other) in [
            ("https://hr.example/mcp", " HTTPS://HR.Example.:443/mcp/?x=1 "),
            ("https://hr.example", "https://hr.example/"),
            ("https://hr.example/mcp", "https://hr.example/a/../%6d%63p"),
            ("https://10.0.0.5/mcp", "https://[::ffff:10.0.0.5]/mcp"),
            ("https://bücher.example/mcp", "https://xn--bcher-kva.example/mcp"),
            ("http://localhost:3000/mcp", "http://127.1:3000/mcp"),
            ("http://[::1]:3000/mcp", "http://x.localhost:3000/mcp"),
        ] {
            assert!(of(one).is(&of(other)), "{one} {other}");
        }
    }

    #[test]
    fn another_host_port_scheme_or_path_is_another_endpoint() {
        for other in [
            "https://hr.example:444/mcp",
            "https://hr2.example/mcp",
            "https://hr.example/mcp2",
            "https://hr.example/MCP",
            "http://hr.example:443/mcp",
        ] {
            assert!(!of("https://hr.example/mcp").is(&of(other)), "{other}");
        }
        assert!(of("https://hr.example/a").shares_origin(&of("https://hr.example/b")));
        assert!(Endpoint::of("hr.example").is_none() && Endpoint::of("mailto:a@b.example").is_none());
    }

    #[test]
    fn a_broken_escape_is_read_as_it_stands() {
        assert_eq!(of("https://hr.example/%zz%4").path, "/%zz%4");
        assert!(!of("https://hr.example/%ff").path.is_empty());
    }
}
