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
        /// Add an image, a text or a PDF to the first message; may be given several times.
        #[arg(long, value_name = "FILE")]
        attach: Vec<std::path::PathBuf>,
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
    /// List a server's prompts, or print what one says.
    Prompts {
        /// The server's address, or the id of a configured one.
        server: String,
        /// One prompt.
        prompt: Option<String>,
        /// Its arguments as a JSON object of texts; - reads them from standard input.
        #[arg(default_value = "{}", value_name = "JSON")]
        arguments: String,
        #[command(flatten)]
        approve: Approve,
        #[command(flatten)]
        sign_in: SignIn,
    },
    /// List what a server lets one read, or print one resource.
    Resources {
        /// The server's address, or the id of a configured one.
        server: String,
        /// One resource, by its address.
        uri: Option<String>,
        #[command(flatten)]
        approve: Approve,
        #[command(flatten)]
        sign_in: SignIn,
    },
    /// List the configured servers, the company's first; or add, remove, test, import and export them.
    Servers {
        #[command(subcommand)]
        action: Option<Servers>,
    },
    /// Print the client metadata document that a company hosts; its address becomes Lanyard's client id.
    ClientMetadata {
        /// Where the document will be hosted: https, with a path.
        #[arg(long)]
        url: String,
    },
}

/// What is done about servers.
#[derive(Debug, Subcommand)]
pub(crate) enum Servers {
    /// List them; the same as without a word.
    List,
    /// Add one by its address; or a program of this computer, by its command behind --.
    Add {
        /// Its address.
        #[arg(required_unless_present = "command", conflicts_with = "command")]
        url: Option<String>,
        /// What to call a program.
        #[arg(long, requires = "command")]
        name: Option<String>,
        /// Give the program a variable of this terminal's environment; its value goes to the keychain.
        #[arg(long, value_name = "NAME", requires = "command")]
        env: Vec<String>,
        /// The program and what it is given.
        #[arg(last = true, value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Remove one, with its secrets.
    Remove {
        /// Its address or id.
        server: String,
    },
    /// Connect to one and tell each step.
    Test {
        /// Its address or id.
        server: String,
    },
    /// Show what another app's configuration file holds, and add the servers that are named.
    Import {
        /// The file of Claude Desktop, Claude Code, VS Code or Cursor; - reads standard input.
        file: String,
        /// Servers to add, by the file's names for them.
        names: Vec<String>,
        /// Add all that can be added.
        #[arg(long, conflicts_with = "names")]
        all: bool,
    },
    /// Print all as a configuration file, without secrets.
    Export,
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
