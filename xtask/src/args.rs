//! The command line: words in, one [`Wanted`] out. It starts nothing.

/// What `cargo xtask help` prints.
pub(crate) const USAGE: &str = "\
cargo xtask demo [--headless]     build and open the app in the offline demo
cargo xtask test [--only PART]    lint, headless, ui, conformance and desktop tests; PART is one of those five
cargo xtask soak [--rounds N]     the headless and desktop tests N times over (10 unless told), races in full counts
cargo xtask lint                  formatting and lints of both languages, warnings as errors
cargo xtask bench [app|ui|host|oauth|server]   a release build measured as ratios to a floor: start and memory, the window at work, sign-ins, tool calls
cargo xtask pictures [--docs]     a picture of every screen, light and dark, both languages, narrow and wide
cargo xtask bundle                installers for this system
cargo xtask icons                 draw icons/ anew from icons/lanyard.svg
cargo xtask bindings              write ui/src/bindings.ts anew from the app's commands";

/// A part of `cargo xtask test` that can run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Lint,
    Headless,
    Ui,
    Conformance,
    Desktop,
}

impl Part {
    /// Every part, in the order in which `test` runs them: what fails soonest comes first.
    pub(crate) const ALL: [Self; 5] = [Self::Lint, Self::Headless, Self::Ui, Self::Conformance, Self::Desktop];

    /// The word for it on the command line and in the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Headless => "headless",
            Self::Ui => "ui",
            Self::Conformance => "conformance",
            Self::Desktop => "desktop",
        }
    }
}

/// One understood command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Help,
    Demo {
        headless: bool,
    },
    ForgetDemo,
    Test {
        only: Option<Part>,
    },
    Soak {
        rounds: u32,
    },
    Lint,
    /// These benches.
    Bench(&'static [Bench]),
    /// Every screen, photographed.
    Pictures {
        /// Whether those in the documents are replaced.
        docs: bool,
    },
    Bundle,
    Icons,
    /// The page's generated types.
    Bindings,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bench {
    /// The window's start and memory.
    App,
    /// The window while it works: streaming, typing, switching, long histories.
    Ui,
    /// A call with a token, and a sign-in.
    OAuth,
    /// Tool calls at the bundled server.
    Server,
    /// Tool calls by the client, and a hundred servers.
    Host,
}

/// Reads the words after `cargo xtask`. The error is a sentence for the person who typed them.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "-h" | "--help"] => Ok(Wanted::Help),
        ["demo"] => Ok(Wanted::Demo { headless: false }),
        ["demo", "--headless"] => Ok(Wanted::Demo { headless: true }),
        ["demo", "--forget"] => Ok(Wanted::ForgetDemo),
        ["test"] => Ok(Wanted::Test { only: None }),
        ["test", "--only", part] => Part::ALL
            .into_iter()
            .find(|known| known.name() == *part)
            .map(|part| Wanted::Test { only: Some(part) })
            .ok_or_else(|| format!("there is no part called \"{part}\"")),
        ["soak"] => Ok(Wanted::Soak { rounds: 10 }),
        ["soak", "--rounds", count] => count
            .parse()
            .ok()
            .filter(|rounds| *rounds > 0)
            .map(|rounds| Wanted::Soak { rounds })
            .ok_or_else(|| format!("\"{count}\" is not a number of rounds")),
        ["lint"] => Ok(Wanted::Lint),
        ["bench"] => Ok(Wanted::Bench(&[
            Bench::OAuth,
            Bench::Server,
            Bench::Host,
            Bench::App,
            Bench::Ui,
        ])),
        ["bench", "app"] => Ok(Wanted::Bench(&[Bench::App])),
        ["bench", "ui"] => Ok(Wanted::Bench(&[Bench::Ui])),
        ["bench", "host"] => Ok(Wanted::Bench(&[Bench::Host])),
        ["bench", "oauth"] => Ok(Wanted::Bench(&[Bench::OAuth])),
        ["bench", "server"] => Ok(Wanted::Bench(&[Bench::Server])),
        ["pictures"] => Ok(Wanted::Pictures { docs: false }),
        ["pictures", "--docs"] => Ok(Wanted::Pictures { docs: true }),
        ["bundle"] => Ok(Wanted::Bundle),
        ["icons"] => Ok(Wanted::Icons),
        ["bindings"] => Ok(Wanted::Bindings),
        other => Err(format!("\"{}\" is not a command", other.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Wanted, parse};

    fn read(line: &str) -> Result<Wanted, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_part_can_be_named() {
        for part in Part::ALL {
            assert_eq!(
                read(&format!("test --only {}", part.name())),
                Ok(Wanted::Test { only: Some(part) })
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(
            read("test --only everything"),
            Err("there is no part called \"everything\"".to_owned())
        );
        assert_eq!(
            read("soak --rounds 0"),
            Err("\"0\" is not a number of rounds".to_owned())
        );
        assert_eq!(read("tset"), Err("\"tset\" is not a command".to_owned()));
    }
}
