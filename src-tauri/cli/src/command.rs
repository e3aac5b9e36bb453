//! One module per command, and what they share: the open profile.

mod call;
mod chat;
mod login;
mod logout;
mod metadata;
mod prompts;
mod resources;
mod servers;
mod status;
mod tools;

use lanyard_client::api::{Code, Error, Profile};
use lanyard_client::clock::Clock;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Options, VaultChoice, say};
use secrecy::SecretString;
use tempfile::TempDir;

use crate::args::{Args, Command, Place};
use crate::exit::Exit;
use crate::input;
use crate::interrupt::Interrupt;
use crate::output::Output;
use crate::session::Session;

/// What a command works with.
#[derive(Clone)]
struct Shell {
    client: Client,
    out: Output,
    interrupt: Interrupt,
    place: Place,
}

/// Runs a command line.
pub(crate) async fn run(args: Args, out: &Output) -> Result<Exit, Error> {
    if let Command::ClientMetadata { url } = &args.command {
        return metadata::run(url, *out);
    }
    let place = if args.memory { Place::Memory } else { args.vault };
    let interrupt = Interrupt::listen();
    // What memory keeps is listed in memory's manner: in a folder that goes when the command ends.
    let passing = passing(place)?;
    let client = open(place, passing.as_ref()).await?;
    for notice in &client.snapshot().await?.notices {
        out.notice(notice);
    }
    let shell = Shell {
        client,
        out: *out,
        interrupt,
        place,
    };
    let result = dispatch(&shell, args.command).await;
    shell.client.close().await;
    result
}

async fn dispatch(shell: &Shell, command: Command) -> Result<Exit, Error> {
    match command {
        Command::Login { server, browser } => login::run(shell, &server, browser).await,
        Command::Tools { server, tool, sign_in } => tools::run(shell, &server, tool.as_deref(), sign_in).await,
        Command::Call {
            server,
            tool,
            arguments,
            approve,
            sign_in,
        } => call::run(shell, &server, &tool, arguments, &approve.approve, sign_in).await,
        Command::Chat {
            server,
            message,
            model,
            attach,
            approve,
            sign_in,
        } => {
            chat::run(
                shell,
                &server,
                chat::Wish {
                    message,
                    model,
                    files: attach,
                    approved: approve.approve,
                },
                sign_in,
            )
            .await
        }
        Command::Logout { server } => logout::run(shell, &server).await,
        Command::Status { server } => status::run(shell, &server).await,
        Command::Prompts {
            server,
            prompt,
            arguments,
            approve,
            sign_in,
        } => prompts::run(shell, &server, prompt.as_deref(), arguments, &approve.approve, sign_in).await,
        Command::Resources {
            server,
            uri,
            approve,
            sign_in,
        } => resources::run(shell, &server, uri.as_deref(), &approve.approve, sign_in).await,
        Command::Servers { action } => servers::run(shell, action).await,
        Command::ClientMetadata { url } => metadata::run(&url, shell.out),
    }
}

fn passing(place: Place) -> Result<Option<TempDir>, Error> {
    if place != Place::Memory {
        return Ok(None);
    }
    let made = tempfile::Builder::new().prefix("lanyard-").tempdir();
    made.map(Some).map_err(|error| {
        let message = say!(
            "Lanyard can't make a temporary folder: {error}",
            error = error.to_string()
        );
        Error::new(Code::Storage, message)
    })
}

/// Sign-ins that are kept elsewhere than the app's are listed elsewhere too, so that neither ends the other's.
async fn open(place: Place, passing: Option<&TempDir>) -> Result<Client, Error> {
    let vault = match place {
        Place::Keychain => VaultChoice::Keychain,
        Place::Memory => VaultChoice::Memory,
        Place::File => VaultChoice::File(passphrase().await?),
    };
    let mut paths = Paths::of_user(Profile::Main)?;
    if let Some(folder) = passing {
        paths = paths.with_oauth_database(folder.path().join("oauth.db"));
    } else if place == Place::File {
        let own = paths.data.join("oauth-file.db");
        paths = paths.with_oauth_database(own);
    }
    let options = Options {
        profile: Profile::Main,
        paths,
        vault,
        company: None,
        clock: Clock::system(),
        connect: false,
    };
    // The app's own encrypted file, where it keeps one in a keychain's place.
    let has_file = place == Place::Keychain && options.paths.secrets_file().exists();
    let client = Client::open(options).await?;
    if has_file && client.is_secrets_file_closed().await {
        client.open_secrets_file(passphrase().await?).await?;
    }
    Ok(client)
}

/// From the environment, else from the person; never from the command line, which every process can read.
async fn passphrase() -> Result<SecretString, Error> {
    if let Some(given) = std::env::var("LANYARD_VAULT_PASSPHRASE").ok().filter(|p| !p.is_empty()) {
        return Ok(given.into());
    }
    let nobody = || {
        let message =
            say!("The encrypted file needs its passphrase: set LANYARD_VAULT_PASSPHRASE, or run this in a terminal.");
        Error::new(Code::Keychain, message)
    };
    if !input::is_person() {
        return Err(nobody());
    }
    let asked = tokio::task::spawn_blocking(|| rpassword::prompt_password("Passphrase of the encrypted file: ")).await;
    match asked {
        Ok(Ok(typed)) if !typed.is_empty() => Ok(typed.into()),
        _ => Err(nobody()),
    }
}

impl Shell {
    /// Begins with a server.
    async fn session(&self, server: &str) -> Result<Session, Error> {
        Session::begin(self.client.clone(), server, self.out, self.interrupt.clone()).await
    }

    fn in_memory(&self) -> bool {
        self.place == Place::Memory
    }
}
