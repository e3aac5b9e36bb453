//! The one place that builds HTTP clients.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use reqwest::{Certificate, Client, ClientBuilder, Identity, redirect};

use crate::address::{HereResolver, PublicResolver};
use crate::url::{Url, is_loopback};
use crate::{Addresses, Proxy, Settings};

/// A client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A certificate file cannot be read or holds no certificate.
    #[error("the certificate file {path} can't be used: {reason}")]
    Certificate {
        /// The file named in the settings.
        path: PathBuf,
        /// What the reader said.
        reason: String,
    },
    /// The proxy setting is not an address.
    #[error("the proxy {0:?} is not an address such as http://proxy.example.com:8080")]
    Proxy(String),
    /// TLS could not be set up.
    #[error("secure connections can't be set up: {0}")]
    Tls(String),
}

/// HTTP for the whole process; a clone shares the connections.
#[derive(Debug, Clone)]
pub struct Net {
    any: Client,
    public: Client,
    /// For this computer: a proxy elsewhere would ask its own.
    here: Client,
}

impl Net {
    /// Builds the clients. Reads the certificate files, does no network.
    pub fn new(settings: &Settings) -> Result<Self, BuildError> {
        let any = base(settings)?.build().map_err(tls)?;
        let public = base(settings)?
            .dns_resolver(PublicResolver {
                proxies: proxy_hosts(&settings.proxy),
            })
            .build()
            .map_err(tls)?;
        let here = match settings.proxy {
            // The environment may name a proxy and forget to except this computer.
            Proxy::System => base(settings)?
                .no_proxy()
                .dns_resolver(HereResolver)
                .build()
                .map_err(tls)?,
            Proxy::Direct | Proxy::Url(_) => any.clone(),
        };
        Ok(Self { any, public, here })
    }

    /// For streams (MCP, models): no redirects, no cookies, connect time-out only.
    pub fn client(&self) -> &Client {
        &self.any
    }

    /// The same to an address: what is on this computer is asked past the system's proxy.
    pub fn client_to(&self, to: &Url) -> &Client {
        self.client_for(to, Addresses::Any)
    }

    pub(crate) fn client_for(&self, to: &Url, addresses: Addresses) -> &Client {
        match addresses {
            Addresses::Any if is_loopback(to) => &self.here,
            Addresses::Any => &self.any,
            Addresses::PublicOnly => &self.public,
        }
    }
}

/// A client for what must stay on this computer: no proxy is asked, not even the system's. It knows no certificate, so
/// that it is made at once, where it is needed.
pub fn near() -> Result<Client, BuildError> {
    let settings = Settings {
        proxy: Proxy::Direct,
        ..Settings::default()
    };
    base(&settings)?.tls_certs_only([]).build().map_err(tls)
}

fn base(settings: &Settings) -> Result<ClientBuilder, BuildError> {
    // Redirects are followed by `fetch`, which checks each one; a stream never follows any, so a bearer token
    // can't leave the origin it was issued for.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that builds clients")]
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .tcp_nodelay(true)
        .user_agent(&settings.user_agent);
    match &settings.proxy {
        Proxy::System => {}
        Proxy::Direct => builder = builder.no_proxy(),
        Proxy::Url(text) => {
            let proxy = reqwest::Proxy::all(text)
                .map_err(|_| BuildError::Proxy(text.clone()))?
                .no_proxy(reqwest::NoProxy::from_string("localhost,127.0.0.0/8,::1"));
            builder = builder.proxy(proxy);
        }
    }
    for path in &settings.extra_ca_files {
        let pem = read(path)?;
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|e| refused(path, &e))?;
        if certificates.is_empty() {
            return Err(BuildError::Certificate {
                path: path.clone(),
                reason: "it holds no certificate".into(),
            });
        }
        builder = builder.tls_certs_merge(certificates);
    }
    if let Some(path) = &settings.client_identity_file {
        let pem = read(path)?;
        builder = builder.identity(Identity::from_pem(&pem).map_err(|e| refused(path, &e))?);
    }
    Ok(builder)
}

/// The hosts of the proxies in use, as far as settings and environment name them.
fn proxy_hosts(proxy: &Proxy) -> BTreeSet<String> {
    let addresses: Vec<String> = match proxy {
        Proxy::Direct => Vec::new(),
        Proxy::Url(text) => vec![text.clone()],
        Proxy::System => [
            "HTTPS_PROXY",
            "https_proxy",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "all_proxy",
        ]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .collect(),
    };
    let host = |text: &String| {
        let whole = if text.contains("://") {
            text.clone()
        } else {
            format!("http://{text}")
        };
        Some(url::Url::parse(&whole).ok()?.host_str()?.to_ascii_lowercase())
    };
    addresses.iter().filter_map(host).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, BuildError> {
    std::fs::read(path).map_err(|e| refused(path, &e))
}

fn refused(path: &Path, error: &dyn std::error::Error) -> BuildError {
    BuildError::Certificate {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function to map_err")]
fn tls(error: reqwest::Error) -> BuildError {
    BuildError::Tls(error.to_string())
}
