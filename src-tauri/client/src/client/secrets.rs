//! The place that keeps this profile's secrets, and the encrypted file that a person may put in a keychain's place.

use std::sync::PoisonError;

use lanyard_vault::{Kind, VaultError};
use secrecy::{ExposeSecret as _, SecretString};

use super::Client;
use crate::api::{Code, Details, Error, EventBody, Notice, NoticeKind, VaultView};
use crate::say;

/// The shortest passphrase of a new file, in characters. Argon2id makes each guess slow; it can't make "lanyard" good.
const SHORTEST: usize = 10;

impl Client {
    /// Tries the place that keeps secrets, and says how it stands.
    pub async fn probe_vault(&self) {
        let result = self.inner.vault.probe().await;
        let view = match (&result, self.inner.vault.kind()) {
            (Err(VaultError::Closed), _) => VaultView::FileClosed,
            (Err(VaultError::Locked | VaultError::Passphrase | VaultError::Unavailable(_)), _) => VaultView::Locked,
            (Err(VaultError::Missing(_)), _) | (_, Kind::Memory) => VaultView::Memory,
            (_, Kind::Keychain) => VaultView::Keychain,
            (_, Kind::File) => VaultView::File,
        };
        *self.inner.vault_view.lock().unwrap_or_else(PoisonError::into_inner) = view;
        self.inner.bus.emit(EventBody::Vault { vault: view });
        let message = match view {
            VaultView::Memory => {
                say!(
                    "There is no keychain here, so sign-ins last until Lanyard closes. To stay signed in, keep them in an encrypted file (see Settings) or install a keychain."
                )
            }
            VaultView::FileClosed => {
                say!("Your sign-ins are in an encrypted file. Enter its passphrase in Settings to use them.")
            }
            VaultView::Locked => say!("The keychain is locked. Unlock it, then try again; nothing is lost."),
            _ => return self.dismiss_notice("vault"),
        };
        self.notify(Notice {
            id: "vault".to_owned(),
            kind: NoticeKind::Keychain,
            message,
            details: None,
        });
    }

    /// Whether secrets are in an encrypted file that nobody has opened yet.
    pub async fn is_secrets_file_closed(&self) -> bool {
        matches!(self.inner.vault.place().await, Err(VaultError::Closed))
    }

    /// Opens the encrypted file, or makes it and moves there what is in memory: who is signed in stays signed in.
    pub async fn open_secrets_file(&self, passphrase: SecretString) -> Result<(), Error> {
        let new = self.inner.vault.kind() != Kind::File;
        if new && passphrase.expose_secret().chars().count() < SHORTEST {
            return Err(Error::new(
                Code::Invalid,
                say!(
                    "A passphrase has at least {count} characters. Several words are easiest to remember.",
                    count = SHORTEST.to_string()
                ),
            ));
        }
        let moved = self
            .inner
            .vault
            .open_file(passphrase)
            .await
            .map_err(|e| not_opened(&e))?;
        if let Some(from) = &moved.from
            && let Err(error) = self.inner.authorizer.moved(from, &moved.to).await
        {
            tracing::warn!(%error, "sign-ins could not be noted as kept in the file; they are asked for again");
        }
        self.look_again().await;
        Ok(())
    }

    /// Does without the encrypted file, whose passphrase is forgotten: it is set aside, and everybody signs in anew.
    pub async fn start_secrets_over(&self) -> Result<(), Error> {
        let aside = self.inner.vault.set_file_aside().await.map_err(|e| not_opened(&e))?;
        if let Err(error) = self.inner.authorizer.lost(&aside.place).await {
            tracing::warn!(%error, "sign-ins of the file that was set aside are still listed; they are asked for again");
        }
        self.look_again().await;
        self.notify(Notice {
            id: "secrets-aside".to_owned(),
            kind: NoticeKind::Other,
            message: say!(
                "The encrypted file was set aside as {path}. Sign in again; API keys have to be entered again too.",
                path = aside.path.display().to_string()
            ),
            details: None,
        });
        Ok(())
    }

    /// Secrets are in another place than a moment ago.
    async fn look_again(&self) {
        self.probe_vault().await;
        for server in self.inner.sessions.configs() {
            let _ = self.inner.sessions.retry(&server.id);
        }
    }
}

fn not_opened(error: &VaultError) -> Error {
    let (code, message) = match error {
        VaultError::Passphrase => (
            Code::Invalid,
            say!("That passphrase does not open the file. Try again; nothing is lost."),
        ),
        VaultError::Elsewhere => (
            Code::Invalid,
            say!("Secrets are kept in your system's keychain, so no file is needed."),
        ),
        _ => (
            Code::Keychain,
            say!("The encrypted file can't be used. Details says why."),
        ),
    };
    Error::new(code, message).with(Details {
        server: None,
        step: Some("encrypted file".into()),
        rule: None,
        said: Some(error.to_string()),
    })
}
