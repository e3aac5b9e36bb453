//! Our client metadata document (OAuth Client ID Metadata Document): a company hosts it, its URL is our client id.

use std::collections::BTreeSet;

use lanyard_net::url::Url;
use lanyard_net::{Fetch, Net};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::redirect::{self, DEEP_LINK_REDIRECT};
use crate::settings::LoopbackHost;
use crate::trace::Trace;

/// The document to host at `url`. Redirects are without ports: any port matches them (RFC 8252 §7.3).
pub fn client_metadata_document(url: &Url, name: &str) -> Value {
    json!({
        "client_id": url.as_str(),
        "client_name": name,
        "application_type": "native",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        "redirect_uris": [
            DEEP_LINK_REDIRECT,
            redirect::loopback(LoopbackHost::Ipv4, None),
            redirect::loopback(LoopbackHost::Localhost, None),
        ],
    })
}

/// The redirects that the hosted document lists. When it can't be read the deep link simply is not chosen.
pub(crate) async fn listed_redirects(net: &Net, url: &Url, trace: &Trace) -> BTreeSet<String> {
    #[derive(Deserialize)]
    struct Document {
        client_id: String,
        #[serde(default)]
        redirect_uris: BTreeSet<String>,
    }
    let step = "client metadata document";
    let answer = match net.fetch(Fetch::get(url.clone()).max_body(64 * 1024)).await {
        Ok(answer) => answer,
        Err(error) => {
            trace.warning(step, error);
            return BTreeSet::new();
        }
    };
    match answer.json::<Document>() {
        Ok(document) if document.client_id == url.as_str() => {
            trace.ok(step, format_args!("{url} lists {:?}", document.redirect_uris));
            document.redirect_uris
        }
        Ok(document) => {
            trace.warning(
                step,
                format_args!(
                    "{url} says that it is {:?}; its URL has to be its client_id",
                    document.client_id
                ),
            );
            BTreeSet::new()
        }
        Err(error) => {
            trace.warning(step, error);
            BTreeSet::new()
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_itself_and_lists_redirects_without_ports() {
        let url = Url::parse("https://apps.example/lanyard.json").unwrap();
        let document = client_metadata_document(&url, "Lanyard");
        assert_eq!(document["client_id"], "https://apps.example/lanyard.json");
        assert_eq!(document["redirect_uris"][1], "http://127.0.0.1/oauth/callback");
        assert_eq!(document["redirect_uris"][0], "dev.lanyard.desktop:/oauth/callback");
    }
}
