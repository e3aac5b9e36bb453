//! The site on which a client publishes its metadata document: TLS on loopback, under a certificate authority of its own.

use std::sync::Arc;

use lanyard_net::{Net, Proxy, Settings};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::AbortOnDropHandle;

use crate::Failure;

/// Its name, which the server has to be allowed: it is no public one.
pub(crate) const NAME: &str = "localhost";

/// The site, gone when dropped.
pub(crate) struct Host {
    client_id: String,
    folder: TempDir,
    _task: AbortOnDropHandle<()>,
}

impl Host {
    pub(crate) async fn start() -> Result<Self, Failure> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate()?;
        let folder = tempfile::tempdir()?;
        std::fs::write(
            folder.path().join("ca.pem"),
            authority.self_signed(&authority_key)?.pem(),
        )?;
        let key = KeyPair::generate()?;
        let leaf =
            CertificateParams::new(vec![NAME.to_owned()])?.signed_by(&key, &Issuer::new(authority, authority_key))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).map_err(str::to_owned)?,
            )?;
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let client_id = format!("https://{NAME}:{}/client.json", listener.local_addr()?.port());
        let answer: Arc<str> = answer(&client_id).into();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, answer) = (acceptor.clone(), Arc::clone(&answer));
                tokio::spawn(async move {
                    if let Err(error) = serve(stream, acceptor, &answer).await {
                        eprintln!("the document's site: {error}");
                    }
                });
            }
        });
        Ok(Self {
            client_id,
            folder,
            _task: AbortOnDropHandle::new(task),
        })
    }

    /// The document's address, which is the client's id.
    pub(crate) fn client_id(&self) -> String {
        self.client_id.clone()
    }

    /// A network on which the site's certificate is good.
    pub(crate) fn net(&self) -> Result<Net, Failure> {
        Ok(Net::new(&Settings {
            proxy: Proxy::Direct,
            extra_ca_files: vec![self.folder.path().join("ca.pem")],
            ..Settings::default()
        })?)
    }
}

fn answer(client_id: &str) -> String {
    let document = json!({
        "client_id": client_id,
        "client_name": "The conformance suite's document",
        "redirect_uris": ["http://127.0.0.1/callback"],
        "token_endpoint_auth_method": "none",
    })
    .to_string();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{document}",
        document.len()
    )
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, answer: &str) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let byte = stream.read_u8().await?;
        request.push(byte);
    }
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}
