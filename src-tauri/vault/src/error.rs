//! What can go wrong with a place that keeps secrets. No error carries a secret or a name.

/// A secret could not be read or kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    /// No keychain service runs (a headless Linux session).
    #[error("no keychain is available here; unlock or install one, or keep secrets in an encrypted file or in memory")]
    Unavailable(String),
    /// The keychain is there and locked, or the person declined.
    #[error("the keychain is locked; unlock it and try again")]
    Locked,
    /// The passphrase does not open the file.
    #[error("the passphrase does not open the secrets file")]
    Passphrase,
    /// The store failed.
    #[error("the place that keeps secrets failed: {0}")]
    Broken(String),
}
