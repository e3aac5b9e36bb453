//! Who is behind a proxy: the client's address, and the host and scheme that it asked for.
//!
//! Enters: a connection's other end and the headers that proxies write (`Forwarded`, RFC 7239, and its three forerunners).
//! Leaves: a [`Client`] and a [`Reached`] in the request's extensions. Anybody can write such a header, so they count
//! only where the administrator named the proxy; from everybody else they are taken off before anything reads them.

mod told;

use std::net::IpAddr;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};
use ipnet::IpNet;

use crate::authority::Authority;
use crate::serving::Peer;
use told::Told;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The address of who really asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client(pub(crate) IpAddr);

/// The hosts under which proxies were asked; none when there is no proxy, or it does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reached(pub(crate) Vec<String>);

/// What the connection and its headers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    client: IpAddr,
    hosts: Vec<String>,
    /// Every proxy that says so was asked without encryption.
    in_the_clear: bool,
    /// The headers are a trusted proxy's.
    believed: bool,
}

/// Finds the client before anything else looks at the request; the refusal for one that came in the clear.
pub(crate) fn see_through(authority: &Authority, request: &mut Request) -> Option<Response> {
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else {
        return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    };
    let seen = see(peer.ip(), request.headers(), &authority.settings.trusted_proxies);
    if !seen.believed {
        for name in [header::FORWARDED, FOR, HOST, PROTO] {
            request.headers_mut().remove(name);
        }
    }
    if authority.addresses.secure && seen.in_the_clear {
        return Some((StatusCode::FORBIDDEN, "this server is reached by https only\n").into_response());
    }
    request.extensions_mut().insert(Client(seen.client));
    request.extensions_mut().insert(Reached(seen.hosts));
    None
}

fn see(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Seen {
    let peer = peer.to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut seen = Seen {
        client: peer,
        hosts: Vec::new(),
        in_the_clear: false,
        believed: is_trusted(peer),
    };
    if !seen.believed {
        return seen;
    }
    let standard = Told::standard(headers.get_all(header::FORWARDED));
    let customary = Told::customary(headers.get_all(FOR), headers.get_all(HOST), headers.get_all(PROTO));
    let clients = [&standard, &customary].map(|told| told.client(peer, is_trusted));
    seen.client = match clients {
        [Some(one), Some(other)] if one != other => {
            // One of them is the client's own, passed on; which one, nobody can tell.
            tracing::debug!(%peer, "a proxy passes on two different stories about its client");
            peer
        }
        [one, other] => one.or(other).unwrap_or(peer),
    };
    let protocols = [&standard.protocols[..], &customary.protocols[..]].concat();
    seen.in_the_clear = !protocols.is_empty() && protocols.iter().all(|one| one == "http");
    seen.hosts = [standard.hosts, customary.hosts].concat();
    seen
}

#[cfg(test)]
mod tests;
