//! Protected resource metadata (RFC 9728): what the MCP server says about itself.

use lanyard_net::url::{Url, same_origin};
use serde::Deserialize;

use super::{Discovery, DiscoveryError};
use crate::scope;

const STEP: &str = "resource metadata";
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";
/// These documents are a few hundred bytes.
const MAX_BODY: usize = 256 * 1024;

/// The part of the document that is used.
#[derive(Debug, Clone)]
pub(crate) struct Protected {
    /// Byte for byte as published: it is the `resource` of every later request.
    pub(crate) resource: String,
    pub(crate) authorization_servers: Vec<String>,
    pub(crate) scopes: Vec<String>,
    /// It takes tokens that are bound to a key (RFC 9728 §2, `dpop_*`).
    pub(crate) dpop: bool,
}

#[derive(Deserialize)]
struct Document {
    resource: String,
    #[serde(default)]
    authorization_servers: Vec<String>,
    scopes_supported: Option<Vec<String>>,
    #[serde(default)]
    dpop_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    dpop_bound_access_tokens_required: bool,
}

impl Discovery<'_> {
    /// The document from the challenge's URL, else from the well-known places; none: the server publishes none.
    pub(crate) async fn protected_resource(&self, asked: Option<&Url>) -> Result<Option<Protected>, DiscoveryError> {
        let mut places: Vec<Url> = Vec::new();
        if let Some(url) = asked {
            self.check_named("resource_metadata", url.as_str())?;
            places.push(url.clone());
        }
        for url in well_known(self.server.endpoint()) {
            if !places.contains(&url) {
                places.push(url);
            }
        }
        for url in places {
            if let Some(document) = self.read_protected(&url).await? {
                return Ok(Some(document));
            }
        }
        Ok(None)
    }

    async fn read_protected(&self, url: &Url) -> Result<Option<Protected>, DiscoveryError> {
        let Some(answer) = self.get(STEP, url, MAX_BODY).await? else {
            return Ok(None);
        };
        let Some(document) = self.read::<Document>(STEP, url, &answer)? else {
            return Ok(None);
        };
        if !covers(&document.resource, self.server.endpoint()) {
            return Err(DiscoveryError::ResourceMismatch {
                server: self.server.name.clone(),
                published: document.resource.chars().take(200).collect(),
                asked: self.server.url.clone(),
            });
        }
        self.trace.ok(
            STEP,
            format_args!(
                "GET {url}: resource {}, authorization servers {:?}",
                document.resource, document.authorization_servers
            ),
        );
        let scopes = document.scopes_supported.unwrap_or_default();
        let scopes = scope::union(scope::strs(&scopes).filter(|s| scope::is_token(s)), []);
        Ok(Some(Protected {
            resource: document.resource,
            authorization_servers: document.authorization_servers,
            scopes,
            dpop: document.dpop_bound_access_tokens_required
                || document
                    .dpop_signing_alg_values_supported
                    .iter()
                    .any(|a| a == crate::proof::ALGORITHM),
        }))
    }
}

/// `/.well-known/oauth-protected-resource/<path>`, then the root (RFC 9728 §3.1).
fn well_known(server: &Url) -> Vec<Url> {
    let at = |path: &str, query: Option<&str>| {
        let mut url = server.clone();
        url.set_path(path);
        url.set_query(query);
        url.set_fragment(None);
        url
    };
    let path = server.path();
    let mut places = Vec::new();
    if path != "/" {
        places.push(at(&format!("{WELL_KNOWN}{path}"), server.query()));
    }
    places.push(at(WELL_KNOWN, None));
    places
}

/// Whether metadata for `resource` speaks for the server: the same origin, and a path that is the server's or holds
/// it by whole segments.
pub(crate) fn covers(resource: &str, server: &Url) -> bool {
    let Ok(resource) = Url::parse(resource) else {
        return false;
    };
    if !same_origin(&resource, server)
        || resource.fragment().is_some()
        || !resource.username().is_empty()
        || resource.password().is_some()
        || (resource.query().is_some() && resource.query() != server.query())
    {
        return false;
    }
    let segments = |url: &Url| -> Vec<String> {
        let mut all: Vec<String> = url.path().split('/').skip(1).map(str::to_owned).collect();
        if all.last().is_some_and(String::is_empty) {
            all.pop();
        }
        all
    };
    segments(server).starts_with(&segments(&resource))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn c1_2_the_resource_is_the_server_or_a_prefix_of_it_by_whole_segments() {
        let server = Url::parse("https://a.example/tools/mcp").unwrap();
        for good in [
            "https://a.example/tools/mcp",
            "https://a.example/tools/mcp/",
            "https://a.example/tools",
            "https://a.example/",
            "https://a.example",
            "https://A.EXAMPLE:443/tools",
        ] {
            assert!(covers(good, &server), "{good}");
        }
        for bad in [
            "https://a.example/tool",
            "https://a.example/tools/mc",
            "https://a.example/tools/mcp/x",
            "https://a.example/other",
            "https://b.example/tools/mcp",
            "https://a.example:444/tools/mcp",
            "http://a.example/tools/mcp",
            "https://a.example.evil.example/tools/mcp",
            "https://a.example@evil.example/tools/mcp",
            "https://x@a.example/tools/mcp",
            "https://a.example/tools/mcp#x",
            "https://a.example/tools/mcp?x",
            "https://a.example//",
            "a.example",
            "",
        ] {
            assert!(!covers(bad, &server), "{bad}");
        }
    }

    #[test]
    fn the_well_known_places_are_the_paths_then_the_root() {
        let of = |s: &str| {
            well_known(&Url::parse(s).unwrap())
                .iter()
                .map(Url::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of("https://a.example/mcp"),
            [
                "https://a.example/.well-known/oauth-protected-resource/mcp",
                "https://a.example/.well-known/oauth-protected-resource"
            ]
        );
        assert_eq!(
            of("https://a.example"),
            ["https://a.example/.well-known/oauth-protected-resource"]
        );
    }
}
