//! From the browser's answer to the tokens.
//!
//! What enters: a link from anywhere. What leaves: a sign-in, an error worth a sentence, or nothing at all. The order
//! is the point: parse, find, take once, compare the issuer, then the error or the code; keep, then expose.

mod error;
mod keep;

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

pub use error::FinishError;
use keep::{give_back, keep};
use secrecy::{ExposeSecret, SecretString};

use super::SignInId;
use super::pending::{self, Pending, state_hash};
use crate::account::AccountId;
use crate::callback::{Answer, Callback, Outcome, Source};
use crate::clock::from_unix;
use crate::event::AuthEvent;
use crate::failure::Failed;
use crate::lock;
use crate::office::{KeepError, Office};
use crate::registration;
use crate::store::PendingRow;
use crate::tokens::{self, Entry, Expected, IdToken, Identity, TokenEndpoint};
use crate::trace::Trace;

/// How long the lock of an account may take.
const LOCK_TIME: Duration = Duration::from_secs(45);

/// What an answer led to.
#[derive(Debug)]
pub enum Finished {
    /// Someone is signed in.
    SignedIn(SignedIn),
    /// Unknown, used or malformed, and not pasted by a person: show nothing.
    Ignored,
}

/// A sign-in that succeeded.
#[derive(Debug)]
pub struct SignedIn {
    /// The server's URL as configured.
    pub server_url: String,
    /// The account.
    pub account: AccountId,
    /// Who it is, if a verified ID token said so.
    pub label: Option<String>,
    /// The authorization server.
    pub issuer: String,
    /// The resource for which the tokens are.
    pub resource: String,
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// When the access token ends.
    pub expires_at: Option<SystemTime>,
    /// All steps from the click on.
    pub trace: Trace,
}

/// Takes an answer. It runs in a task of its own: a caller that goes away must not lose a redeemed code.
pub(crate) async fn finish(office: &Arc<Office>, callback: Callback) -> Result<Finished, Failed<FinishError>> {
    let trace = Trace::new();
    let work = run(Arc::clone(office), callback);
    let ended = office
        .uncut(work)
        .await
        .unwrap_or(Err((FinishError::Closing, trace, None)));
    ended.map_err(|(error, trace, about)| Failed::new(error, trace).about(about))
}

type Failure = (FinishError, Trace, Option<SignInId>);

async fn run(office: Arc<Office>, callback: Callback) -> Result<Finished, Failure> {
    let (row, answer) = match find(&office, &callback).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            office.ignored.fetch_add(1, Ordering::Relaxed);
            return Ok(Finished::Ignored);
        }
        Err(error) => return Err((error, Trace::new(), None)),
    };
    let id = SignInId(row.id.clone());
    let trace = {
        let key = (row.server_url.clone(), AccountId::new(row.account.clone()));
        let waiting = office.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .get(&key)
            .filter(|w| w.id == id)
            .map(|w| w.trace.clone())
            .unwrap_or_default()
    };
    let taken = match take(&office, &row).await {
        Ok(Some(pending)) => redeem(&office, pending, answer, &trace).await.map(Finished::SignedIn),
        // Somebody else took it a moment ago.
        Ok(None) if callback.source() == Source::Paste => return Err((FinishError::UnknownState, trace, Some(id))),
        Ok(None) => {
            office.ignored.fetch_add(1, Ordering::Relaxed);
            return Ok(Finished::Ignored);
        }
        // The row is there still, and another try may find the vault unlocked.
        Err(error @ FinishError::Keep { .. }) => return Err((error, trace, Some(id))),
        Err(error) => Err(error),
    };
    // Nobody waits for this but the profile's end.
    let tidying = Arc::clone(&office);
    office
        .tasks
        .spawn(async move { pending::discard(&tidying, vec![row]).await });
    taken.map_err(|error| (error, trace, Some(id)))
}

/// The waiting sign-in that an answer belongs to. None: show nothing.
async fn find(office: &Office, callback: &Callback) -> Result<Option<(PendingRow, Answer)>, FinishError> {
    let pasted = callback.source() == Source::Paste;
    let answer = match callback.parse() {
        Ok(answer) => answer,
        Err(error) if pasted => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    let hash = state_hash(answer.state.expose_secret());
    let begun_here = {
        let waiting = office.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .values()
            .find(|w| w.row.state_hash == hash)
            .map(|w| w.row.clone())
    };
    let row = match begun_here {
        Some(row) => Some(row),
        None => office.store.pending(&hash).await.map_err(kept)?,
    };
    match row {
        Some(row) => Ok(Some((row, answer))),
        None if pasted => Err(FinishError::UnknownState),
        None => Ok(None),
    }
}

/// Takes a sign-in, for exactly one caller. None: another one has it.
async fn take(office: &Arc<Office>, row: &PendingRow) -> Result<Option<Pending>, FinishError> {
    let expired = row.expires_at <= office.clock.unix();
    // The vault is read before the row is taken: a locked keychain may be unlocked and the answer come again.
    let secret = if expired {
        None
    } else {
        office.read(&row.vault_name).await.map_err(kept)?
    };
    let pending = secret.as_ref().and_then(Pending::from_secret);
    let taken = match &pending {
        Some(pending) => {
            let place = office.place().await.map_err(kept)?;
            let name = pending.tokens_name();
            office.store.take_pending_for(&row.state_hash, &name, &place).await
        }
        None => office.store.take_pending(&row.state_hash).await,
    };
    if !taken.map_err(kept)? {
        return Ok(None);
    }
    office
        .waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|_, waiting| waiting.id.0 != row.id);
    if expired {
        return Err(FinishError::Expired);
    }
    pending.map(Some).ok_or(FinishError::Forgotten)
}

fn kept(source: impl Into<KeepError>) -> FinishError {
    FinishError::Keep {
        server: "the sign-in".to_owned(),
        source: source.into(),
    }
}

async fn redeem(
    office: &Arc<Office>,
    pending: Pending,
    answer: Answer,
    trace: &Trace,
) -> Result<SignedIn, FinishError> {
    let server = || pending.server_name.clone();
    check_issuer(&pending, answer.iss.as_deref())?;
    trace.ok("answer", "the issuer is the one asked");
    let code = match answer.outcome {
        Outcome::Code(code) => code,
        Outcome::Error { code, description } if code == "access_denied" => {
            return Err(FinishError::Denied {
                server: server(),
                description,
            });
        }
        Outcome::Error { code, description } => {
            return Err(FinishError::ServerSaid {
                server: server(),
                error: code,
                description,
            });
        }
    };
    let proof = pending.proof()?;
    let endpoint = TokenEndpoint {
        office,
        server: &pending.endpoint,
        rule: pending.rule,
        issuer: &pending.issuer,
        url: &pending.token_endpoint,
        client: &pending.client,
        proof: proof.as_ref(),
    };
    let resource = (!pending.omit_resource).then_some(pending.resource.as_str());
    let tokens = match endpoint
        .redeem(&code, &pending.verifier, &pending.redirect_uri, resource)
        .await
    {
        Ok(tokens) => tokens,
        Err(source) => {
            if source.is("invalid_client") && pending.client.registered {
                office.drop_registration(&pending.issuer, &pending.client.id).await;
            }
            return Err(FinishError::Token {
                server: server(),
                source,
            });
        }
    };
    trace.ok("token", format_args!("POST {}: tokens came", pending.token_endpoint));
    if pending.client.is_secret() {
        registration::note_issuer(office, &pending.server_url, &pending.client.id, &pending.issuer).await;
    }
    let mut entry = Entry::new(pending.grantor(proof.clone()), &tokens, &pending.scopes, &office.clock);
    if proof.is_some() && !entry.bound {
        trace.warning(
            "token",
            "a bearer token came, although it was asked to be bound to a key (RFC 9449 §5)",
        );
    }
    let label = match who(office, &pending, tokens.id_token.as_ref(), trace).await {
        Ok(Some((id_token, identity))) => {
            if pending.wants_identity {
                entry.id_token = Some(IdToken {
                    token: id_token.clone(),
                    subject: identity.subject,
                    expires_at: identity.expires_at,
                    jwks_uri: pending.jwks_uri.clone(),
                });
            }
            identity.label
        }
        Ok(None) => None,
        Err(error) => {
            give_back(&endpoint, &entry).await;
            return Err(error);
        }
    };
    let name = pending.tokens_name();
    let held = lock::take(&office.locks, &name, LOCK_TIME).await?;
    if let Err(source) = keep(office, &pending, &mut entry, &name, label.as_deref()).await {
        give_back(&endpoint, &entry).await;
        return Err(FinishError::Keep {
            server: server(),
            source,
        });
    }
    let key = (pending.server_url.clone(), pending.account.clone());
    let signed_in = SignedIn {
        server_url: pending.server_url,
        account: pending.account,
        label: label.clone(),
        issuer: entry.issuer.clone(),
        resource: entry.resource.clone(),
        scopes: entry.scopes.clone(),
        expires_at: entry.expires_at.map(from_unix),
        trace: trace.clone(),
    };
    // Kept first, exposed now.
    office.seat(&key).adopt(entry, name, false);
    drop(held);
    trace.ok("end", "signed in");
    office.tell(AuthEvent::SignedIn {
        server_url: signed_in.server_url.clone(),
        account: signed_in.account.clone(),
        label,
    });
    Ok(signed_in)
}

/// Whom the ID token names, where there is one. At the company's identity provider there has to be.
async fn who<'a>(
    office: &Office,
    pending: &Pending,
    id_token: Option<&'a SecretString>,
    trace: &Trace,
) -> Result<Option<(&'a SecretString, Identity)>, FinishError> {
    let unusable = |reason: String| FinishError::Identity {
        server: pending.server_name.clone(),
        reason,
    };
    let Some(id_token) = id_token else {
        return if pending.wants_identity {
            Err(unusable("none came".to_owned()))
        } else {
            Ok(None)
        };
    };
    let expected = Expected {
        server: &pending.endpoint,
        rule: pending.rule,
        issuer: &pending.issuer,
        client_id: &pending.client.id,
        jwks_uri: pending.jwks_uri.as_deref(),
        nonce: pending.nonce.as_ref(),
        refreshed: false,
    };
    match tokens::identity(&office.net, &office.clock, id_token, &expected).await {
        Ok(identity) => {
            trace.ok("id token", "verified");
            Ok(Some((id_token, identity)))
        }
        Err(reason) if pending.wants_identity => Err(unusable(reason.to_string())),
        Err(reason) => {
            trace.warning("id token", format_args!("not used: {reason}"));
            Ok(None)
        }
    }
}

/// RFC 9207 §2.4: compared as strings, before anything else in the answer counts, errors included.
fn check_issuer(pending: &Pending, found: Option<&str>) -> Result<(), FinishError> {
    let (server, expected) = (pending.server_name.clone(), pending.issuer.clone());
    match found {
        Some(found) if found == pending.issuer => Ok(()),
        Some(found) => Err(FinishError::IssuerMismatch {
            server,
            expected,
            found: found.chars().take(200).collect(),
        }),
        None if pending.iss_promised => Err(FinishError::IssuerMissing { server, expected }),
        None => Ok(()),
    }
}
