//! The browser that a sign-in belongs to: a random id in a sealed cookie.
//!
//! A sign-in that one browser started can be finished by no other, so that a stolen or planted authorization URL
//! leads nowhere. The cookie is sealed under the master key: nobody can make one up, not even from a stolen database.

use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};

use crate::authority::Authority;
use crate::endpoints::refusal::Refusal;
use crate::random;

const PURPOSE: &str = "browser cookie";
/// 90 days, in seconds.
const LIFE: i64 = 90 * 86_400;

/// One browser.
pub(crate) struct Browser {
    id: String,
}

impl Browser {
    /// The browser that sends these headers; a new one when it brings no cookie of ours.
    pub(crate) fn of(authority: &Authority, headers: &HeaderMap) -> Result<Self, Refusal> {
        match Self::known(authority, headers) {
            Some(known) => Ok(known),
            None => Ok(Self { id: random::token()? }),
        }
    }

    /// The browser that sends these headers, if it was here before.
    pub(crate) fn known(authority: &Authority, headers: &HeaderMap) -> Option<Self> {
        let name = cookie_name(authority);
        let value = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
        let id = authority.seal.open_bytes(PURPOSE, &sealed).ok()?;
        Some(Self {
            id: String::from_utf8(id).ok()?,
        })
    }

    /// What the database knows it by.
    pub(crate) fn hash(&self) -> String {
        random::hash(&self.id)
    }

    /// Gives the answer the cookie.
    pub(crate) fn keep(&self, authority: &Authority, mut response: Response) -> Response {
        let Ok(sealed) = authority.seal.seal(PURPOSE, self.id.as_bytes()) else {
            return response;
        };
        let secure = if authority.addresses.secure { "; Secure" } else { "" };
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LIFE}{secure}",
            cookie_name(authority),
            BASE64_URL_SAFE_NO_PAD.encode(sealed),
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

/// `__Host-` binds the cookie to this very host, and needs https. On loopback cookies are shared between ports, so
/// the port stands in the name.
fn cookie_name(authority: &Authority) -> String {
    if authority.addresses.secure {
        return "__Host-lanyard".to_owned();
    }
    let port = authority
        .addresses
        .origin
        .rsplit_once(':')
        .map_or("80", |(_, port)| port);
    let port = if port.bytes().all(|b| b.is_ascii_digit()) {
        port
    } else {
        "80"
    };
    format!("lanyard_{port}")
}
