//! The client metadata document that a company hosts.

use lanyard_net::url;
use serde_json::Value;

use crate::api::{Code, Error};
use crate::say;

/// The document to host at `address`, which becomes the client id. Errors: the address is not https with a path.
pub fn client_metadata(address: &str) -> Result<Value, Error> {
    let parsed = url::parse(address)
        .ok()
        .filter(|url| url.scheme() == "https" && url.path() != "/");
    let parsed = parsed.ok_or_else(|| {
        let message = say!("The address needs https and a path, for example https://example.com/lanyard.json.");
        Error::new(Code::Invalid, message)
    })?;
    Ok(lanyard_oauth::client_metadata_document(&parsed, "Lanyard"))
}
