//! Where a profile keeps its files.

use std::path::{Path, PathBuf};

use etcetera::app_strategy::{AppStrategy, AppStrategyArgs, choose_native_strategy};

use crate::api::{Code, Error, Profile};
use crate::say;

/// The folders of one profile.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Databases, locks, the audit log.
    pub data: PathBuf,
    /// The user's own `company.toml`.
    pub user_config: PathBuf,
    /// The system's `company.toml`, which wins.
    pub system_config: PathBuf,
    /// Where [`Paths::oauth_database`] is, when not in `data`.
    oauth_database: Option<PathBuf>,
}

impl Paths {
    /// The folders of the person who runs this process.
    pub fn of_user(profile: Profile) -> Result<Self, Error> {
        let args = AppStrategyArgs {
            top_level_domain: "dev".into(),
            author: "lanyard".into(),
            app_name: "Lanyard".into(),
        };
        let strategy = choose_native_strategy(args).map_err(|_| {
            Error::new(
                Code::Storage,
                say!("This account has no home folder, so there is no place to keep anything."),
            )
        })?;
        let system_config = crate::company::system_folder();
        Ok(Self::under(
            &strategy.data_dir(),
            strategy.config_dir(),
            system_config,
            profile,
        ))
    }

    /// The same layout in folders of the caller's choice.
    pub fn under(data: &Path, user_config: PathBuf, system_config: PathBuf, profile: Profile) -> Self {
        let data = match profile {
            Profile::Main => data.join("main"),
            Profile::Demo => data.join("demo"),
        };
        Self {
            data,
            user_config,
            system_config,
            oauth_database: None,
        }
    }

    /// The same with sign-ins in a file of their own: for secrets that are kept elsewhere than the profile's.
    #[must_use]
    pub fn with_oauth_database(self, path: PathBuf) -> Self {
        Self {
            oauth_database: Some(path),
            ..self
        }
    }

    /// Conversations, settings, servers and rules.
    pub fn database(&self) -> PathBuf {
        self.data.join("lanyard.db")
    }

    /// What `oauth` keeps: registrations, metadata, pending sign-ins.
    pub fn oauth_database(&self) -> PathBuf {
        self.oauth_database
            .clone()
            .unwrap_or_else(|| self.data.join("oauth.db"))
    }

    /// Secrets under a passphrase, where the person keeps them so.
    pub fn secrets_file(&self) -> PathBuf {
        self.data.join("vault.json")
    }

    /// Lock files shared with other processes of this profile.
    pub fn locks(&self) -> PathBuf {
        self.data.join("locks")
    }

    /// The audit log.
    pub fn audit(&self) -> PathBuf {
        self.data.join("audit.jsonl")
    }
}
