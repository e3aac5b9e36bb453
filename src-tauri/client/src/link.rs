//! Links in messages: which of them a browser is given. The words are a model's or a server's.

use lanyard_net::url::{Url, is_loopback};

/// The address, if it may be opened: a web address without a name and a password. Also the http of an intranet: nothing of
/// ours goes there, and the browser says that it is not encrypted. What runs on this computer is left out, because it
/// takes a visit for its owner's.
pub fn openable(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let web = match url.scheme() {
        "https" => true,
        "http" => !is_loopback(&url) && !is_everywhere(&url),
        _ => false,
    };
    (web && url.username().is_empty() && url.password().is_none()).then_some(url)
}

/// `0.0.0.0` and `[::]`, which lead to this computer too.
fn is_everywhere(url: &Url) -> bool {
    match url.host() {
        Some(lanyard_net::url::Host::Ipv4(ip)) => ip.is_unspecified(),
        Some(lanyard_net::url::Host::Ipv6(ip)) => ip.is_unspecified(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_are_opened_and_none_of_this_computer_without_encryption() {
        for good in [
            "https://a.example/x?y#z",
            "http://wiki.intranet/x",
            "http://10.0.0.7:8080/",
            "https://localhost/",
        ] {
            assert!(openable(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "a.example",
            "//a.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a.example/",
            "lanyard:/oauth/callback",
            "https://user:pw@a.example/",
            "http://user@a.example/",
            "http://127.0.0.1:8080/delete?all",
            "http://2130706433/",
            "http://127.1/",
            "http://0.0.0.0:8080/",
            "http://localhost:3000/",
            "http://x.localhost./",
            "http://[::1]:1/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
        ] {
            assert!(openable(bad).is_none(), "{bad}");
        }
    }
}
