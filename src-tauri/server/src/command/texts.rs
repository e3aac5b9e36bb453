//! The flags that are settings: made from the table that names them, so that no layer knows one that another does not.

use clap::error::Error;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use lanyard_server::settings::keys::KEYS;
use lanyard_server::settings::layers::Flags;

/// What the flags said, by the names of the settings.
#[derive(Debug)]
pub(super) struct Texts(pub(super) Flags);

impl Args for Texts {
    fn augment_args(mut command: Command) -> Command {
        for key in KEYS {
            let flag = Arg::new(key.name)
                .long(key.flag)
                .global(true)
                .value_name("VALUE")
                .help(format!("{} [{}]", key.what, key.variable()));
            command = command.arg(flag);
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Texts {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let said = |name| matches.get_one::<String>(name).cloned();
        Ok(Self(
            KEYS.iter()
                .filter_map(|key| Some((key.name, said(key.name)?)))
                .collect(),
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_one_text_is_a_flag() {
        let command = Texts::augment_args(Command::new("test"));
        let flags = KEYS.iter().flat_map(|key| [format!("--{}", key.flag), "x".to_owned()]);
        let matches = command
            .try_get_matches_from(["test".to_owned()].into_iter().chain(flags))
            .unwrap();
        assert_eq!(Texts::from_arg_matches(&matches).unwrap().0.len(), KEYS.len());
    }
}
