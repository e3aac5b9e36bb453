//! What the app is started with.

/// The command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Open the offline demo.
    pub(crate) demo: bool,
    /// Remove what the offline demo kept, and open no window.
    pub(crate) forget_demo: bool,
}

impl Arguments {
    /// Reads `--demo` and `--forget-demo`; links are the deep-link plugin's business, and anything else is ignored, because desktops add
    /// arguments of their own.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Self {
        let mut found = Self::default();
        for argument in arguments {
            found.demo |= argument == "--demo";
            found.forget_demo |= argument == "--forget-demo";
        }
        found
    }
}
