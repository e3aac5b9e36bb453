//! What stands in the way of an address, a network setting or an exchange, as a piece of a sentence.
//!
//! `net` knows no window and says it in English. What others chose is cut short here, because it comes from files and
//! servers.

use lanyard_net::url::Refused;
use lanyard_net::{BuildError, FetchError};

use crate::api::Sentence;
use crate::company::excerpt;
use crate::say;

/// Why an address is refused. What is no address is not repeated: it may be a misplaced secret.
pub fn address(why: &Refused) -> Sentence {
    match why {
        Refused::NotAUrl(_) => {
            say!("it is not a web address; write it whole, as in https://tools.example.com/mcp")
        }
        Refused::Scheme { scheme } => say!(
            "{scheme}: addresses are not used; only https is, or http on this computer",
            scheme = excerpt(scheme, 40)
        ),
        Refused::Insecure { host } => say!("http://{host} is not encrypted; use https", host = excerpt(host, 80)),
        Refused::UserInfo => say!("the address carries a user name or password before the host; leave it out"),
        Refused::NoHost => say!("the address names no host"),
        Refused::Fragment => say!("the address ends in a fragment (#...); leave it out"),
    }
}

/// Why no network can be had with these settings.
pub fn network(why: &BuildError) -> Sentence {
    match why {
        BuildError::Certificate { path, reason } => say!(
            "the certificate file {file} can't be used: {why}",
            file = excerpt(&path.display().to_string(), 120),
            why = excerpt(reason, 120)
        ),
        BuildError::Proxy(proxy) => say!(
            "the proxy \"{proxy}\" is not an address such as http://proxy.example.com:8080",
            proxy = excerpt(proxy, 80)
        ),
        BuildError::Tls(reason) => say!("secure connections can't be set up: {why}", why = excerpt(reason, 160)),
    }
}

/// Why there is no answer.
pub fn exchange(why: &FetchError) -> Sentence {
    match why {
        FetchError::Url(why) => address(why),
        FetchError::Address { host } => say!(
            "{host} leads to an address inside this network, which a public server may not name",
            host = excerpt(host, 80)
        ),
        FetchError::Unreachable { host, .. } => say!("{host} can't be reached", host = excerpt(host, 80)),
        FetchError::Certificate { host, .. } => {
            say!("the certificate of {host} can't be verified", host = excerpt(host, 80))
        }
        FetchError::Timeout { host, seconds } => say!(
            "{host} did not answer within {seconds} s",
            host = excerpt(host, 80),
            seconds = *seconds
        ),
        FetchError::TooLarge { host, limit } => say!(
            "the answer of {host} is larger than {limit} bytes",
            host = excerpt(host, 80),
            limit = *limit
        ),
        FetchError::Redirect { host, to } => say!(
            "{host} redirects {to}, which is not followed",
            host = excerpt(host, 80),
            to = excerpt(to, 120)
        ),
        FetchError::Request { host, reason } => say!(
            "the request to {host} can't be written: {why}",
            host = excerpt(host, 80),
            why = excerpt(reason, 120)
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn in_english_it_says_what_net_says() {
        let host = || "hr.example".to_owned();
        for why in [
            Refused::Scheme { scheme: "ftp".into() },
            Refused::Insecure { host: host() },
            Refused::UserInfo,
            Refused::NoHost,
            Refused::Fragment,
        ] {
            assert_eq!(address(&why).to_string(), why.to_string());
        }
        for why in [
            BuildError::Certificate {
                path: PathBuf::from("/etc/ca.pem"),
                reason: "no certificate".into(),
            },
            BuildError::Proxy("proxy".into()),
            BuildError::Tls("no provider".into()),
        ] {
            assert_eq!(network(&why).to_string(), why.to_string());
        }
        for why in [
            FetchError::Address { host: host() },
            FetchError::Certificate {
                host: host(),
                detail: String::new(),
            },
            FetchError::Timeout {
                host: host(),
                seconds: 15,
            },
            FetchError::TooLarge { host: host(), limit: 9 },
            FetchError::Redirect {
                host: host(),
                to: "to evil.example".into(),
            },
            FetchError::Request {
                host: host(),
                reason: "odd".into(),
            },
        ] {
            assert_eq!(exchange(&why).to_string(), why.to_string());
        }
    }

    #[test]
    fn what_is_no_address_is_not_repeated() {
        let sentence = address(&Refused::NotAUrl("s3cret".into())).to_string();
        assert!(!sentence.contains("s3cret"), "{sentence}");
    }
}
