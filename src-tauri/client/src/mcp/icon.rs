//! A server's icon: from the server's own origin or in its own words, small, decoded and encoded anew.
//!
//! No credential goes with the request, no redirect is followed, and SVG is no icon here.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lanyard_net::url::{Url, same_origin};
use lanyard_net::{Fetch, Net};
use rmcp::RoleClient;
use rmcp::model::Icon;
use rmcp::service::Peer;

use super::content;
use crate::servers::ServerConfig;

/// The largest icon that is taken, in bytes.
const LARGEST: usize = 256 << 10;
/// Its sides as shown, in pixels: twice what is drawn, for dense screens.
const SIDE: u32 = 64;
/// How many are tried.
const TRIED: usize = 3;

/// The first of the server's icons that is one.
pub(super) async fn of(peer: &Peer<RoleClient>, config: &ServerConfig, net: &Net) -> Option<String> {
    let icons = peer.peer_info()?.server_info.as_ref()?.icons.clone()?;
    for icon in icons.iter().take(TRIED) {
        if let Some(bytes) = bytes_of(icon, config, net).await {
            let decoding = tokio::task::spawn_blocking(move || content::pixels(&bytes, SIDE));
            if let Some(url) = decoding.await.ok().flatten() {
                return Some(url);
            }
        }
    }
    None
}

async fn bytes_of(icon: &Icon, config: &ServerConfig, net: &Net) -> Option<Vec<u8>> {
    if let Some(data) = icon.src.strip_prefix("data:image/") {
        let (_, encoded) = data.split_once(";base64,")?;
        return (encoded.len() <= LARGEST * 2).then(|| BASE64_STANDARD.decode(encoded.trim()).ok())?;
    }
    let url = Url::parse(&icon.src).ok()?;
    let own = config.settings()?.endpoint();
    if !same_origin(&url, own) {
        return None;
    }
    let request = Fetch::get(url)
        .no_redirects()
        .max_body(LARGEST)
        .timeout(Duration::from_secs(5));
    let answer = net.fetch(request).await.ok()?;
    answer.status.is_success().then(|| answer.body.to_vec())
}
