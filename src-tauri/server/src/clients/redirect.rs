//! Where a code may be sent.
//!
//! Registered redirects are checked once by [`check`], and a request's redirect is held against them by [`matches`],
//! byte for byte on the text as it came. Only the port of a loopback redirect may differ (RFC 8252 §7.3). Nothing is
//! decoded, lowered or normalised, because each such step is a way to mean two things with one text.

use url::Url;

/// Why a redirect is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not an absolute URL.
    #[error("the redirect is not an absolute URL")]
    NotAUrl,
    /// `#...` at the end (RFC 6749 §3.1.2).
    #[error("the redirect ends in a fragment (#...)")]
    Fragment,
    /// `user@` before the host.
    #[error("the redirect carries a user name before the host")]
    UserInfo,
    /// `http` to another machine.
    #[error("an http redirect must stay on this computer (127.0.0.1, [::1] or localhost); use https elsewhere")]
    Insecure,
    /// A scheme that could run something, or that several applications could own.
    #[error("the scheme {0:?} is not used: take https, http on loopback, or a private one in reverse-domain form")]
    Scheme(String),
    /// Characters that do not stand in a URL.
    #[error("the redirect holds a character that must not stand in a URL")]
    Character,
    /// Longer than anybody needs.
    #[error("the redirect is longer than 2000 characters")]
    TooLong,
}

/// Checks a redirect that somebody registers.
pub fn check(redirect: &str) -> Result<(), Refused> {
    if redirect.len() > 2_000 {
        return Err(Refused::TooLong);
    }
    if !redirect.bytes().all(|byte| byte.is_ascii_graphic()) || redirect.contains(['\\', '"', '<', '>', '`', '*']) {
        return Err(Refused::Character);
    }
    if redirect.contains('#') {
        return Err(Refused::Fragment);
    }
    let url = Url::parse(redirect).map_err(|_| Refused::NotAUrl)?;
    if !url.username().is_empty() || url.password().is_some() || authority(redirect).contains('@') {
        return Err(Refused::UserInfo);
    }
    match url.scheme() {
        "https" if url.has_host() && redirect.starts_with("https://") => Ok(()),
        "http" if loopback_parts(redirect).is_some() => Ok(()),
        "http" => Err(Refused::Insecure),
        scheme if is_reverse_domain(scheme) && redirect.starts_with(scheme) => Ok(()),
        other => Err(Refused::Scheme(other.to_owned())),
    }
}

/// Whether a request's redirect is this registered one.
pub fn matches(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return check(asked).is_ok();
    }
    match (loopback_parts(registered), loopback_parts(asked)) {
        (Some(ours), Some(theirs)) => ours == theirs && check(asked).is_ok(),
        _ => false,
    }
}

/// Where the answer goes, as the consent page says it: a host, `None` for this computer.
pub fn host(redirect: &str) -> Option<String> {
    let url = Url::parse(redirect).ok()?;
    match url.scheme() {
        "https" => url.host_str().map(str::to_owned),
        _ => None,
    }
}

/// The key under which a consent is remembered: the host, or the scheme of a private one.
pub fn place(redirect: &str) -> String {
    match Url::parse(redirect) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.host_str().unwrap_or_default().to_owned(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => String::new(),
    }
}

/// Whether the redirect leads to an application by a private-use scheme rather than over HTTP.
pub fn is_private_scheme(redirect: &str) -> bool {
    !redirect.starts_with("https://") && !redirect.starts_with("http://")
}

/// RFC 8252 §7.1: a domain name in reverse order, so that its owner can be told.
fn is_reverse_domain(scheme: &str) -> bool {
    let mut labels = 0;
    for label in scheme.split('.') {
        if label.is_empty()
            || !label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return false;
        }
        labels += 1;
    }
    labels >= 2
}

fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Host and everything after the port of `http://<loopback>[:port]...`, textually.
fn loopback_parts(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("http://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (host, port) = match authority.strip_prefix("[::1]") {
        Some(port) => (
            "[::1]",
            port.strip_prefix(':').or_else(|| port.is_empty().then_some(""))?,
        ),
        None => match authority.split_once(':') {
            Some((host, port)) if !port.is_empty() => (host, port),
            Some(_) => return None,
            None => (authority, ""),
        },
    };
    let known = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    let port_fine = port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok());
    (known && port_fine).then_some((host, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_loopback_and_reverse_domain_schemes_are_taken() {
        for good in [
            "https://app.example/callback",
            "https://app.example/callback?x=1",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:49152/callback",
            "http://localhost:3000/",
            "http://[::1]:8080/cb",
            "dev.lanyard.desktop:/oauth/callback",
            "com.example.app://callback",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn dangerous_schemes_and_shapes_are_refused() {
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "myapp:/callback",
            "about:blank",
            "blob:https://a.example/x",
            "http://app.example/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://localhost.evil.example/",
            "http://127.0.0.1@evil.example/",
            "http://user:pw@127.0.0.1/cb",
            "https://app.example@evil.example/",
            "https://app.example/cb#fragment",
            "https://app.example/\\evil",
            "https://app.example/ space",
            "https://*.example/cb",
            "HTTPS://app.example/cb",
            "https:app.example/cb",
            "http://127.0.0.1:99999/cb",
            "/callback",
            "",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_redirect_matches_byte_for_byte_and_loopback_by_any_port() {
        assert!(matches("https://app.example/cb", "https://app.example/cb"));
        assert!(matches("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb"));
        assert!(matches("http://127.0.0.1:1/cb", "http://127.0.0.1:5000/cb"));
        assert!(matches("http://[::1]/cb", "http://[::1]:5000/cb"));
        assert!(matches(
            "dev.lanyard.desktop:/oauth/callback",
            "dev.lanyard.desktop:/oauth/callback"
        ));
    }

    #[test]
    fn tricks_with_prefix_userinfo_path_port_slash_case_or_fragment_do_not_match() {
        let registered = "https://app.example/cb";
        for trick in [
            "https://app.example/cb/",
            "https://app.example/cb?x=1",
            "https://app.example/cb/../evil",
            "https://app.example/%63b",
            "https://app.example/cb%2f",
            "https://app.example:444/cb",
            "https://app.example:443/cb",
            "https://APP.example/cb",
            "https://app.example.evil.example/cb",
            "https://app.example@evil.example/cb",
            "https://evil.example/https://app.example/cb",
            "https://app.example/cb#x",
            "http://app.example/cb",
            "https://app.example/cb\\..\\evil",
            "https://app.example/CB",
        ] {
            assert!(!matches(registered, trick), "{trick}");
        }
        let loopback = "http://127.0.0.1/cb";
        for trick in [
            "http://localhost:5000/cb",
            "http://127.0.0.1:5000/cb/",
            "http://127.0.0.1:5000/cb?x",
            "http://127.0.0.1:5000@evil.example/cb",
            "http://127.0.0.1:@evil.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.1:5000/cb",
            "https://127.0.0.1:5000/cb",
        ] {
            assert!(!matches(loopback, trick), "{trick}");
        }
    }
}
