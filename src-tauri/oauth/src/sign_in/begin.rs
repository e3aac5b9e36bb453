//! From the click to the URL for the browser.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use secrecy::SecretString;

use super::authorization::{self, Request};
use super::client::{Choice, Chosen};
use super::loopback::LoopbackError;
use super::pending::{Pending, Place};
use super::{Options, SignInId, Started, Waiting, Warning};
use crate::account::AccountId;
use crate::challenge::Challenge;
use crate::clock::to_unix;
use crate::discovery::{Discovered, Discovery, DiscoveryError, Pkce};
use crate::failure::{Failed, Kind, Told};
use crate::lock;
use crate::office::{KeepError, Office};
use crate::proof::{ProofError, ProofKey};
use crate::random::NoRandomness;
use crate::redirect::Redirect;
use crate::registration::{self, RegistrationError};
use crate::settings::{CredentialSource, ServerSettings};

/// How long a sign-in waits for its answer.
const LIFETIME: Duration = Duration::from_mins(5);

/// A sign-in could not be started.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Headers or a program's credentials are configured, and no person signs in.
    #[error("{server} is used with the credentials from the settings; there is no sign-in")]
    Configured {
        /// The server's name.
        server: String,
    },
    /// The authorization server could not be found or may not be used.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// There is no client id.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// The listener could not be bound.
    #[error(transparent)]
    Loopback(#[from] LoopbackError),
    /// The deep link was asked for and is not taken.
    #[error(
        "{server}: the authorization server {issuer} does not take the address {redirect}; use another way back",
        redirect = crate::redirect::DEEP_LINK_REDIRECT
    )]
    DeepLinkRefused {
        /// The server's name.
        server: String,
        /// The issuer.
        issuer: String,
    },
    /// The URL for the browser breaks a rule.
    #[error("{server}: the sign-in page's address is refused: {rule}")]
    Url {
        /// The server's name.
        server: String,
        /// The rule.
        rule: String,
    },
    /// Step-up was tried as often as it may be.
    #[error("{server} keeps asking for more rights although you granted them; ask who runs the server")]
    TooManyTries {
        /// The server's name.
        server: String,
    },
    /// The vault or the store can't be used.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// No random numbers.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// No key to bind the tokens to.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Told for BeginError {
    fn kind(&self) -> Kind {
        match self {
            Self::Discovery(error) => error.kind(),
            Self::Registration(error) => error.kind(),
            Self::Loopback(LoopbackError::PortInUse { .. }) => Kind::PortInUse,
            Self::Loopback(LoopbackError::Refused(_)) | Self::Random(_) | Self::Proof(_) => Kind::StartAgain,
            Self::DeepLinkRefused { .. } | Self::TooManyTries { .. } => Kind::ServerRefused,
            Self::Url { .. } => Kind::InsecureServer,
            Self::Configured { .. } => Kind::Misconfigured,
            Self::Keep(error) => error.kind(),
        }
    }
}

/// What the network has to say before a person can be sent to a page.
struct Way {
    found: Discovered,
    pkce: Pkce,
    scopes: Vec<String>,
    /// Of a sign-in that asks for an ID token.
    nonce: Option<SecretString>,
    /// To which the tokens are going to be bound.
    proof: Option<ProofKey>,
    chosen: Chosen,
}

/// Walks from the challenge to a client at the authorization server.
async fn find_way(
    office: &Office,
    server: &ServerSettings,
    challenge: Option<&Challenge>,
    options: &Options,
) -> Result<Way, BeginError> {
    let trace = &options.trace;
    let discovery = Discovery::new(&office.net, server, trace).await;
    // Read while the documents come: which of the registrations is meant is known only then.
    let (found, registrations) = tokio::join!(discovery.run(challenge), office.store.registrations());
    let (found, registrations) = (found?, registrations.map_err(KeepError::Store)?);
    let pkce = discovery.check_pkce(&found.metadata)?;
    let choice = Choice {
        office,
        server,
        found: &found,
        registrations: &registrations,
        options,
        trace,
    };
    let chosen = choice.make().await?;
    let scopes = authorization::scopes(server, challenge, &found, options);
    let nonce = if scopes.iter().any(|s| s == "openid") {
        Some(SecretString::from(office.random.token()?))
    } else {
        None
    };
    let proof = if found.dpop {
        Some(ProofKey::generate(&office.random)?)
    } else {
        None
    };
    Ok(Way {
        found,
        pkce,
        scopes,
        nonce,
        proof,
        chosen,
    })
}

/// Walks from the challenge to the URL. Opens no browser.
pub(crate) async fn begin(
    office: &Arc<Office>,
    server: &ServerSettings,
    account: &AccountId,
    challenge: Option<Challenge>,
    options: Options,
) -> Result<Started, Failed<BeginError>> {
    let trace = options.trace.clone();
    run(office, server, account, challenge, options)
        .await
        .map_err(|error| Failed::new(error, trace))
}

async fn run(
    office: &Arc<Office>,
    server: &ServerSettings,
    account: &AccountId,
    challenge: Option<Challenge>,
    options: Options,
) -> Result<Started, BeginError> {
    if !server.sources().contains(&CredentialSource::SignIn) {
        return Err(BeginError::Configured {
            server: server.name.clone(),
        });
    }
    let key = (server.url.clone(), account.clone());
    let seat = office.seat(&key);
    // One sign-in per server and account: a second click waits for the first and gets the same URL.
    let _gate = seat.starting.lock().await;
    let waiting = office
        .waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&key)
        .cloned();
    if let Some(waiting) = waiting.filter(|w| !options.restart && w.expires_at > office.clock.now())
        // Another process may have taken its answer, or put a sign-in of its own in its place.
        && office.store.is_pending(waiting.id.as_str()).await.map_err(KeepError::Store)?
    {
        return Ok(waiting.again());
    }
    let operation = challenge.as_ref().and_then(|c| c.operation.clone());
    if operation.as_ref().is_some_and(|o| seat.rounds_left(o) == 0) {
        return Err(BeginError::TooManyTries {
            server: server.name.clone(),
        });
    }
    let trace = &options.trace;
    let state = office.random.token()?;
    let expires_at = office.clock.now() + LIFETIME;
    let id = SignInId(office.random.name()?);
    let place = Place::new(&server.url, account, &id.0, &state, to_unix(expires_at));
    let verifier = SecretString::from(office.random.token()?);
    // The network is what takes time: the place is taken meanwhile.
    let way = find_way(office, server, challenge.as_ref(), &options);
    let way = match tokio::join!(way, place.take(office)) {
        (Ok(way), Ok(())) => way,
        (Err(error), _) => {
            place.give_up(office).await;
            return Err(error);
        }
        (Ok(_), Err(error)) => return Err(error.into()),
    };
    let Way {
        found,
        pkce,
        scopes,
        nonce,
        proof,
        chosen,
    } = way;
    let request = Request {
        proof: proof.as_ref(),
        client_id: &chosen.client.id,
        redirect_uri: &chosen.uri,
        state: &state,
        verifier: &verifier,
        nonce: nonce.as_ref(),
        scopes: &scopes,
    };
    let url = match authorization::url(server, &found, &request, &options, trace) {
        Ok(url) => url,
        Err(rule) => {
            place.give_up(office).await;
            return Err(BeginError::Url {
                server: server.name.clone(),
                rule,
            });
        }
    };
    let pending = Pending::new(
        server,
        account,
        &found,
        chosen.client,
        id.0.clone(),
        verifier,
        nonce,
        chosen.uri.clone(),
        scopes.clone(),
        to_unix(expires_at),
        proof.as_ref(),
    );
    let row = place.fill(office, &pending).await?;
    // There is time for it while the person is at the page.
    lock::prepare(&office.locks, &pending.tokens_name());
    if let Some(row) = chosen.registration {
        registration::keep(office, row).await;
    }
    trace.ok(
        "authorization request",
        format_args!(
            "for {} with scopes {scopes:?}, resource {}, answer to {}",
            found.metadata.issuer,
            if server.omit_resource {
                "left out"
            } else {
                &found.resource
            },
            chosen.uri
        ),
    );
    match operation {
        Some(operation) => seat.count_round(&operation),
        None => seat.forget_rounds(),
    }
    let mut warnings = Vec::new();
    warnings.extend((pkce == Pkce::Unverified).then_some(Warning::PkceUnverified));
    warnings.extend((pkce == Pkce::NotAdvertised).then_some(Warning::PkceNotAdvertised));
    if chosen.redirect == Redirect::Paste && chosen.bound.is_none() {
        warnings.push(Warning::PasteOnly);
    }
    let waiting = Waiting {
        id,
        row,
        url,
        redirect: chosen.redirect,
        redirect_uri: chosen.uri,
        issuer: found.metadata.issuer,
        scopes,
        expires_at,
        warnings,
        trace: trace.clone(),
    };
    let listener = chosen
        .bound
        .map(|bound| bound.listen(&state, LIFETIME, Arc::clone(&office.ignored)));
    office
        .waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, waiting.clone());
    tracing::info!(target: "lanyard_oauth", server = %server.name, redirect = ?waiting.redirect,
        ignored = office.ignored.load(Ordering::Relaxed), "a sign-in waits for the browser");
    Ok(Started {
        already_waiting: false,
        listener,
        ..waiting.again()
    })
}
