//! The journey without a window: the bundled server with the demo's provider, the client, and a person whose browser
//! is plain HTTP.

pub(crate) mod browser;
pub(crate) mod dice;
pub(crate) mod echo;
pub(crate) mod foreign;
pub(crate) mod host;
pub(crate) mod model;
pub(crate) mod noise;
pub(crate) mod office;
pub(crate) mod past;
pub(crate) mod program;
pub(crate) mod provider;
pub(crate) mod terminal;
pub(crate) mod watch;
