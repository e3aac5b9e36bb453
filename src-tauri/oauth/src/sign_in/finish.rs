//! From the browser's answer to the tokens.
//!
//! What enters: a link from anywhere. What leaves: a sign-in, an error worth a sentence, or nothing at all. The order
//! is the point: parse, find, take once, compare the issuer, then the error or the code; keep, then expose.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};

use super::SignInId;
use super::pending::{self, Pending, state_hash};
use crate::account::AccountId;
use crate::callback::{Answer, Callback, CallbackError, Outcome, Source};
use crate::clock::from_unix;
use crate::event::AuthEvent;
use crate::failure::{Failed, Kind, Told};
use crate::lock;
use crate::office::{KeepError, Office};
use crate::store::Credential;
use crate::tokens::{self, Entry, Expected, Hint, TokenEndpoint, TokenError, vault_name};
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

/// A sign-in that failed.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// What was pasted is no answer.
    #[error(transparent)]
    Callback(#[from] CallbackError),
    /// Pasted, and not an answer to a waiting sign-in.
    #[error("that address belongs to no sign-in that is waiting; it may have been used already. Start the sign-in again")]
    UnknownState,
    /// It took longer than five minutes.
    #[error("the sign-in took too long; start it again")]
    Expired,
    /// The app was restarted and its secrets were only in memory.
    #[error("the app was restarted meanwhile and no longer knows this sign-in; start it again")]
    Forgotten,
    /// RFC 9207 §2.4: the answer comes from someone else.
    #[error(
        "{server}: the answer says that it comes from {found:?}, but the sign-in was at {expected} (RFC 9207); it was \
         not used. If this happens again, tell your administrator"
    )]
    IssuerMismatch {
        /// The server's name.
        server: String,
        /// The issuer asked.
        expected: String,
        /// The issuer in the answer.
        found: String,
    },
    /// RFC 9207 §2.4: the server promises to name itself, and did not.
    #[error(
        "{server}: the answer does not say who it comes from, though {expected} promises to (RFC 9207); it was not \
         used. If this happens again, tell your administrator"
    )]
    IssuerMissing {
        /// The server's name.
        server: String,
        /// The issuer asked.
        expected: String,
    },
    /// The person, or a rule, said no.
    #[error("{server}: access was declined{}; nothing was changed", description.as_ref().map(|d| format!(" ({d})")).unwrap_or_default())]
    Denied {
        /// The server's name.
        server: String,
        /// The server's words.
        description: Option<String>,
    },
    /// The authorization server answered with another error.
    #[error("{server}: the authorization server answered {error}{}; try again, or ask who runs it", description.as_ref().map(|d| format!(" ({d})")).unwrap_or_default())]
    ServerSaid {
        /// The server's name.
        server: String,
        /// The error code.
        error: String,
        /// The server's words.
        description: Option<String>,
    },
    /// The code could not be redeemed.
    #[error("{server}: {source}; start the sign-in again")]
    Token {
        /// The server's name.
        server: String,
        /// Why.
        source: TokenError,
    },
    /// The tokens could not be kept, so they were given back.
    #[error("{server}: {source}")]
    Keep {
        /// The server's name.
        server: String,
        /// Why.
        source: KeepError,
    },
    /// Another process holds the account.
    #[error(transparent)]
    Lock(#[from] lock::LockError),
    /// A task ended early.
    #[error("the app is closing; start the sign-in again")]
    Closing,
}

impl Told for FinishError {
    fn kind(&self) -> Kind {
        match self {
            Self::Callback(_) => Kind::NotACallback,
            Self::Expired => Kind::Expired,
            Self::UnknownState | Self::Forgotten | Self::Closing | Self::Lock(_) => Kind::StartAgain,
            Self::IssuerMismatch { .. } | Self::IssuerMissing { .. } => Kind::Misconfigured,
            Self::Denied { .. } => Kind::Denied,
            Self::ServerSaid { .. } => Kind::ServerRefused,
            Self::Token { source, .. } => source.kind(),
            Self::Keep { source, .. } => source.kind(),
        }
    }
}

/// Takes an answer. It runs in a task of its own: a caller that goes away must not lose a redeemed code.
pub(crate) async fn finish(office: &Arc<Office>, callback: Callback) -> Result<Finished, Failed<FinishError>> {
    let trace = Trace::new();
    let task = tokio::spawn(run(Arc::clone(office), callback));
    let ended = task.await.unwrap_or_else(|_| Err((FinishError::Closing, trace, None)));
    ended.map_err(|(error, trace, about)| Failed::new(error, trace).about(about))
}

async fn run(office: Arc<Office>, callback: Callback) -> Result<Finished, (FinishError, Trace, Option<SignInId>)> {
    let fresh = Trace::new();
    let (pending, answer) = match take(&office, &callback).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            office.ignored.fetch_add(1, Ordering::Relaxed);
            return Ok(Finished::Ignored);
        }
        Err(error) => return Err((error, fresh, None)),
    };
    let key = (pending.server_url.clone(), pending.account.clone());
    let trace = {
        let mut waiting = office.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let same = waiting.get(&key).is_some_and(|w| w.id.0 == pending.id);
        if same { waiting.remove(&key).map_or(fresh, |w| w.trace) } else { fresh }
    };
    let about = SignInId(pending.id.clone());
    redeem(&office, pending, answer, &trace).await.map(Finished::SignedIn).map_err(|error| (error, trace, Some(about)))
}

/// Finds the sign-in that an answer belongs to and takes it, for exactly one caller. None: show nothing.
async fn take(office: &Office, callback: &Callback) -> Result<Option<(Pending, Answer)>, FinishError> {
    let pasted = callback.source() == Source::Paste;
    let unknown = || if pasted { Err(FinishError::UnknownState) } else { Ok(None) };
    let answer = match callback.parse() {
        Ok(answer) => answer,
        Err(error) if pasted => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    let kept = |source: KeepError| FinishError::Keep { server: "the sign-in".to_owned(), source };
    let hash = state_hash(answer.state.expose_secret());
    let Some(row) = office.store.pending(&hash).await.map_err(|e| kept(e.into()))? else { return unknown() };
    let expired = row.expires_at <= office.clock.unix();
    // The vault is read before the row is taken: a locked keychain may be unlocked and the answer come again.
    let secret = if expired { None } else { office.read(&row.vault_name).await.map_err(kept)? };
    if !office.store.take_pending(&hash).await.map_err(|e| kept(e.into()))? {
        return unknown();
    }
    pending::discard(office, vec![row]).await;
    if expired {
        return Err(FinishError::Expired);
    }
    let pending = secret.as_ref().and_then(Pending::from_secret).ok_or(FinishError::Forgotten)?;
    Ok(Some((pending, answer)))
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
            return Err(FinishError::Denied { server: server(), description });
        }
        Outcome::Error { code, description } => {
            return Err(FinishError::ServerSaid { server: server(), error: code, description });
        }
    };
    let endpoint = TokenEndpoint {
        net: &office.net,
        server: &pending.endpoint,
        rule: pending.rule,
        url: &pending.token_endpoint,
        client: &pending.client,
    };
    let resource = (!pending.omit_resource).then_some(pending.resource.as_str());
    let tokens = match endpoint.redeem(&code, &pending.verifier, &pending.redirect_uri, resource).await {
        Ok(tokens) => tokens,
        Err(source) => {
            if source.is("invalid_client") && pending.client.registered {
                office.drop_registration(&pending.issuer, &pending.client.id).await;
            }
            return Err(FinishError::Token { server: server(), source });
        }
    };
    trace.ok("token", format_args!("POST {}: tokens came", pending.token_endpoint));
    let entry = Entry::new(pending.grantor(), &tokens, &pending.scopes, &office.clock);
    let label = match &tokens.id_token {
        Some(id_token) => {
            let expected = Expected {
                server: &pending.endpoint,
                rule: pending.rule,
                issuer: &pending.issuer,
                client_id: &pending.client.id,
                jwks_uri: pending.jwks_uri.as_deref(),
                nonce: pending.nonce.as_ref(),
            };
            tokens::label(&office.net, &office.clock, id_token, &expected, trace).await
        }
        None => None,
    };
    let name = vault_name(&entry.issuer, &entry.resource, &pending.account);
    let held = lock::take(&office.locks, &name, LOCK_TIME).await?;
    if let Err(source) = keep(office, &pending, &entry, &name, label.as_deref()).await {
        give_back(&endpoint, &entry).await;
        return Err(FinishError::Keep { server: server(), source });
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

/// RFC 9207 §2.4: compared as strings, before anything else in the answer counts, errors included.
fn check_issuer(pending: &Pending, found: Option<&str>) -> Result<(), FinishError> {
    let (server, expected) = (pending.server_name.clone(), pending.issuer.clone());
    match found {
        Some(found) if found == pending.issuer => Ok(()),
        Some(found) => {
            Err(FinishError::IssuerMismatch { server, expected, found: found.chars().take(200).collect() })
        }
        None if pending.iss_promised => Err(FinishError::IssuerMissing { server, expected }),
        None => Ok(()),
    }
}

async fn keep(
    office: &Office,
    pending: &Pending,
    entry: &Entry,
    name: &str,
    label: Option<&str>,
) -> Result<(), KeepError> {
    let text = entry.to_secret().unwrap_or_else(|_| SecretString::from(String::new()));
    let before = office.store.credential(&pending.server_url, pending.account.as_str()).await?;
    office.keep(name, &text).await?;
    // The old label stays where the same issuer gives none: a name that the user gave is not lost by a new sign-in.
    let old_label = before.as_ref().filter(|b| b.vault_name == name).and_then(|b| b.label.clone());
    office
        .store
        .put_credential(&Credential {
            server_url: pending.server_url.clone(),
            account: pending.account.as_str().to_owned(),
            issuer: entry.issuer.clone(),
            resource: entry.resource.clone(),
            vault_name: name.to_owned(),
            label: label.map(str::to_owned).or(old_label),
            scopes: entry.scope_text(),
            expires_at: entry.expires_at,
            signed_in: true,
            reason: None,
            updated_at: office.clock.unix(),
        })
        .await?;
    // Tokens of another issuer or resource are not left behind.
    if let Some(old) = before.filter(|b| b.signed_in && b.vault_name != name)
        && !office.store.shares_vault_name(&old.vault_name, &pending.server_url, pending.account.as_str()).await?
    {
        office.discard(&old.vault_name).await?;
    }
    Ok(())
}

/// Tokens that nobody can keep are not left alive at the server.
async fn give_back(endpoint: &TokenEndpoint<'_>, entry: &Entry) {
    let Some(url) = entry.revocation_endpoint.as_deref().and_then(|u| u.parse().ok()) else { return };
    for (token, hint) in [(entry.refresh_token.as_ref(), Hint::Refresh), (Some(&entry.access_token), Hint::Access)] {
        if let Some(token) = token
            && let Err(error) = endpoint.revoke(&url, token, hint).await
        {
            tracing::debug!(target: "lanyard_oauth", %error, "a token that could not be kept could not be revoked");
        }
    }
}
