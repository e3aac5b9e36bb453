//! Which addresses a name may stand for.
//!
//! A public server's documents must not make us ask the machine's own network (SSRF); a company's own server is
//! usually private, and then private addresses are normal. The rule is applied where names are resolved, so that
//! a name that changes its address between check and use (DNS rebinding) meets it too.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which addresses a request may reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Addresses {
    /// Any address: the server is one that the user or the company configured.
    #[default]
    Any,
    /// Only addresses of the public internet: the URL came out of a document.
    PublicOnly,
}

/// Whether an address belongs to the public internet.
pub fn is_public(ip: IpAddr) -> bool {
    match unmapped(ip) {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_documentation()
                || ip.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(ip) => {
            let s = ip.segments();
            !(ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || (s[0] & 0xfe00) == 0xfc00
                || (s[0] & 0xffc0) == 0xfe80
                || (s[0] == 0x2001 && s[1] == 0xdb8)
                // NAT64 and 6to4 carry an IPv4 address that the rule above never saw.
                || (s[0] == 0x64 && s[1] == 0xff9b)
                || s[0] == 0x2002)
        }
    }
}

/// An IPv4 address in IPv6 clothes is judged as what it is.
pub(crate) fn unmapped(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    }
}

/// Whether a URL's host, when it is a literal address or a localhost name, passes the rule.
pub(crate) fn literal_allowed(url: &crate::url::Url, rule: Addresses) -> bool {
    if rule == Addresses::Any {
        return true;
    }
    match url.host() {
        Some(::url::Host::Ipv4(ip)) => is_public(IpAddr::V4(ip)),
        Some(::url::Host::Ipv6(ip)) => is_public(IpAddr::V6(ip)),
        Some(::url::Host::Domain(name)) => !crate::url::is_localhost(name),
        None => false,
    }
}

/// A name stands only for addresses that the rule forbids.
#[derive(Debug, thiserror::Error)]
#[error("{name} leads to an address inside this network")]
pub(crate) struct AddressRefused {
    name: String,
}

/// Resolves by the operating system and drops what is not public.
pub(crate) struct PublicResolver {
    /// Hosts of proxies, which are usually private: the rule is about what is asked, not about the way out.
    pub(crate) proxies: BTreeSet<String>,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let exempt = self.proxies.contains(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if exempt {
                return Ok(Box::new(found.into_iter()) as Addrs);
            }
            let public: Vec<SocketAddr> = found.iter().copied().filter(|a| is_public(a.ip())).collect();
            if public.is_empty() && !found.is_empty() {
                return Err(Box::new(AddressRefused {
                    name: name.as_str().to_owned(),
                })
                .into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Every name of this computer is its loopback, whatever a server of names says of it (RFC 6761 §6.3).
pub(crate) struct HereResolver;

impl Resolve for HereResolver {
    fn resolve(&self, _: Name) -> Resolving {
        let here = [IpAddr::V6(Ipv6Addr::LOCALHOST), IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let addresses = here.map(|ip| SocketAddr::new(ip, 0)).into_iter();
        Box::pin(std::future::ready(Ok(Box::new(addresses) as Addrs)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_in_every_disguise_are_not_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["1.1.1.1", "93.184.216.34", "2606:4700::1111"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
