//! What the app is started with.

/// The command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Open the offline demo.
    pub(crate) demo: bool,
}

impl Arguments {
    /// Reads `--demo`; links are the deep-link plugin's business, and anything else is ignored, because desktops add
    /// arguments of their own.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Self {
        Self {
            demo: arguments.into_iter().any(|a| a == "--demo"),
        }
    }
}
