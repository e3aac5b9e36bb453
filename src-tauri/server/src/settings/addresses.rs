//! The server's addresses: what the settings say about them, checked without the network.

use url::Url;

use super::{Settings, Wrong};

/// The server's addresses, derived once from the settings and the port that was bound.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    /// The origin without a slash, which is also our issuer.
    pub(crate) origin: String,
    /// The canonical resource: the MCP endpoint's URL.
    pub(crate) resource: String,
    /// The path under which the provider's answer arrives.
    pub(crate) callback_path: String,
    /// The redirect URI registered at the provider.
    pub(crate) callback_url: String,
    /// Whether browsers reach us over https.
    pub(crate) secure: bool,
}

impl Settings {
    /// Checks what can be checked without the network, and derives the addresses.
    pub(crate) fn addresses(&self, bound_port: u16) -> Result<Addresses, Wrong> {
        let url = match &self.server_url {
            Some(url) => url.clone(),
            None => self.own_url(bound_port)?,
        };
        let wrong_url = |mend: &str| Wrong::new("MCP_SERVER_URL", url.as_str(), "settings", mend);
        lanyard_net::url::check_endpoint(&url).map_err(|refused| wrong_url(&refused.to_string()))?;
        if self.tls_cert.is_some() && url.scheme() != "https" {
            return Err(wrong_url(
                "write https: the server speaks TLS with the certificate of tls_cert",
            ));
        }
        if url.query().is_some() || !(url.path() == "/" || url.path() == self.mcp_path) {
            return Err(wrong_url("write the origin alone, as in https://tools.example.com"));
        }
        if !self.mcp_path.starts_with('/') || self.mcp_path.len() < 2 || self.mcp_path.contains(['{', '}', '?', '#']) {
            return Err(Wrong::new(
                "mcp_path",
                &self.mcp_path,
                "settings",
                "write a path, as in /mcp",
            ));
        }
        let origin = url.origin().ascii_serialization();
        let callback_path = if self.callback.starts_with('/') {
            self.callback.clone()
        } else {
            let wrong = |mend: String| Wrong::new("MCP_CALLBACK_PATH", &self.callback, "settings", mend);
            let callback = Url::parse(&self.callback)
                .map_err(|_| wrong(format!("write a path, or a URL that starts with {origin}/")))?;
            if callback.origin() != url.origin() || callback.query().is_some() || callback.fragment().is_some() {
                return Err(wrong(format!(
                    "the callback must be on this server: {origin}{}",
                    callback.path()
                )));
            }
            callback.path().to_owned()
        };
        if callback_path.len() < 2 || callback_path.contains(['{', '}', '?', '#']) {
            return Err(Wrong::new(
                "MCP_CALLBACK_PATH",
                &self.callback,
                "settings",
                "write a path, as in /oauth/callback",
            ));
        }
        Ok(Addresses {
            resource: format!("{origin}{}", self.mcp_path),
            callback_url: format!("{origin}{callback_path}"),
            callback_path,
            secure: url.scheme() == "https",
            origin,
        })
    }
    /// Where the server is when nobody says how it is reached: on this machine.
    fn own_url(&self, bound_port: u16) -> Result<Url, Wrong> {
        let wrong = |mend: &str| Wrong::new("MCP_HOST", &self.host, "settings", mend);
        if ["0.0.0.0", "::", "[::]"].contains(&self.host.as_str()) {
            return Err(wrong(
                "to be reached from elsewhere, set MCP_SERVER_URL to the https address of the proxy in front",
            ));
        }
        let bare_ipv6 = self.host.contains(':') && !self.host.starts_with('[');
        let host = if bare_ipv6 {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        Url::parse(&format!("{scheme}://{host}:{bound_port}")).map_err(|_| wrong("write a host name or an address"))
    }
}
