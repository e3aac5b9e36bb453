//! What was asked and what was given: open sign-in pages, codes and tokens, all in memory.
//!
//! Everything secret is looked up by its SHA-256, so that no comparison can be timed, and everything ends by itself.
//! A code opens a *family*: when the code is presented twice, whatever the family was given is taken back
//! (RFC 6749 §4.1.2). It does not know HTTP, and checks nothing about the client on purpose.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::employee::Employee;
use crate::random;

/// Seconds for which a sign-in page can be answered.
const PAGE_LIFE: i64 = 600;
/// Seconds for which a code can be redeemed.
const CODE_LIFE: i64 = 60;
/// Seconds for which an access token is taken by the userinfo endpoint.
pub(crate) const ACCESS_LIFE: i64 = 600;
/// Seconds for which a refresh token works without being used.
const REFRESH_LIFE: i64 = 30 * 24 * 3600;
/// The most open sign-in pages; beyond it the oldest is dropped, since any local page can ask for one.
const MOST_PAGES: usize = 512;

type Hash = [u8; 32];

fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

/// A checked authorization request that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) redirect: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    /// The S256 challenge.
    pub(crate) challenge: String,
    pub(crate) scopes: Vec<String>,
    /// Whether a refresh token is wanted: the scope `offline_access`, or Google's `access_type=offline`.
    pub(crate) offline: bool,
}

/// What a redeemed code, or a token, stands for.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) employee: &'static Employee,
    pub(crate) asked: Asked,
    /// When the person picked themselves, in seconds since the epoch: the `auth_time` claim.
    pub(crate) at: i64,
    family: u64,
}

struct Timed<T> {
    until: i64,
    value: T,
}

/// The books.
#[derive(Default)]
pub(crate) struct Grants {
    pages: HashMap<Hash, Timed<Asked>>,
    codes: HashMap<Hash, Timed<(Given, bool)>>,
    access: HashMap<Hash, Timed<Given>>,
    refresh: HashMap<Hash, Timed<Given>>,
    families: u64,
}

impl Grants {
    /// Remembers a request while its page is open, and returns the page's secret.
    pub(crate) fn open(&mut self, asked: Asked, now: i64) -> String {
        self.sweep(now);
        if self.pages.len() >= MOST_PAGES
            && let Some(oldest) = self
                .pages
                .iter()
                .min_by_key(|(_, page)| page.until)
                .map(|(key, _)| *key)
        {
            self.pages.remove(&oldest);
        }
        let secret = random::text();
        self.pages.insert(
            hash(&secret),
            Timed {
                until: now + PAGE_LIFE,
                value: asked,
            },
        );
        secret
    }

    /// Takes the request behind a page, once.
    pub(crate) fn take_page(&mut self, secret: &str, now: i64) -> Option<Asked> {
        self.pages
            .remove(&hash(secret))
            .filter(|page| page.until > now)
            .map(|page| page.value)
    }

    /// Makes a code for the person who was picked.
    pub(crate) fn code(&mut self, asked: Asked, employee: &'static Employee, now: i64) -> String {
        self.families += 1;
        let given = Given {
            employee,
            asked,
            at: now,
            family: self.families,
        };
        let code = random::text();
        self.codes.insert(
            hash(&code),
            Timed {
                until: now + CODE_LIFE,
                value: (given, false),
            },
        );
        code
    }

    /// Takes a code. It is spent by being presented, whatever comes of it; presented again, it takes its family along.
    pub(crate) fn take_code(&mut self, code: &str, now: i64) -> Option<Given> {
        let known = self.codes.get_mut(&hash(code))?;
        let (given, spent) = &mut known.value;
        if *spent {
            let family = given.family;
            self.revoke_family(family);
            return None;
        }
        *spent = true;
        (known.until > now).then(|| given.clone())
    }

    /// Makes an access token.
    pub(crate) fn access(&mut self, given: Given, now: i64) -> String {
        let token = random::text();
        self.access.insert(
            hash(&token),
            Timed {
                until: now + ACCESS_LIFE,
                value: given,
            },
        );
        token
    }

    /// Makes a refresh token. Like Google's it is not rotated: the server in front has to live with both kinds.
    pub(crate) fn refresh(&mut self, given: Given, now: i64) -> String {
        let token = random::text();
        self.refresh.insert(
            hash(&token),
            Timed {
                until: now + REFRESH_LIFE,
                value: given,
            },
        );
        token
    }

    /// What an access token stands for, while it lives.
    pub(crate) fn by_access(&self, token: &str, now: i64) -> Option<Given> {
        self.access
            .get(&hash(token))
            .filter(|known| known.until > now)
            .map(|known| known.value.clone())
    }

    /// What a refresh token stands for, while it lives; its life starts anew.
    pub(crate) fn by_refresh(&mut self, token: &str, now: i64) -> Option<Given> {
        let known = self.refresh.get_mut(&hash(token)).filter(|known| known.until > now)?;
        known.until = now + REFRESH_LIFE;
        Some(known.value.clone())
    }

    /// Takes back the whole grant behind an access or refresh token, or nothing if there is none (RFC 7009 §2.2).
    pub(crate) fn revoke(&mut self, token: &str) {
        let key = hash(token);
        let family = self
            .refresh
            .get(&key)
            .or_else(|| self.access.get(&key))
            .map(|known| known.value.family);
        if let Some(family) = family {
            self.revoke_family(family);
        }
    }

    fn revoke_family(&mut self, family: u64) {
        self.access.retain(|_, known| known.value.family != family);
        self.refresh.retain(|_, known| known.value.family != family);
    }

    fn sweep(&mut self, now: i64) {
        self.pages.retain(|_, known| known.until > now);
        // A spent code is kept a while longer than it lives, so that a late replay is still noticed.
        self.codes.retain(|_, known| known.until + ACCESS_LIFE > now);
        self.access.retain(|_, known| known.until > now);
        self.refresh.retain(|_, known| known.until > now);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed test is a panic")]

    use super::*;
    use crate::employee::EMPLOYEES;

    fn asked(n: usize) -> Asked {
        Asked {
            redirect: format!("http://127.0.0.1/{n}"),
            state: None,
            nonce: None,
            challenge: "c".to_owned(),
            scopes: Vec::new(),
            offline: true,
        }
    }

    #[test]
    fn a_page_is_answered_once_and_in_time() {
        let mut grants = Grants::default();
        let page = grants.open(asked(1), 0);
        assert_eq!(grants.take_page(&page, 1), Some(asked(1)));
        assert_eq!(grants.take_page(&page, 1), None);
        let page = grants.open(asked(2), 0);
        assert_eq!(grants.take_page(&page, PAGE_LIFE), None);
    }

    #[test]
    fn a_flood_of_pages_drops_the_oldest() {
        let mut grants = Grants::default();
        let first = grants.open(asked(0), 0);
        let second = grants.open(asked(1), 1);
        for n in 0..MOST_PAGES - 1 {
            grants.open(asked(n), 2);
        }
        assert_eq!(grants.pages.len(), MOST_PAGES);
        assert_eq!(grants.take_page(&first, 3), None);
        assert!(grants.take_page(&second, 3).is_some());
    }

    #[test]
    fn a_replayed_code_takes_the_tokens_of_its_family_and_no_others() {
        let mut grants = Grants::default();
        let (code, other) = (
            grants.code(asked(1), &EMPLOYEES[0], 0),
            grants.code(asked(2), &EMPLOYEES[1], 0),
        );
        let (given, bystander) = (
            grants.take_code(&code, 1).unwrap(),
            grants.take_code(&other, 1).unwrap(),
        );
        let (access, refresh) = (grants.access(given.clone(), 1), grants.refresh(given, 1));
        let kept = grants.access(bystander, 1);
        assert!(grants.by_access(&access, 2).is_some());
        assert!(grants.take_code(&code, 2).is_none());
        assert!(grants.by_access(&access, 2).is_none());
        assert!(grants.by_refresh(&refresh, 2).is_none());
        assert!(grants.by_access(&kept, 2).is_some());
    }

    #[test]
    fn codes_and_tokens_end_by_themselves() {
        let mut grants = Grants::default();
        let code = grants.code(asked(1), &EMPLOYEES[0], 0);
        assert!(grants.take_code(&code, CODE_LIFE).is_none());
        let code = grants.code(asked(1), &EMPLOYEES[0], 0);
        let given = grants.take_code(&code, 0).unwrap();
        let access = grants.access(given.clone(), 0);
        let refresh = grants.refresh(given, 0);
        assert!(grants.by_access(&access, ACCESS_LIFE - 1).is_some());
        assert!(grants.by_access(&access, ACCESS_LIFE).is_none());
        assert!(grants.by_refresh(&refresh, REFRESH_LIFE - 1).is_some());
        assert!(
            grants.by_refresh(&refresh, REFRESH_LIFE + 5).is_some(),
            "use prolongs its life"
        );
        assert!(grants.by_refresh(&refresh, 3 * REFRESH_LIFE).is_none());
    }

    #[test]
    fn revoking_either_token_ends_both() {
        let mut grants = Grants::default();
        let code = grants.code(asked(1), &EMPLOYEES[0], 0);
        let given = grants.take_code(&code, 0).unwrap();
        let (access, refresh) = (grants.access(given.clone(), 0), grants.refresh(given, 0));
        grants.revoke("unknown");
        assert!(grants.by_access(&access, 1).is_some());
        grants.revoke(&access);
        assert!(grants.by_access(&access, 1).is_none());
        assert!(grants.by_refresh(&refresh, 1).is_none());
    }
}
