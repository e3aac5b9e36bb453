//! A certificate authority of the tests' own.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

pub(crate) struct Ca {
    issuer: Issuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

/// The files of one certificate.
pub(crate) struct Files {
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
}

impl Ca {
    pub(crate) fn new() -> Self {
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), ca.self_signed(&key).unwrap().pem()).unwrap();
        Self {
            issuer: Issuer::new(ca, key),
            folder,
        }
    }

    /// The CA's own certificate, to be trusted.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A certificate and its key in memory; in force from 2020 until the first day of a year.
    pub(crate) fn issue(&self, host: &str, until_year: i32) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
        leaf.not_before = rcgen::date_time_ymd(2020, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(until_year, 1, 1);
        (leaf.signed_by(&key, &self.issuer).unwrap(), key)
    }

    /// The same as files, the key for its owner alone.
    pub(crate) fn write(&self, name: &str, host: &str, until_year: i32) -> Files {
        let (leaf, key) = self.issue(host, until_year);
        let files = Files {
            cert: self.folder.path().join(format!("{name}.pem")),
            key: self.folder.path().join(format!("{name}-key.pem")),
        };
        std::fs::write(&files.cert, leaf.pem()).unwrap();
        std::fs::write(&files.key, key.serialize_pem()).unwrap();
        #[cfg(unix)]
        files.readable(0o600);
        files
    }
}

impl Files {
    #[cfg(unix)]
    pub(crate) fn readable(&self, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&self.key, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}
