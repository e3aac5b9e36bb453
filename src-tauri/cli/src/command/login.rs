//! `lanyard login`.

use lanyard_client::api::{Code, Error, VaultView};
use lanyard_client::say;

use super::{Shell, status};
use crate::args::{Browser, Place};
use crate::exit::{self, Exit};
use crate::session::Settled;
use crate::sign_in;

pub(super) async fn run(shell: &Shell, server: &str, browser: Browser) -> Result<Exit, Error> {
    keeps(shell).await?;
    let mut session = shell.session(server).await?;
    let result = match session.settle().await {
        Ok(Settled::SignIn { .. }) => sign_in::run(&mut session, browser).await,
        Ok(Settled::Ready) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        session.forget_if_added().await;
        return Err(error);
    }
    let server = &session.server;
    let said = match &server.account {
        Some(account) => format!("Signed in to {} as {account}.", server.name),
        None if server.signed_in_until.is_none() && server.scopes.is_empty() => {
            format!("{} is ready and did not ask who you are.", server.name)
        }
        None => format!("Signed in to {}.", server.name),
    };
    shell.out.text(&said);
    shell.out.document(&status::Document::of(server, None));
    Ok(exit::OK)
}

/// A sign-in that is gone at exit is no use to the next command: better said before the browser opens than after.
async fn keeps(shell: &Shell) -> Result<(), Error> {
    if shell.place != Place::Keychain {
        return Ok(());
    }
    shell.client.probe_vault().await;
    let message = match shell.client.snapshot().await?.vault {
        VaultView::Memory => {
            say!(
                "There is no keychain here to keep the sign-in. Use --vault file to keep it in an encrypted file, or add --memory to the command that needs it."
            )
        }
        VaultView::Locked => say!("The keychain is locked. Unlock it, then try again."),
        VaultView::FileClosed => {
            say!("The encrypted file needs its passphrase: set LANYARD_VAULT_PASSPHRASE, or run this in a terminal.")
        }
        VaultView::Unknown | VaultView::Keychain | VaultView::File => return Ok(()),
    };
    Err(Error::new(Code::Keychain, message))
}
