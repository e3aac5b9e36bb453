//! `lanyard client-metadata`.

use lanyard_client::api::Error;

use crate::exit::{self, Exit};
use crate::output::Output;

/// The document is JSON with and without `--json`: it is there to be put into a file.
pub(super) fn run(url: &str, out: Output) -> Result<Exit, Error> {
    let document = lanyard_client::client_metadata(url)?;
    if out.is_json() {
        out.document(&document);
    } else {
        out.text(&serde_json::to_string_pretty(&document).unwrap_or_default());
    }
    Ok(exit::OK)
}
