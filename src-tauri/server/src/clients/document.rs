//! Client ID metadata documents: the `client_id` is an https URL, and what is there describes the client.
//!
//! The URL is a stranger's, so the fetch meets the address rule (no address inside our network), follows no redirect
//! and is capped; the answer is kept as long as its `Cache-Control` allows, within our own bounds.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use lanyard_net::{Addresses, Fetch, Net};
use serde::Deserialize;
use tokio::sync::Semaphore;
use url::Url;

use super::{Client, Origin, UnknownClient, redirect};

/// The largest document taken, in bytes.
const MAX_BYTES: usize = 16 << 10;
/// How many documents are remembered.
const MAX_KEPT: usize = 256;
/// How many are fetched at once.
const MAX_FETCHES: usize = 8;
/// Bounds of the time for which a document is remembered, in seconds.
const KEEP: (i64, i64) = (60, 86_400);
/// What a document without `Cache-Control` gets, in seconds.
const KEEP_SILENT: i64 = 3_600;

/// What is wrong with a document or its URL.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WrongDocument {
    /// The id is no URL of a document.
    #[error("its id must be an https URL with a path, and without fragment, user name or dot segments")]
    Id,
    /// Too many are being fetched.
    #[error("too many are being fetched; try again in a moment")]
    Busy,
    /// The host answers with something else than 200.
    #[error("its host answers {0}")]
    Status(u16),
    /// Not JSON of the right shape.
    #[error("it is not the JSON expected")]
    Shape,
    /// The document is about another client.
    #[error("its client_id is not the URL it was fetched from")]
    OtherClient,
    /// A way to authenticate that a public document can't back.
    #[error("its token_endpoint_auth_method must be \"none\"")]
    Authentication,
    /// A bad redirect.
    #[error("{0}")]
    Redirect(#[from] redirect::Refused),
    /// No redirect at all.
    #[error("it lists no redirect_uris")]
    NoRedirect,
}

#[derive(Deserialize)]
struct Document {
    client_id: String,
    #[serde(default)]
    client_name: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    grant_types: Option<Vec<String>>,
    #[serde(default)]
    token_endpoint_auth_method: Option<String>,
    #[serde(default)]
    client_secret: Option<serde::de::IgnoredAny>,
}

/// The documents known, with their time to live.
pub(crate) struct Documents {
    net: Net,
    private_hosts: Vec<String>,
    kept: Mutex<HashMap<String, (i64, Client)>>,
    places: Semaphore,
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Documents").finish_non_exhaustive()
    }
}

/// Whether an id is meant as the URL of a document.
pub(crate) fn is_document_id(id: &str) -> bool {
    id.starts_with("https://")
}

impl Documents {
    pub(crate) fn new(net: Net, private_hosts: Vec<String>) -> Self {
        Self {
            net,
            private_hosts,
            kept: Mutex::new(HashMap::new()),
            places: Semaphore::new(MAX_FETCHES),
        }
    }

    /// The client that the document at this URL describes.
    pub(crate) async fn get(&self, id: &str, now: i64) -> Result<Client, UnknownClient> {
        if let Some(client) = self.kept(id, now) {
            return Ok(client);
        }
        let url = check_id(id)?;
        let host = url.host_str().unwrap_or_default();
        let addresses = if self.private_hosts.iter().any(|known| known == host) {
            Addresses::Any
        } else {
            Addresses::PublicOnly
        };
        let fetch = Fetch::get(url)
            .header(header::ACCEPT, HeaderValue::from_static("application/json"))
            .addresses(addresses)
            .max_body(MAX_BYTES)
            .timeout(Duration::from_secs(5))
            .no_redirects();
        // A stranger can name any site in an id: what this server can be made to ask at once is little.
        let _place = self.places.try_acquire().map_err(|_| WrongDocument::Busy)?;
        let answer = self.net.fetch(fetch).await?;
        if answer.status.as_u16() != 200 {
            return Err(WrongDocument::Status(answer.status.as_u16()).into());
        }
        let document: Document = answer.json().map_err(|_| WrongDocument::Shape)?;
        let client = read(id, document)?;
        self.keep(id, now + keep_for(&answer.headers), &client);
        Ok(client)
    }

    fn kept(&self, id: &str, now: i64) -> Option<Client> {
        let kept = self.kept.lock().ok()?;
        kept.get(id)
            .filter(|(until, _)| *until > now)
            .map(|(_, client)| client.clone())
    }

    fn keep(&self, id: &str, until: i64, client: &Client) {
        if let Ok(mut kept) = self.kept.lock() {
            if kept.len() >= MAX_KEPT
                && let Some(oldest) = kept
                    .iter()
                    .min_by_key(|(_, (until, _))| *until)
                    .map(|(id, _)| id.clone())
            {
                kept.remove(&oldest);
            }
            kept.insert(id.to_owned(), (until, client.clone()));
        }
    }
}

fn check_id(id: &str) -> Result<Url, WrongDocument> {
    let url = Url::parse(id).map_err(|_| WrongDocument::Id)?;
    let fine = url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && url.path().len() > 1
        // The URL is its own normal form: no dot segments, no capitals in the host, no default port.
        && url.as_str() == id
        && id.len() <= 500;
    if fine { Ok(url) } else { Err(WrongDocument::Id) }
}

fn read(id: &str, document: Document) -> Result<Client, WrongDocument> {
    if document.client_id != id {
        return Err(WrongDocument::OtherClient);
    }
    if document.client_secret.is_some()
        || document
            .token_endpoint_auth_method
            .as_deref()
            .is_some_and(|method| method != "none")
    {
        return Err(WrongDocument::Authentication);
    }
    if document.redirect_uris.is_empty() || document.redirect_uris.len() > 20 {
        return Err(WrongDocument::NoRedirect);
    }
    for uri in &document.redirect_uris {
        redirect::check(uri)?;
    }
    let name = document.client_name.unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    Ok(Client {
        id: id.to_owned(),
        name: if name.trim().is_empty() { id.to_owned() } else { name },
        redirect_uris: document.redirect_uris,
        origin: Origin::Document,
        secret_hash: None,
        refreshes: document
            .grant_types
            .is_none_or(|types| types.iter().any(|t| t == "refresh_token")),
        asserts: false,
        own_scopes: BTreeSet::new(),
    })
}

/// Seconds for which the answer may be kept (RFC 9111 §5.2.2), within our bounds.
fn keep_for(headers: &HeaderMap) -> i64 {
    let text = headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut seconds = KEEP_SILENT;
    for directive in text.split(',').map(str::trim) {
        if directive.eq_ignore_ascii_case("no-store") || directive.eq_ignore_ascii_case("no-cache") {
            return KEEP.0;
        }
        if let Some(("max-age", value)) = directive.split_once('=') {
            seconds = value.trim_matches('"').parse().unwrap_or(KEEP.0);
        }
    }
    seconds.clamp(KEEP.0, KEEP.1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn document(json: serde_json::Value) -> Document {
        serde_json::from_value(json).unwrap()
    }

    const ID: &str = "https://app.example/client.json";

    #[test]
    fn a_document_about_another_client_is_refused() {
        let json =
            serde_json::json!({"client_id": "https://evil.example/c", "redirect_uris": ["https://app.example/cb"]});
        assert!(matches!(read(ID, document(json)), Err(WrongDocument::OtherClient)));
    }

    #[test]
    fn a_document_with_a_secret_or_a_dangerous_redirect_is_refused() {
        let secret =
            serde_json::json!({"client_id": ID, "redirect_uris": ["https://a.example/"], "client_secret": "x"});
        assert!(matches!(read(ID, document(secret)), Err(WrongDocument::Authentication)));
        let danger = serde_json::json!({"client_id": ID, "redirect_uris": ["javascript:alert(1)"]});
        assert!(matches!(read(ID, document(danger)), Err(WrongDocument::Redirect(_))));
    }

    #[test]
    fn the_id_must_be_an_https_url_in_normal_form_with_a_path() {
        assert!(check_id(ID).is_ok());
        for bad in [
            "https://app.example",
            "https://app.example/",
            "http://app.example/c",
            "https://app.example/a/../c",
            "https://user@app.example/c",
            "https://APP.example/c",
            "https://app.example/c#x",
        ] {
            assert!(check_id(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_cache_time_follows_the_header_within_bounds() {
        let with = |value: &'static str| {
            keep_for(&HeaderMap::from_iter([(
                header::CACHE_CONTROL,
                HeaderValue::from_static(value),
            )]))
        };
        assert_eq!(with("max-age=600"), 600);
        assert_eq!(with("public, max-age=99999999"), 86_400);
        assert_eq!(with("no-store"), 60);
        assert_eq!(keep_for(&HeaderMap::new()), 3_600);
    }
}
