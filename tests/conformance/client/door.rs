//! One floor below the app: the authorization crate alone, around bare JSON-RPC over HTTP.
//!
//! What enters: the server's address, a client id and its secret. What leaves: that the calls succeeded, or why not.
//! It is here for what the app's settings do not take yet and the crate does.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use lanyard_net::{Net, Settings};
use lanyard_oauth::{
    AccountId, Authorizer, Challenge, ClientKey, Clock, CredentialSource, Door, Finished, IdentityProvider,
    Observation, Options, Parts, Random, RedirectPolicy, SecretRef, ServerSettings,
};
use lanyard_vault::Vault;
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use crate::{CLIENT_METADATA, Failure, Given, browser};

/// The revision without `initialize`, whose every request says what it speaks.
const STATELESS: &str = "2026-07-28";

/// One request may meet a retry and a sign-in or two; more is a door that never opens.
const MOST_ROUNDS: usize = 8;

/// Lists the tools and calls the first, signing in where the door says so.
pub(crate) async fn run(given: Given) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let net = Net::new(&Settings::default())?;
    let authorizer = Authorizer::open(Parts {
        net: net.clone(),
        vault: Vault::memory(),
        database: folder.path().join("oauth.db"),
        locks: folder.path().join("locks"),
        clock: Clock::system(),
        random: Random::system(),
        client_name: "Lanyard".to_owned(),
        client_uri: None,
    })
    .await?;
    let mut server = ServerSettings::new("conformance", &given.url)?;
    server.client_metadata_url = Some(CLIENT_METADATA.parse()?);
    configure(&mut server, &given);
    let mut road = Road {
        net,
        door: authorizer.door(server.clone(), AccountId::default()),
        authorizer,
        server,
        url: given.url.parse()?,
        revision: given.revision,
        session: None,
        sent: 0,
    };
    road.walk().await
}

/// What an administrator writes for what was handed out: programs first, a person where the server takes none.
fn configure(server: &mut ServerSettings, given: &Given) {
    let secret = |secret: &Option<SecretString>| secret.clone().map(SecretRef::Value);
    server.client_id.clone_from(&given.client_id);
    server.client_secret = secret(&given.client_secret);
    server.client_key = secret(&given.private_key).map(|pem| ClientKey {
        pem,
        algorithm: given.signing_algorithm.clone(),
        key_id: None,
    });
    server.assertion = secret(&given.assertion);
    server.sources = if let Some(company) = &given.company {
        let mut provider = IdentityProvider::new("the company", &company.issuer, &company.client_id);
        provider.id_token = Some(SecretRef::Value(company.id_token.clone()));
        server.identity_provider = Some(Arc::new(provider));
        vec![CredentialSource::EnterpriseManaged]
    } else if given.assertion.is_some() {
        vec![CredentialSource::WorkloadIdentity]
    } else {
        vec![CredentialSource::ClientCredentials, CredentialSource::SignIn]
    };
}

struct Road {
    net: Net,
    door: Door,
    authorizer: Authorizer,
    server: ServerSettings,
    url: Url,
    revision: String,
    /// The session that the server opened, in the revisions that have them.
    session: Option<HeaderValue>,
    sent: u64,
}

impl Road {
    async fn walk(&mut self) -> Result<(), Failure> {
        if self.revision != STATELESS {
            let hello = json!({
                "protocolVersion": self.revision,
                "capabilities": {},
                "clientInfo": client_info(),
            });
            self.ask("initialize", hello).await?;
            let done = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
            self.send("notifications/initialized", &done).await?;
        }
        let list = self.ask("tools/list", json!({})).await?;
        let tool = list["tools"][0]["name"].as_str().ok_or("the server lists no tool")?;
        let answer = self.ask("tools/call", json!({"name": tool, "arguments": {}})).await?;
        if answer["isError"] == true {
            return Err(format!("the tool failed: {answer}").into());
        }
        Ok(())
    }

    /// One request; returns its result.
    async fn ask(&mut self, method: &str, mut params: Value) -> Result<Value, Failure> {
        self.sent += 1;
        if self.revision == STATELESS {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": self.revision,
                "io.modelcontextprotocol/clientInfo": client_info(),
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        let message = json!({"jsonrpc": "2.0", "id": self.sent, "method": method, "params": params});
        let text = self.send(method, &message).await?;
        let answer = message_of(&text).ok_or_else(|| format!("{method} got no JSON-RPC answer: {text}"))?;
        match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => Err(format!("{method} was refused: {answer}").into()),
        }
    }

    /// One message, with what the door adds and decides.
    async fn send(&mut self, method: &str, message: &Value) -> Result<String, Failure> {
        for _ in 0..MOST_ROUNDS {
            let pass = self.door.authorize(&Method::POST, &self.url).await?;
            let mut headers = self.headers(method, message)?;
            headers.extend(pass.headers().clone());
            let request = self.net.client().post(self.url.clone()).headers(headers).json(message);
            let answer = request.send().await?;
            let status = answer.status();
            match self.door.observe(&pass, status, answer.headers()).await {
                Observation::Fine => {}
                Observation::Retry => continue,
                Observation::SignInRequired(challenge) | Observation::StepUp(challenge) => {
                    self.sign_in(challenge).await?;
                    continue;
                }
                other => return Err(format!("{method} was refused at the door: {other:?}").into()),
            }
            if let Some(session) = answer.headers().get("mcp-session-id") {
                self.session = Some(session.clone());
            }
            let text = answer.text().await?;
            if !status.is_success() {
                return Err(format!("{method} was answered {status}: {text}").into());
            }
            return Ok(text);
        }
        Err(format!("{method} was sent {MOST_ROUNDS} times in vain").into())
    }

    fn headers(&self, method: &str, message: &Value) -> Result<HeaderMap, Failure> {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: &str| -> Result<(), Failure> {
            headers.insert(HeaderName::from_static(name), value.parse()?);
            Ok(())
        };
        put("accept", "application/json, text/event-stream")?;
        put("mcp-protocol-version", &self.revision)?;
        put("mcp-method", method)?;
        if let Some(name) = message["params"]["name"].as_str() {
            put("mcp-name", name)?;
        }
        if let Some(session) = &self.session {
            headers.insert("mcp-session-id", session.clone());
        }
        Ok(headers)
    }

    /// One sign-in by loopback; the browser's last redirect is what the listener hears.
    async fn sign_in(&self, challenge: Challenge) -> Result<(), Failure> {
        let options = Options {
            redirect: Some(RedirectPolicy::Loopback),
            restart: true,
            ..Options::default()
        };
        let account = AccountId::default();
        let started = self
            .authorizer
            .begin(&self.server, &account, Some(challenge), options)
            .await?;
        let listener = started.listener.ok_or("the sign-in listens nowhere")?;
        let heard = async {
            listener
                .callback()
                .await
                .ok_or_else(|| "the browser did not come back".into())
        };
        let ((), callback) = tokio::try_join!(browser::open(&started.url), heard)?;
        match self.authorizer.finish(callback).await? {
            Finished::SignedIn(_) => Ok(()),
            Finished::Ignored => Err("the sign-in's answer was ignored".into()),
        }
    }
}

fn client_info() -> Value {
    json!({"name": "lanyard-conformance", "version": env!("CARGO_PKG_VERSION")})
}

/// The answer in a body that is JSON, or an event stream whose event is the answer.
fn message_of(body: &str) -> Option<Value> {
    serde_json::from_str(body).ok().or_else(|| {
        body.lines()
            .filter_map(|line| line.strip_prefix("data:"))
            .filter_map(|data| serde_json::from_str::<Value>(data).ok())
            .find(|message| message.get("id").is_some())
    })
}
