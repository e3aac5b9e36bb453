//! Addresses that a server wants opened.

use lanyard_net::url::{Url, check_browsable};
use rmcp::ErrorData;

/// The longest address that is opened, in bytes.
const LONGEST: usize = 8_192;

/// https, or http on this computer, without a user name: nothing else is ever shown with a button to open it.
pub(super) fn usable(address: &str) -> Result<Url, ErrorData> {
    let refused =
        |why: &dyn std::fmt::Display| ErrorData::invalid_params(format!("the address can't be opened: {why}"), None);
    if address.len() > LONGEST {
        return Err(refused(&"it is too long"));
    }
    let url = Url::parse(address).map_err(|why| refused(&why))?;
    check_browsable(&url).map_err(|why| refused(&why))?;
    Ok(url)
}

/// The host as it is resolved, with a port that is not the usual one.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
