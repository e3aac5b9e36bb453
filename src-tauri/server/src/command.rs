//! The command line: what it says becomes settings, and a failure one sentence.

mod keys;
mod texts;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use lanyard_net::Net;
use lanyard_server::clock::Clock;
use lanyard_server::settings::layers::resolve;
use lanyard_server::{Parts, Server, Settings, Severity, Telemetry, seal};
use lanyard_vault::Vault;
use secrecy::SecretString;
use texts::Texts;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// An MCP server behind single sign-on: Google, or any OpenID Connect provider.
///
/// Every setting can be a flag, an environment variable or a key of the file, in this order; applications set up by
/// an administrator (clients) stand in the file alone. The client secret is read from MCP_CLIENT_SECRET or the file
/// that MCP_CLIENT_SECRET_FILE names; the master key from MCP_MASTER_KEY, the file that MCP_MASTER_KEY_FILE names, or
/// this machine's keychain.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Command {
    #[command(flatten)]
    from: From,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Runs the server until it is interrupted.
    Serve,
    /// Looks at the settings, asks the provider, and says what is wrong.
    Check,
    /// Keys for programs that can't sign in.
    #[command(subcommand)]
    Keys(keys::Keys),
}

/// Where settings come from.
#[derive(Debug, Args)]
struct From {
    /// The settings file (TOML).
    #[arg(long, global = true, env = "MCP_CONFIG")]
    config: Option<PathBuf>,
    #[command(flatten)]
    texts: Texts,
    /// One JSON object per log line.
    #[arg(long, global = true)]
    json_logs: bool,
}

/// Why the program ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Settings(#[from] lanyard_server::settings::Wrong),
    #[error("{address} can't be listened on: {source}; another program may be using it")]
    Listen { address: String, source: std::io::Error },
    #[error(transparent)]
    Start(#[from] lanyard_server::StartError),
    #[error("the network can't be set up: {0}")]
    Net(#[from] lanyard_net::BuildError),
    #[error("the master key's file {path} can't be read: {source}")]
    MasterKey { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Telemetry(#[from] lanyard_server::TelemetryError),
    #[error(transparent)]
    Vault(#[from] lanyard_vault::VaultError),
    #[error(transparent)]
    Key(#[from] lanyard_server::api_keys::KeyError),
    #[error("{0:?} is not a time from now on: write 30d, 12h or 45m")]
    Duration(String),
    #[error("the answer can't be written: {0}")]
    Output(#[from] std::io::Error),
}

/// One sentence on standard error.
pub(crate) fn say_error(error: &CommandError) {
    let _ = writeln!(std::io::stderr(), "lanyard-server: {error}");
}

/// One line on standard output.
fn say(line: &str) -> Result<(), CommandError> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

impl Command {
    /// Does what the command line says.
    pub(crate) async fn run(self) -> Result<ExitCode, CommandError> {
        let settings = resolve(
            &self.from.texts.0,
            &|name| std::env::var(name).ok(),
            self.from.config.as_deref(),
        )?;
        // Only a server that runs has something to trace.
        let telemetry = match (&self.what, &settings.otlp_endpoint) {
            (What::Serve, Some(endpoint)) => Some(Telemetry::start(endpoint, &net()?)?),
            _ => None,
        };
        start_log(self.from.json_logs, telemetry.as_ref());
        let done = match self.what {
            What::Serve => serve(settings).await,
            What::Check => check(&settings).await,
            What::Keys(keys) => keys.run(&settings).await,
        };
        if let Some(telemetry) = telemetry {
            telemetry.stop().await;
        }
        done
    }
}

async fn serve(settings: Settings) -> Result<ExitCode, CommandError> {
    let listener = settings.bind().await.map_err(|source| CommandError::Listen {
        address: format!("{}:{}", settings.host, settings.port),
        source,
    })?;
    let parts = Parts::new(master_key().await?)?;
    let running = Server::start(settings, parts, listener).await?;
    say(&format!("{}", running.url()))?;
    tracing::info!(url = %running.url(), callback = running.callback_url(), "serving");
    running.until_interrupted().await?;
    Ok(ExitCode::SUCCESS)
}

async fn check(settings: &Settings) -> Result<ExitCode, CommandError> {
    let file = std::env::var_os("MCP_MASTER_KEY_FILE").map(PathBuf::from);
    let findings = lanyard_server::check(settings, &net()?, &Clock::system(), file.as_deref()).await;
    for finding in &findings {
        let mark = match finding.severity {
            Severity::Good => "ok     ",
            Severity::Warning => "warning",
            Severity::Error => "error  ",
        };
        say(&format!("{mark} {}: {}", finding.key, finding.what))?;
    }
    let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn net() -> Result<Net, CommandError> {
    Ok(Net::new(&lanyard_net::Settings::default())?)
}

/// The master key from the environment, a file, or the keychain.
async fn master_key() -> Result<Vault, CommandError> {
    let text = match (std::env::var("MCP_MASTER_KEY"), std::env::var_os("MCP_MASTER_KEY_FILE")) {
        (Ok(text), _) => text,
        (_, Some(path)) => read(Path::new(&path))?,
        _ => return Ok(Vault::keychain("dev.lanyard.server")),
    };
    let vault = Vault::memory();
    vault.set(seal::MASTER_KEY, &SecretString::from(text)).await?;
    Ok(vault)
}

fn read(path: &Path) -> Result<String, CommandError> {
    std::fs::read_to_string(path).map_err(|source| CommandError::MasterKey {
        path: path.to_owned(),
        source,
    })
}

fn start_log(json: bool, telemetry: Option<&Telemetry>) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,rmcp=warn"));
    let log = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let log = if json { log.json().boxed() } else { log.boxed() };
    tracing_subscriber::registry()
        .with(log.with_filter(filter))
        .with(telemetry.map(Telemetry::layer))
        .init();
}
