//! TLS by certificate files: for a server that no proxy stands in front of.
//!
//! Enters: the paths of the settings. Leaves: a pair of certificate and key that belong together, or the setting that is
//! wrong. The files are read once, at the start; nothing of the key is in an error.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use tokio_rustls::TlsAcceptor;
use x509_parser::parse_x509_certificate;

use crate::settings::{Settings, Wrong};

/// The setting of the certificate chain.
pub(crate) const CERT: &str = "tls_cert";
/// The setting of the private key.
pub(crate) const KEY: &str = "tls_key";

/// A certificate with its key.
pub(crate) struct Pair {
    config: Arc<ServerConfig>,
    leaf: CertificateDer<'static>,
    /// From when it is valid, in seconds since the epoch.
    pub(crate) starts: i64,
    /// Until when.
    pub(crate) ends: i64,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair").field("ends", &self.ends).finish_non_exhaustive()
    }
}

impl Pair {
    /// Reads the files, where the settings name them.
    pub(crate) fn load(settings: &Settings) -> Result<Option<Self>, Wrong> {
        let (cert, key) = match (&settings.tls_cert, &settings.tls_key) {
            (None, None) => return Ok(None),
            (Some(cert), Some(key)) => (cert.as_path(), key.as_path()),
            (Some(cert), None) => return Err(wrong(CERT, cert, "set tls_key, too: the file with its private key")),
            (None, Some(key)) => {
                return Err(wrong(
                    KEY,
                    key,
                    "set tls_cert, too: the file with the certificate chain",
                ));
            }
        };
        let unreadable = |error: rustls::pki_types::pem::Error| {
            let mend = format!("the file has to be readable PEM with certificates, the server's first: {error}");
            wrong(CERT, cert, mend)
        };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(cert)
            .map_err(unreadable)?
            .collect::<Result<_, _>>()
            .map_err(unreadable)?;
        let leaf = chain
            .first()
            .cloned()
            .ok_or_else(|| wrong(CERT, cert, "the file holds no certificate"))?;
        let (starts, ends) = {
            let parsed = parse_x509_certificate(&leaf);
            let (_, parsed) = parsed.map_err(|error| wrong(CERT, cert, format!("it is no certificate: {error}")))?;
            let validity = parsed.validity();
            (validity.not_before.timestamp(), validity.not_after.timestamp())
        };
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| {
            wrong(
                KEY,
                key,
                format!("the file has to be readable PEM with a private key: {error}"),
            )
        })?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
            .map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => wrong(KEY, key, "it is not the key of the certificate"),
                other => wrong(KEY, key, format!("the pair can't be used: {other}")),
            })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Some(Self {
            config: Arc::new(config),
            leaf,
            starts,
            ends,
        }))
    }

    /// What takes connections with it.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }

    /// Whether browsers that ask for this host take the certificate for it.
    pub(crate) fn covers(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let (Ok(name), Ok(leaf)) = (ServerName::try_from(host), ParsedCertificate::try_from(&self.leaf)) else {
            return false;
        };
        verify_server_name(&leaf, &name).is_ok()
    }
}

fn wrong(setting: &str, path: &Path, mend: impl Into<String>) -> Wrong {
    Wrong::new(setting, &path.display().to_string(), "settings", mend)
}

/// Who else than its owner may read a file: everybody, or the members of its group. None where a system keeps that in
/// another way.
#[cfg(unix)]
pub(crate) fn readers(path: &Path) -> Option<Readers> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    match (mode & 0o007, mode & 0o070) {
        (0, 0) => None,
        (0, _) => Some(Readers::Group),
        _ => Some(Readers::Everybody),
    }
}

#[cfg(not(unix))]
pub(crate) fn readers(_: &Path) -> Option<Readers> {
    None
}

/// Other readers of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    Group,
    Everybody,
}
