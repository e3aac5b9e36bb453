//! What a 401 or 403 means (RFC 6750 §3.1, RFC 9449 §9), and what is done about it without a person.

use std::sync::PoisonError;

use http::HeaderMap;

use super::refresh::Trouble;
use super::seat::{Live, Standing};
use super::unattended::NoToken;
use super::{Door, Forbidden, Observation, Pass};
use crate::challenge::Challenge;
use crate::scope;
use crate::settings::CredentialSource;

impl Door {
    pub(super) async fn unauthorized(&self, sent: &Pass, headers: &HeaderMap) -> Observation {
        let challenge = Challenge::from_headers(headers);
        if let Some(bound) = &sent.bound
            && challenge.wants_nonce()
            && self.office.nonces.at(&bound.url) != bound.nonce
        {
            return Observation::Retry;
        }
        match self.source() {
            CredentialSource::Headers => {
                // The person may be setting another key right now: it is read again.
                self.configured.lock().unwrap_or_else(PoisonError::into_inner).take();
                if self.next_source(CredentialSource::Headers) {
                    self.without_token(challenge).await
                } else {
                    Observation::KeyRefused
                }
            }
            CredentialSource::SignIn => self.sign_in_refused(sent, challenge).await,
            source => self.token_refused(source, sent, challenge).await,
        }
    }

    /// A request without a token was refused: the sources in use and after it are asked for one.
    async fn without_token(&self, challenge: Challenge) -> Observation {
        // Each turn goes on to another source.
        for _ in self.settings.sources() {
            let source = self.source();
            match source {
                CredentialSource::Headers => return Observation::Retry,
                CredentialSource::SignIn => {
                    // Someone may have signed in meanwhile, here or in another process.
                    let live = match self.seat.standing() {
                        Standing::Live(live) => Ok(Some(live)),
                        _ if self.was_just_empty() => Ok(None),
                        _ => self.load().await,
                    };
                    return match live {
                        Ok(Some(_)) => Observation::Retry,
                        Ok(None) => Observation::SignInRequired(challenge),
                        Err(error) => Observation::Unavailable(error),
                    };
                }
                _ => {}
            }
            match self.obtain(source, Some(&challenge), None).await {
                Ok(_) => return Observation::Retry,
                Err(NoToken::Company) => return Observation::CompanySignInRequired,
                Err(NoToken::Refused(error)) if !self.next_source(source) => return Observation::Unavailable(error),
                Err(NoToken::Refused(_)) => {}
                Err(NoToken::Error(error)) => return Observation::Unavailable(error),
            }
        }
        Observation::SignInRequired(challenge)
    }

    /// The token of a source without a person was refused, or there was none.
    async fn token_refused(&self, source: CredentialSource, sent: &Pass, challenge: Challenge) -> Observation {
        let live = match (sent.generation, self.seat.standing()) {
            (None, Standing::Live(_)) => return Observation::Retry,
            (None, _) => return self.without_token(challenge).await,
            (Some(generation), Standing::Live(live)) if live.generation == generation => live,
            (Some(_), _) => return Observation::Retry,
        };
        if !live.is_proven() {
            // Fresh, and refused at once: another one of the same kind would be too.
            return if self.next_source(source) {
                self.without_token(challenge).await
            } else {
                Observation::KeyRefused
            };
        }
        match self.obtain(source, Some(&challenge), Some(live.generation)).await {
            Ok(_) => Observation::Retry,
            Err(NoToken::Company) => Observation::CompanySignInRequired,
            Err(NoToken::Refused(error)) if !self.next_source(source) => Observation::Unavailable(error),
            Err(NoToken::Refused(_)) => self.without_token(challenge).await,
            Err(NoToken::Error(error)) => Observation::Unavailable(error),
        }
    }

    async fn sign_in_refused(&self, sent: &Pass, challenge: Challenge) -> Observation {
        let Some(generation) = sent.generation else {
            return self.without_token(challenge).await;
        };
        let live = match self.seat.standing() {
            Standing::Live(live) if live.generation == generation => live,
            Standing::Live(_) => return Observation::Retry,
            _ => return Observation::SignInRequired(challenge),
        };
        // A token straight from a refresh that is refused too: another refresh would only go round in circles.
        if live.refreshed && !live.is_proven() {
            return Observation::SignInRequired(challenge);
        }
        match self.renew(&live, Some(challenge.clone())).await {
            Ok(_) => Observation::Retry,
            Err(Trouble::Ended | Trouble::NothingToUse) => Observation::SignInRequired(challenge),
            Err(Trouble::Error(error)) => Observation::Unavailable(error),
        }
    }

    /// RFC 6750 §3.1 `insufficient_scope`, with the limits of MCP's step-up authorization.
    pub(super) async fn forbidden(&self, sent: &Pass, headers: &HeaderMap) -> Observation {
        let mut challenge = Challenge::from_headers(headers);
        let source = self.source();
        if source == CredentialSource::Headers || !challenge.is_insufficient_scope() {
            return Observation::Forbidden(Forbidden::NotAboutScopes);
        }
        let live = match self.seat.standing() {
            Standing::Live(live) if sent.generation.is_some_and(|g| g != live.generation) => return Observation::Retry,
            Standing::Live(live) => Some(live),
            _ => None,
        };
        let granted = live.as_ref().map(|l| l.entry.scopes.clone()).unwrap_or_default();
        if scope::missing(&challenge.scopes, &granted).is_empty() {
            return Observation::Forbidden(Forbidden::AlreadyGranted);
        }
        let operation = scope::operation(&challenge.scopes);
        if self.seat.rounds_left(&operation) == 0 {
            return Observation::Forbidden(Forbidden::TooManyTries);
        }
        challenge.scopes = scope::union(scope::strs(&granted), scope::strs(&challenge.scopes));
        if let (true, Some(live)) = (source.is_unattended(), live) {
            self.seat.count_round(&operation);
            return self.more_scopes(source, &live, &challenge).await;
        }
        challenge.operation = Some(operation);
        Observation::StepUp(challenge)
    }

    /// A program asks for more scopes by itself: there is nobody to consent, and its administrator has decided already.
    async fn more_scopes(&self, source: CredentialSource, live: &Live, challenge: &Challenge) -> Observation {
        match self.obtain(source, Some(challenge), Some(live.generation)).await {
            Ok(_) => Observation::Retry,
            Err(NoToken::Company) => Observation::CompanySignInRequired,
            Err(NoToken::Refused(_)) => Observation::Forbidden(Forbidden::NotAboutScopes),
            Err(NoToken::Error(error)) => Observation::Unavailable(error),
        }
    }
}
