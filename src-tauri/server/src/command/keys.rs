//! `lanyard-server keys`: made, listed and ended. A key is shown once, when it is made.

use std::process::ExitCode;

use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use lanyard_server::api_keys::ApiKeys;
use lanyard_server::clock::Clock;
use lanyard_server::{Settings, company};
use secrecy::ExposeSecret;

use super::{CommandError, say};

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Makes a key and prints it, once.
    Create {
        /// What the key is for.
        #[arg(id = "key_name", value_name = "NAME")]
        name: String,
        /// A scope it carries; repeat for more.
        #[arg(long = "allow", required = true)]
        scopes: Vec<String>,
        /// When it ends: 30d, 12h or 45m from now; never without this.
        #[arg(long)]
        expires: Option<String>,
    },
    /// Lists the keys, without their secrets.
    List,
    /// Ends a key from the next request on.
    Revoke {
        /// The key's id, from the list.
        id: String,
    },
}

impl Keys {
    pub(super) async fn run(self, settings: &Settings) -> Result<ExitCode, CommandError> {
        let clock = Clock::system();
        let keys = ApiKeys::open(settings, company::POLICY, clock.clone()).await?;
        match self {
            Self::Create { name, scopes, expires } => {
                let end = expires.map(|text| from_now(&text, &clock)).transpose()?;
                let (_, key) = keys.create(&name, &scopes, end).await?;
                say(key.expose_secret())?;
            }
            Self::List => {
                for key in keys.list().await? {
                    let state = if key.revoked_at.is_some() { "revoked" } else { "alive" };
                    let end = key
                        .expires_at
                        .and_then(|end| Timestamp::from_second(end).ok())
                        .map_or_else(|| "never".to_owned(), |end| end.to_string());
                    say(&format!(
                        "{} {state} ends {end} [{}] {}",
                        key.id,
                        key.scopes.join(" "),
                        key.name
                    ))?;
                }
            }
            Self::Revoke { id } => {
                let was_alive = keys.revoke(&id).await?;
                say(if was_alive {
                    "revoked"
                } else {
                    "there is no such key, or it was revoked before"
                })?;
                return Ok(if was_alive {
                    ExitCode::SUCCESS
                } else {
                    ExitCode::FAILURE
                });
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn from_now(text: &str, clock: &Clock) -> Result<Timestamp, CommandError> {
    let wrong = || CommandError::Duration(text.to_owned());
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: u16 = text
        .strip_suffix(unit)
        .and_then(|number| number.parse().ok())
        .ok_or_else(wrong)?;
    let minutes = match unit {
        'd' => 24 * 60,
        'h' => 60,
        'm' => 1,
        _ => return Err(wrong()),
    };
    clock
        .now()
        .checked_add(SignedDuration::from_mins(i64::from(number) * minutes))
        .map_err(|_| wrong())
}
