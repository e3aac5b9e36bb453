//! What proxies say in headers, read strictly: what is not in the grammar names nobody.

use std::net::{IpAddr, SocketAddr};

use http::HeaderValue;

/// What all proxies on the way said, the one nearest to us last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Whom each one was asked by; none where it hides that, or writes something else than an address.
    addresses: Vec<Option<IpAddr>>,
    pub(super) hosts: Vec<String>,
    pub(super) protocols: Vec<String>,
}

impl Told {
    /// `Forwarded` (RFC 7239 §4).
    pub(super) fn standard<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Self {
        let mut told = Self::default();
        for value in values {
            match value.to_str().ok().and_then(elements) {
                Some(elements) => elements.into_iter().for_each(|element| told.add(element)),
                None => told.addresses.push(None),
            }
        }
        told
    }

    /// `X-Forwarded-For`, `-Host` and `-Proto`, which have no standard.
    pub(super) fn customary<'a, V>(addresses: V, hosts: V, protocols: V) -> Self
    where
        V: IntoIterator<Item = &'a HeaderValue>,
    {
        Self {
            addresses: words(addresses).iter().map(|word| address(word)).collect(),
            hosts: words(hosts),
            protocols: words(protocols),
        }
    }

    fn add(&mut self, element: Vec<(String, String)>) {
        let mut from = None;
        for (name, value) in element {
            match name.as_str() {
                "for" => from = address(&value),
                "host" => self.hosts.push(value.to_ascii_lowercase()),
                "proto" => self.protocols.push(value.to_ascii_lowercase()),
                _ => {}
            }
        }
        self.addresses.push(from);
    }

    /// The client, if anything is said about it: going back from us, the first that is not a proxy of ours. What stands
    /// before that one was written by a stranger. A proxy that does not tell is itself the one who asks.
    pub(super) fn client(&self, peer: IpAddr, is_trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
        if self.addresses.is_empty() {
            return None;
        }
        let mut client = peer;
        for address in self.addresses.iter().rev() {
            let Some(address) = address else { break };
            client = *address;
            if !is_trusted(client) {
                break;
            }
        }
        Some(client)
    }
}

fn words<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Vec<String> {
    let each = values.into_iter().flat_map(|value| {
        // A value that is no text is one word that means nothing.
        value
            .to_str()
            .unwrap_or("?")
            .split(',')
            .map(|word| word.trim().to_ascii_lowercase())
    });
    each.collect()
}

/// An address with or without a port; IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let parsed = bare.parse::<IpAddr>().ok();
    let parsed = parsed.or_else(|| text.parse::<SocketAddr>().ok().map(|both| both.ip()));
    parsed.map(|address| address.to_canonical())
}

/// The elements of a `Forwarded` value, each with its pairs; none when anything in it is out of grammar.
fn elements(text: &str) -> Option<Vec<Vec<(String, String)>>> {
    let mut elements = vec![Vec::new()];
    let mut rest = text.trim_start();
    loop {
        let (name, after) = rest.split_once('=')?;
        if name.is_empty() || !name.bytes().all(is_token) {
            return None;
        }
        let (value, after) = value(after)?;
        elements.last_mut()?.push((name.to_ascii_lowercase(), value));
        let after = after.trim_start();
        let Some(separator) = after.chars().next() else {
            return Some(elements);
        };
        match separator {
            ';' => {}
            ',' => elements.push(Vec::new()),
            _ => return None,
        }
        rest = after.get(1..)?.trim_start();
    }
}

/// A token or a quoted string, and what stands after it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        // Proxies write `for=1.2.3.4:80` without the quotes that the colon asks for.
        let end = text
            .bytes()
            .position(|b| !is_token(b) && b != b':')
            .unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
