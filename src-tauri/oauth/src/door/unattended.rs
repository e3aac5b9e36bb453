//! Tokens that need no person: the client's own credentials, a workload's identity, the company's sign-in.
//!
//! What enters: a source and what the server asked for. What leaves: a token for this process, or why there is none and
//! whether another source may do better. Such a token is kept nowhere: it is had again whenever it is needed. There is
//! no fall-back inside a source: a refusal is told as it is, and asked again only after a pause.

use std::sync::{Arc, PoisonError};

use secrecy::SecretString;

use super::refresh::Trouble;
use super::seat::{Live, Standing};
use super::{AuthError, Door};
use crate::account::AccountId;
use crate::challenge::Challenge;
use crate::discovery::{Discovered, Discovery, DiscoveryError};
use crate::failure::{Kind, Told};
use crate::office::KeepError;
use crate::proof::{Proof, ProofError, ProofKey};
use crate::registration::{self, Client, KnownClient, RegistrationError};
use crate::scope;
use crate::settings::{CredentialSource, Dpop, IdentityProvider, SecretError, ServerSettings};
use crate::tokens::{Entry, Grantor, JWT_BEARER, TokenAnswer, TokenEndpoint, TokenError};
use crate::trace::Trace;

const CLIENT_CREDENTIALS: &str = "client_credentials";
/// How metadata names the grant with an ID-JAG.
const ID_JAG_PROFILE: &str = "urn:ietf:params:oauth:grant-profile:id-jag";

/// A source without a person gave no token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UnattendedError {
    /// The authorization server could not be found or may not be used.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// The client's secret or key.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// The authorization server said no, or nothing of use.
    #[error("no token for this program: {0}; ask its administrator")]
    Token(TokenError),
    /// The identity provider said no, or nothing of use.
    #[error("{provider} gave no token for this server: {source}; ask your administrator")]
    Exchange {
        /// The identity provider's name.
        provider: String,
        /// What happened.
        source: TokenError,
    },
    /// The authorization server does not offer what the settings want.
    #[error("the authorization server {issuer} does not offer {grant}; change the server's settings")]
    NotOffered {
        /// The issuer.
        issuer: String,
        /// The grant.
        grant: &'static str,
    },
    /// Something that the settings should name, or that should be where they say.
    #[error("{what} is not there; set it in the server's settings")]
    Missing {
        /// What.
        what: &'static str,
    },
    /// It can't be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The company's sign-in can't be used right now.
    #[error("the company's sign-in: {0}")]
    Company(Box<AuthError>),
    /// No key to bind the token to.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl UnattendedError {
    /// Whether another source may do better. A server that does not answer will not answer that one either.
    fn is_refusal(&self) -> bool {
        match self {
            Self::Registration(error) => !matches!(error, RegistrationError::Keep(_) | RegistrationError::Fetch { .. }),
            Self::Token(error) | Self::Exchange { source: error, .. } => {
                matches!(error, TokenError::Refused { .. } | TokenError::Unusable(_))
            }
            Self::NotOffered { .. } | Self::Missing { .. } => true,
            Self::Discovery(_) | Self::Secret(_) | Self::Company(_) | Self::Proof(_) => false,
        }
    }
}

impl Told for UnattendedError {
    fn kind(&self) -> Kind {
        match self {
            Self::Discovery(error) => error.kind(),
            Self::Registration(error) => error.kind(),
            Self::Token(error) | Self::Exchange { source: error, .. } => error.kind(),
            Self::NotOffered { .. } | Self::Missing { .. } => Kind::Misconfigured,
            Self::Secret(error) => KeepError::from(error.clone()).kind(),
            Self::Company(error) => error.kind(),
            Self::Proof(_) => Kind::StartAgain,
        }
    }
}

/// Why there is no token.
pub(super) enum NoToken {
    /// Somebody has to sign in at the company's identity provider.
    Company,
    /// This source does not work here; the next one may.
    Refused(AuthError),
    /// For now.
    Error(AuthError),
}

/// The same, before it is told.
enum Why {
    Company,
    Error(UnattendedError),
}

impl<E: Into<UnattendedError>> From<E> for Why {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl Door {
    /// The token in use, replaced where it is time. Before the server has asked for one there is none.
    pub(super) async fn unattended_token(&self, source: CredentialSource) -> Result<Option<Arc<Live>>, AuthError> {
        let Standing::Live(live) = self.seat.standing() else {
            return Ok(None);
        };
        let now = self.office.clock.now();
        if !live.entry.is_due(now) {
            return Ok(Some(live));
        }
        match self.obtain(source, None, Some(live.generation)).await {
            Ok(live) => Ok(Some(live)),
            Err(_) if !live.entry.is_over(now) => Ok(Some(live)),
            Err(NoToken::Error(error)) => Err(error),
            // The server's answer to the old token decides what comes next.
            Err(NoToken::Company | NoToken::Refused(_)) => Ok(Some(live)),
        }
    }

    /// A token newer than `stale`, asked for by whoever comes first.
    pub(super) async fn obtain(
        &self,
        source: CredentialSource,
        challenge: Option<&Challenge>,
        stale: Option<u64>,
    ) -> Result<Arc<Live>, NoToken> {
        let _one = self.seat.obtaining.lock().await;
        if let Standing::Live(live) = self.seat.standing()
            && Some(live.generation) != stale
        {
            return Ok(live);
        }
        if let Some(error) = self.seat.too_early(self.office.clock.now()) {
            return Err(NoToken::Error(error));
        }
        let trace = Trace::new();
        let why = match self.ask_for(source, challenge, &trace).await {
            Ok(entry) => return Ok(self.seat.adopt(entry, String::new(), true)),
            Err(Why::Company) => return Err(NoToken::Company),
            Err(Why::Error(why)) => why,
        };
        tracing::info!(target: "lanyard_oauth", server = %self.settings.name, error = %why, "no token without a person");
        let refusal = why.is_refusal();
        let server = self.settings.name.clone();
        let error = self
            .seat
            .failed(self.office.clock.now(), |retry_at| AuthError::Unattended {
                server,
                source: Box::new(why),
                retry_at,
            });
        Err(if refusal {
            NoToken::Refused(error)
        } else {
            NoToken::Error(error)
        })
    }

    async fn ask_for(
        &self,
        source: CredentialSource,
        challenge: Option<&Challenge>,
        trace: &Trace,
    ) -> Result<Entry, Why> {
        let (office, settings) = (&self.office, &self.settings);
        let found = self.located(challenge, trace).await?;
        registration::check_issuer(office, settings, &found.metadata.issuer).await?;
        let client = self.own_client(source, &found).await?;
        let proof = if found.dpop {
            Some(Proof {
                key: ProofKey::generate(&office.random)?,
                required: settings.dpop == Dpop::Required,
            })
        } else {
            None
        };
        let asked = self.asked_scopes(challenge, &found);
        let resource = (!settings.omit_resource).then_some(found.resource.as_str());
        let metadata = &found.metadata;
        let endpoint = TokenEndpoint {
            office,
            server: settings.endpoint(),
            rule: found.rule,
            issuer: &metadata.issuer,
            url: &metadata.token_endpoint,
            client: &client,
            proof: proof.as_ref(),
        };
        let answer: Result<TokenAnswer, TokenError> = match source {
            CredentialSource::ClientCredentials => {
                if metadata.lists_grant(CLIENT_CREDENTIALS) == Some(false) {
                    return Err(not_offered(&found, CLIENT_CREDENTIALS));
                }
                endpoint.client_credentials(&asked, resource).await
            }
            CredentialSource::WorkloadIdentity => {
                let assertion = self.workload_identity().await?;
                endpoint.jwt_bearer(&assertion, &asked, resource).await
            }
            _ => {
                let takes = metadata.lists_grant(JWT_BEARER) == Some(true)
                    || metadata
                        .authorization_grant_profiles_supported
                        .iter()
                        .any(|p| p == ID_JAG_PROFILE);
                if !takes {
                    return Err(not_offered(&found, ID_JAG_PROFILE));
                }
                let id_jag = self.id_jag(&found, &asked, trace).await?;
                endpoint.jwt_bearer(&id_jag, &asked, resource).await
            }
        };
        let answer = answer.map_err(UnattendedError::Token)?;
        trace.ok("token", format_args!("POST {}: a token came", metadata.token_endpoint));
        registration::note_issuer(office, &settings.url, &client.id, &metadata.issuer).await;
        let grantor = Grantor {
            issuer: metadata.issuer.clone(),
            resource: found.resource.clone(),
            omit_resource: settings.omit_resource,
            token_endpoint: metadata.token_endpoint.clone(),
            revocation_endpoint: metadata.revocation_endpoint.clone(),
            rule: found.rule,
            client,
            proof,
        };
        let mut entry = Entry::new(grantor, &answer, &asked, &office.clock);
        // It is had again the same way; a refresh token would be one more secret (RFC 6749 §4.4.3).
        entry.refresh_token = None;
        Ok(entry)
    }

    /// The authorization server; looked up again when the server has something to say.
    async fn located(&self, challenge: Option<&Challenge>, trace: &Trace) -> Result<Arc<Discovered>, UnattendedError> {
        let known = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let (Some(found), None) = (known, challenge) {
            return Ok(found);
        }
        let discovery = Discovery::new(&self.office.net, &self.settings, trace).await;
        let found = Arc::new(discovery.run(challenge).await?);
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&found));
        Ok(found)
    }

    /// The client at the server's authorization server. Only an assertion may do without one (RFC 7523 §3.1).
    async fn own_client(&self, source: CredentialSource, found: &Discovered) -> Result<Client, UnattendedError> {
        let settings = &self.settings;
        let id = match &settings.client_id {
            Some(id) => id.as_str(),
            None if source == CredentialSource::WorkloadIdentity => "",
            None => return Err(UnattendedError::Missing { what: "the client id" }),
        };
        let known = KnownClient {
            server: &settings.name,
            id,
            secret: settings.client_secret.as_ref(),
            key: settings.client_key.as_ref(),
        };
        let client = registration::known(&self.office.vault, &known, &found.metadata).await?;
        if source == CredentialSource::ClientCredentials && client.secret.is_none() && client.key.is_none() {
            // RFC 6749 §4.4: for confidential clients only.
            return Err(UnattendedError::Missing {
                what: "the client's secret or private key",
            });
        }
        Ok(client)
    }

    /// What the challenge asks for, beside the settings; else what the resource lists; else nothing.
    fn asked_scopes(&self, challenge: Option<&Challenge>, found: &Discovered) -> Vec<String> {
        let asked = challenge.map(|c| c.scopes.as_slice()).unwrap_or_default();
        let mut scopes = match &self.settings.scopes {
            Some(configured) => scope::union(scope::strs(configured), scope::strs(asked)),
            None if !asked.is_empty() => asked.to_vec(),
            None => found.resource_scopes.clone(),
        };
        scopes.retain(|s| scope::is_token(s));
        scopes
    }

    async fn workload_identity(&self) -> Result<SecretString, UnattendedError> {
        let missing = UnattendedError::Missing {
            what: "the workload's assertion",
        };
        match &self.settings.assertion {
            Some(assertion) => assertion.resolve(&self.office.vault).await?.ok_or(missing),
            None => Err(missing),
        }
    }

    /// An ID-JAG for the server's authorization server, for whoever signed in at the company's identity provider.
    async fn id_jag(&self, found: &Discovered, scopes: &[String], trace: &Trace) -> Result<SecretString, Why> {
        let missing = UnattendedError::Missing {
            what: "the company's identity provider",
        };
        let provider = self.settings.identity_provider.as_ref().ok_or(missing)?;
        let refused = |source: TokenError| UnattendedError::Exchange {
            provider: provider.name.clone(),
            source,
        };
        let settings = ServerSettings::issuer(provider)
            .map_err(|e| refused(TokenError::Unusable(format!("its issuer can't be used: {e}"))))?;
        let id_token = self.id_token(provider, &settings).await?;
        let discovery = Discovery::new(&self.office.net, &settings, trace).await;
        let there = discovery.run(None).await.map_err(UnattendedError::from)?;
        let known = KnownClient {
            server: &provider.name,
            id: &provider.client_id,
            secret: provider.client_secret.as_ref(),
            key: provider.client_key.as_ref(),
        };
        let client = registration::known(&self.office.vault, &known, &there.metadata)
            .await
            .map_err(UnattendedError::from)?;
        let endpoint = TokenEndpoint {
            office: &self.office,
            server: settings.endpoint(),
            rule: there.rule,
            issuer: &there.metadata.issuer,
            url: &there.metadata.token_endpoint,
            client: &client,
            proof: None,
        };
        let id_jag = endpoint
            .exchange(&id_token, &found.metadata.issuer, &found.resource, scopes)
            .await
            .map_err(refused)?;
        trace.ok(
            "token exchange",
            format_args!("POST {}: an ID-JAG for {} came", endpoint.url, found.metadata.issuer),
        );
        Ok(id_jag)
    }

    /// The ID token of the company's sign-in, renewed where it is time.
    async fn id_token(&self, provider: &IdentityProvider, settings: &ServerSettings) -> Result<SecretString, Why> {
        if let Some(token) = &provider.id_token {
            let missing = UnattendedError::Missing { what: "the ID token" };
            let token = token.resolve(&self.office.vault).await.map_err(UnattendedError::from)?;
            return Ok(token.ok_or(missing)?);
        }
        let account: AccountId = self.seat.key.1.clone();
        let there = Self::new(Arc::clone(&self.office), settings.clone(), account);
        // Boxed: the company's door is a door like this one.
        Box::pin(there.own_id_token()).await
    }

    async fn own_id_token(&self) -> Result<SecretString, Why> {
        let company = |error: AuthError| UnattendedError::Company(Box::new(error));
        let live = match self.seat.standing() {
            Standing::Live(live) => live,
            _ => self.load().await.map_err(company)?.ok_or(Why::Company)?,
        };
        let token = |live: &Live| {
            live.entry
                .id_token
                .as_ref()
                .map(|t| t.token.clone())
                .ok_or(Why::Company)
        };
        let now = self.office.clock.now();
        if !live.entry.is_identity_due(now) {
            return token(&live);
        }
        match self.renew(&live, None).await {
            Ok(live) if !live.entry.is_identity_due(now) => token(&live),
            // The provider renews no ID tokens: whoever it is has to show themselves again.
            Ok(_) | Err(Trouble::Ended | Trouble::NothingToUse) => Err(Why::Company),
            Err(Trouble::Error(error)) => Err(company(error).into()),
        }
    }
}

fn not_offered(found: &Discovered, grant: &'static str) -> Why {
    Why::Error(UnattendedError::NotOffered {
        issuer: found.metadata.issuer.clone(),
        grant,
    })
}
