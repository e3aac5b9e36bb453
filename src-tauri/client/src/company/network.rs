//! `[network]`: how requests leave the machine.

use std::path::PathBuf;

use lanyard_net::{BuildError, Net, Proxy, Settings};

use super::report::Problem;
use super::section::{Read, Section};
use crate::api::Sentence;
use crate::{obstacle, say};

const KEYS: &[&str] = &["proxy", "extra_ca_files", "client_identity_file"];

/// Stands for a proxy that can't be read. The name never resolves (RFC 2606 §2), so that nothing goes around the
/// proxy that the company wants; loopback is not affected.
const NO_PROXY_TO_USE: &str = "http://company-proxy.invalid:1";

/// What the company says about the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// The proxy; none leaves it to the operating system.
    pub proxy: Option<Proxy>,
    /// PEM files with certificates trusted beside the operating system's store.
    pub extra_ca_files: Vec<PathBuf>,
    /// PEM file with a client certificate and its key.
    pub client_identity_file: Option<PathBuf>,
}

impl Network {
    /// The settings of this process, with the company's in place.
    #[must_use]
    pub fn apply(&self, mut settings: Settings) -> Settings {
        if let Some(proxy) = &self.proxy {
            settings.proxy = proxy.clone();
        }
        settings.extra_ca_files.extend(self.extra_ca_files.iter().cloned());
        if self.client_identity_file.is_some() {
            settings.client_identity_file.clone_from(&self.client_identity_file);
        }
        settings
    }

    /// Leaves out certificate files that can't be read: less is trusted then, and the app starts all the same.
    pub(super) fn drop_unusable_files(&mut self, files: &[PathBuf], problems: &mut Vec<Problem>) {
        let file = files.first().cloned().unwrap_or_default();
        let mut refuse = |key: &str, error: &BuildError, instead: Sentence| {
            let key = format!("network.{key}");
            let what = say!("can't be used: {why}", why = obstacle::network(error));
            problems.push(Problem {
                file: file.clone(),
                line: None,
                message: say!("{key} {what}. {instead}", key = &key, what, instead),
                key,
            });
        };
        self.extra_ca_files.retain(|path| {
            let alone = Settings {
                proxy: Proxy::Direct,
                extra_ca_files: vec![path.clone()],
                ..Settings::default()
            };
            let error = Net::new(&alone).err();
            if let Some(error) = &error {
                refuse("extra_ca_files", error, say!("Its certificates are not trusted."));
            }
            error.is_none()
        });
        if let Some(path) = self.client_identity_file.clone() {
            let alone = Settings {
                proxy: Proxy::Direct,
                client_identity_file: Some(path),
                ..Settings::default()
            };
            if let Err(error) = Net::new(&alone) {
                refuse(
                    "client_identity_file",
                    &error,
                    say!("Servers get no client certificate."),
                );
                self.client_identity_file = None;
            }
        }
    }
}

/// Reads the section.
pub(super) fn read(top: &Section<'_>) -> Network {
    let Some(table) = top
        .table("network", &say!("The operating system's network settings are used."))
        .good()
    else {
        return Network::default();
    };
    let section = Section::open(table, "network", KEYS, top.report());
    let folder = top.report().file().parent().map(PathBuf::from).unwrap_or_default();
    let files = section
        .texts("extra_ca_files", &say!("No further certificate is trusted."))
        .good()
        .unwrap_or_default();
    let identity = section
        .text("client_identity_file", &say!("Servers get no client certificate."))
        .good();
    Network {
        proxy: proxy(&section),
        extra_ca_files: files.iter().map(|path| folder.join(path)).collect(),
        client_identity_file: identity.map(|path| folder.join(path)),
    }
}

fn proxy(section: &Section<'_>) -> Option<Proxy> {
    let closed = say!("Until it is corrected, no request leaves this computer.");
    let nothing = Some(Proxy::Url(NO_PROXY_TO_USE.into()));
    let text = match section.text("proxy", &closed) {
        Read::Absent => return None,
        Read::Bad => return nothing,
        Read::Good(text) => text,
    };
    match text.as_str() {
        "system" => return Some(Proxy::System),
        "none" => return Some(Proxy::Direct),
        _ => {}
    }
    let what = match lanyard_net::url::Url::parse(&text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => say!("needs http:// or https://"),
        Ok(url) if url.host_str().is_none_or(str::is_empty) => say!("names no host"),
        // The file is for everyone to read; a password in it would be, too.
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            obstacle::address(&lanyard_net::url::Refused::UserInfo)
        }
        Ok(_) => return Some(Proxy::Url(text)),
        Err(_) => say!("is not \"system\", \"none\" or an address such as http://proxy.example.com:8080"),
    };
    section.refuse("proxy", what, &closed);
    nothing
}
