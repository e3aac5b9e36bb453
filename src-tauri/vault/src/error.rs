//! What can go wrong with a place that keeps secrets. No error carries a secret or a name.

/// A secret could not be read or kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    /// No keychain service is installed or runs (a headless Linux session), and none will by waiting.
    #[error("no keychain is available here; unlock or install one, or keep secrets in an encrypted file or in memory")]
    Missing(String),
    /// There is a keychain, and it did not answer this time. Nothing may be concluded from that.
    #[error("the keychain did not answer ({0}); try again")]
    Unavailable(String),
    /// The keychain is there and locked, or the person declined.
    #[error("the keychain is locked; unlock it and try again")]
    Locked,
    /// The passphrase does not open the file.
    #[error("the passphrase does not open the secrets file")]
    Passphrase,
    /// Secrets are in an encrypted file that nobody has opened yet, see `Vault::open_file`.
    #[error("the secrets are in an encrypted file; enter its passphrase")]
    Closed,
    /// A file can't be opened, because another place keeps the secrets.
    #[error("the secrets are kept in another place")]
    Elsewhere,
    /// An entry is there and can't be read: cut by a crash, or being written by another process right now.
    #[error("an entry of the keychain is damaged; try again, and sign in anew if that does not help")]
    Damaged,
    /// The store failed.
    #[error("the place that keeps secrets failed: {0}")]
    Broken(String),
}
