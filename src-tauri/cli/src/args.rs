//! The command line.

use clap::{Parser, Subcommand, ValueEnum};

use crate::exit;

/// Chat with your company's tools, in a terminal.
#[derive(Debug, Parser)]
#[command(name = "lanyard", version, about, after_help = exit::HELP, propagate_version = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print JSON on standard output: one document, or one per line for `chat`.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Tell each step of a sign-in on standard error. Secrets are left out.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    /// Where sign-ins are kept: the keychain, memory (gone at exit), or a file encrypted under a passphrase.
    #[arg(
        long,
        global = true,
        value_enum,
        env = "LANYARD_VAULT",
        default_value = "keychain",
        value_name = "WHERE"
    )]
    pub(crate) vault: Place,
    /// Short for --vault memory: nothing is kept, and each command signs in for itself.
    #[arg(long, global = true)]
    pub(crate) memory: bool,
}

/// Where sign-ins are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Place {
    /// The operating system's keychain.
    Keychain,
    /// Memory: gone at exit.
    Memory,
    /// An encrypted file; the passphrase is asked for, or taken from `LANYARD_VAULT_PASSPHRASE`.
    File,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in to a server, in the browser.
    Login {
        /// The server's address, or the id of a configured one.
        server: String,
        #[command(flatten)]
        browser: Browser,
    },
    /// List a server's tools, or show one with the arguments that it takes.
    Tools {
        /// The server's address, or the id of a configured one.
        server: String,
        /// One tool.
        tool: Option<String>,
        #[command(flatten)]
        sign_in: SignIn,
    },
    /// Call one tool.
    Call {
        /// The server's address, or the id of a configured one.
        server: String,
        /// The tool's name.
        tool: String,
        /// Its arguments as a JSON object; - reads them from standard input.
        #[arg(default_value = "{}", value_name = "JSON")]
        arguments: String,
        #[command(flatten)]
        approve: Approve,
        #[command(flatten)]
        sign_in: SignIn,
    },
    /// Chat with a server's tools: one message, or a conversation line by line.
    Chat {
        /// The server's address, or the id of a configured one.
        server: String,
        /// One message; without it, each line of standard input is one.
        message: Option<String>,
        /// The model for this command, as `provider/model`; without it, the one in use in the app.
        #[arg(long, env = "LANYARD_MODEL")]
        model: Option<String>,
        #[command(flatten)]
        approve: Approve,
        #[command(flatten)]
        sign_in: SignIn,
    },
    /// Sign out of a server: its tokens are revoked and forgotten.
    Logout {
        /// The server's address, or the id of a configured one.
        server: String,
    },
    /// Say whether a server is reachable, who is signed in, and until when.
    Status {
        /// The server's address, or the id of a configured one.
        server: String,
    },
    /// List the configured servers, the company's first.
    Servers,
    /// Print the client metadata document that a company hosts; its address becomes Lanyard's client id.
    ClientMetadata {
        /// Where the document will be hosted: https, with a path.
        #[arg(long)]
        url: String,
    },
}

/// How the browser's answer comes back.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Browser {
    /// Open no browser: print the address, and read the address that the browser ended on from standard input.
    #[arg(long)]
    pub(crate) no_browser: bool,
}

/// Whether a command may sign in.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct SignIn {
    /// Sign in first where the server asks for it.
    #[arg(long)]
    pub(crate) login: bool,
    #[command(flatten)]
    pub(crate) browser: Browser,
}

/// Approvals given beforehand.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Approve {
    /// Allow this tool where it would ask; may be given several times. What is blocked stays blocked.
    #[arg(long, value_name = "TOOL")]
    pub(crate) approve: Vec<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Args::command().debug_assert();
    }
}
