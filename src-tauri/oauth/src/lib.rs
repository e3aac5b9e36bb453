//! MCP authorization as a client: challenge -> discovery -> registration -> authorization -> callback -> tokens ->
//! request headers.
//!
//! What enters: a server's settings, its refusals, and links that come back from a browser. What leaves: a URL for the
//! system browser, and headers for requests. It knows no MCP library, no window and no chat on purpose: a session
//! asks [`Door::authorize`] before each request and tells [`Door::observe`] each answer; a person's click starts
//! [`Authorizer::begin`]; every way back from the browser ends in [`Authorizer::finish`].
//!
//! The modules stand in groups, in the order in which a sign-in meets them.

mod authorizer;
mod settings;

mod challenge;
mod scope;

mod callback;
mod discovery;
mod redirect;
mod registration;
mod sign_in;

mod account;
mod door;
mod sign_out;
mod tokens;

mod event;
mod failure;
mod trace;

mod clock;
mod fingerprint;
mod lock;
mod office;
mod proof;
mod random;
mod secret;
mod store;

pub use account::AccountId;
pub use authorizer::{Authorizer, Parts};
pub use callback::{Callback, CallbackError, Source};
pub use challenge::Challenge;
pub use clock::Clock;
pub use discovery::DiscoveryError;
pub use door::{AuthError, Door, Forbidden, Observation, Pass, UnattendedError};
pub use event::{AuthEvent, SignedOutReason, Status};
pub use failure::{Failed, Kind, Told};
pub use lock::LockError;
pub use office::KeepError;
pub use proof::ProofError;
pub use random::{NoRandomness, Random};
pub use redirect::{DEEP_LINK_REDIRECT, Redirect};
pub use registration::{KeyError, RegistrationError, client_metadata_document};
pub use settings::{
    ClientKey, CredentialSource, Dpop, HeaderError, IdentityProvider, IssuerChoice, LoopbackHost, Reach,
    RedirectPolicy, SecretError, SecretRef, ServerSettings,
};
pub use sign_in::{
    BeginError, FinishError, Finished, Loopback, LoopbackError, Options, SignInId, SignedIn, Started, Warning,
};
pub use sign_out::{Revocation, SignOutError};
pub use store::{OpenError, StoreError};
pub use tokens::TokenError;
pub use trace::{Outcome, Step, Trace};
