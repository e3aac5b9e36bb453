//! A server with its provider on loopback, and the steps of a sign-in.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use lanyard_net::Net;
use lanyard_server::{Clock, Line, Parts, Policy, Provider as ProviderSettings, Running, Server, Settings};
use lanyard_vault::Vault;
use rmcp::ServerHandler;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::browser::{Browser, Page};
use crate::handler::{POLICY, Tools};
use crate::provider::{CLIENT, Provider, SECRET};

pub(crate) const REDIRECT: &str = "http://127.0.0.1:9/callback";
pub(crate) const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more-x";

pub(crate) struct World {
    pub(crate) provider: Provider,
    pub(crate) server: Running,
    pub(crate) http: reqwest::Client,
    pub(crate) origin: String,
    /// Where it listens, whatever its origin.
    pub(crate) address: SocketAddr,
    /// The audit lines.
    pub(crate) lines: mpsc::Receiver<Line>,
    shift: Arc<AtomicI64>,
}

pub(crate) fn challenge() -> String {
    B64.encode(Sha256::digest(VERIFIER.as_bytes()))
}

pub(crate) fn net() -> Net {
    let settings = lanyard_net::Settings {
        proxy: lanyard_net::Proxy::Direct,
        ..lanyard_net::Settings::default()
    };
    Net::new(&settings).unwrap()
}

/// Settings for a provider, everything else as it comes.
pub(crate) fn settings(provider: &Provider) -> Settings {
    Settings {
        name: "Test tools".to_owned(),
        host: "127.0.0.1".to_owned(),
        port: 0,
        provider: ProviderSettings::oidc(&provider.issuer, CLIENT, Some(SecretString::from(SECRET))),
        ..Settings::default()
    }
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let provider = Provider::start().await;
        let mut settings = settings(&provider);
        change(&mut settings);
        Self::start_from(provider, settings, Vault::memory()).await
    }

    pub(crate) async fn start_from(provider: Provider, settings: Settings, vault: Vault) -> Self {
        Self::start_on(provider, settings, vault, net()).await
    }

    pub(crate) async fn start_on(provider: Provider, settings: Settings, vault: Vault, net: Net) -> Self {
        Self::start_all(provider, settings, vault, net, Tools, POLICY).await
    }

    /// A server in front of other tools.
    pub(crate) async fn start_tools<H>(provider: Provider, settings: Settings, tools: H, policy: Policy) -> Self
    where
        H: ServerHandler + Clone + Sync,
    {
        Self::start_all(provider, settings, Vault::memory(), net(), tools, policy).await
    }

    async fn start_all<H>(
        provider: Provider,
        settings: Settings,
        vault: Vault,
        net: Net,
        tools: H,
        policy: Policy,
    ) -> Self
    where
        H: ServerHandler + Clone + Sync,
    {
        let shift = Arc::new(AtomicI64::new(0));
        let listener = TcpListener::bind(("127.0.0.1", settings.port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (log, lines) = mpsc::channel(1_024);
        let http = net.client().clone();
        let parts = Parts {
            vault,
            net,
            clock: Clock::shifted(Arc::clone(&shift)),
            log: Some(log),
        };
        let server = Server::start_with(settings, parts, listener, tools, policy)
            .await
            .unwrap();
        let origin = server.issuer().to_owned();
        Self {
            provider,
            server,
            http,
            origin,
            address,
            lines,
            shift,
        }
    }

    /// Moves the server's time to the beginning of a minute, in which rates are counted anew.
    pub(crate) fn begin_a_minute(&self) {
        let now = Clock::shifted(Arc::clone(&self.shift)).now();
        self.later(60 - now.as_second() % 60);
    }

    /// Moves the server's time forward.
    pub(crate) fn later(&self, seconds: i64) {
        self.shift.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.http)
    }

    pub(crate) async fn register_with(&self, metadata: Value) -> (u16, Value) {
        let response = self
            .http
            .post(self.url("/register"))
            .json(&metadata)
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// A public native client.
    pub(crate) async fn register(&self, redirects: &[&str]) -> String {
        let (status, body) = self
            .register_with(json!({
                "client_name": "A test app", "redirect_uris": redirects, "token_endpoint_auth_method": "none",
                "grant_types": ["authorization_code", "refresh_token"], "application_type": "native",
            }))
            .await;
        assert_eq!(status, 201, "{body}");
        body["client_id"].as_str().unwrap().to_owned()
    }

    /// The authorization URL of a good request, with some parameters replaced, added, or (empty) left out.
    pub(crate) fn authorize_url(&self, client: &str, changes: &[(&str, &str)]) -> String {
        let challenge = challenge();
        let mut params = vec![
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", REDIRECT),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("state", "the client's state"),
            ("scope", "x:read"),
        ];
        for (name, value) in changes {
            params.retain(|(known, _)| known != name);
            if !value.is_empty() {
                params.push((name, value));
            }
        }
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(params);
        format!("{}/authorize?{}", self.origin, query.finish())
    }

    /// From the consent page's address: shows it and says yes, or no.
    pub(crate) async fn decide(&self, browser: &mut Browser, consent: &str, decision: &str) -> Page {
        let page = browser.get(&self.url(consent)).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let form = [
            ("request", page.field("request")),
            ("csrf", page.field("csrf")),
            ("decision", decision.to_owned()),
        ];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser
            .post(&self.url("/consent"), &form, &[("origin", &self.origin)])
            .await
    }

    /// From the provider's address: signs in there and comes back to the callback's answer.
    pub(crate) async fn through_provider(&self, browser: &mut Browser, departure: &str) -> Page {
        assert!(departure.starts_with(&self.provider.issuer), "{departure}");
        let back = browser.get(departure).await;
        browser.get(back.target()).await
    }

    /// The whole way to the redirect back to the client.
    pub(crate) async fn authorize(&self, browser: &mut Browser, client: &str, changes: &[(&str, &str)]) -> Page {
        let start = browser.get(&self.authorize_url(client, changes)).await;
        let departure = if start.target().starts_with("/consent") {
            self.decide(browser, start.target(), "allow").await
        } else {
            start
        };
        self.through_provider(browser, departure.target()).await
    }

    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        let response = self.http.post(self.url("/token")).form(form).send().await.unwrap();
        assert_eq!(response.headers()["cache-control"], "no-store");
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn redeem(&self, client: &str, code: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", client),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, client: &str, token: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("refresh_token", token),
        ])
        .await
    }

    pub(crate) async fn revoke(&self, client: &str, token: &str) -> u16 {
        let form = [("client_id", client), ("token", token)];
        self.http
            .post(self.url("/revoke"))
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    /// A person signs in with a new browser: the client's id and the token answer.
    pub(crate) async fn sign_in(&self, scope: &str) -> (String, Value) {
        let client = self.register(&[REDIRECT]).await;
        let mut browser = self.browser();
        let back = self.authorize(&mut browser, &client, &[("scope", scope)]).await;
        let (status, tokens) = self.redeem(&client, &back.param("code").unwrap()).await;
        assert_eq!(status, 200, "{tokens}");
        (client, tokens)
    }

    /// One stateless MCP request of 2026-07-28.
    pub(crate) async fn mcp(&self, token: &str, method: &str, params: Value) -> reqwest::Response {
        self.mcp_with(&[("authorization", &format!("Bearer {token}"))], method, params)
            .await
    }

    pub(crate) async fn mcp_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        mut params: Value,
    ) -> reqwest::Response {
        let can = params["_meta"]["io.modelcontextprotocol/clientCapabilities"].take();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": if can.is_null() { json!({}) } else { can },
        });
        let mut request = self
            .http
            .post(self.server.url().clone())
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", method);
        if let Some(name) = params.get("name").and_then(Value::as_str) {
            request = request.header("mcp-name", name);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        request.json(&message).send().await.unwrap()
    }

    /// Calls a tool; the status, and what the tool said.
    pub(crate) async fn call(&self, token: &str, tool: &str) -> (u16, Value) {
        let response = self
            .mcp(token, "tools/call", json!({"name": tool, "arguments": {}}))
            .await;
        let status = response.status().as_u16();
        (status, said(&response.text().await.unwrap()))
    }
}

/// The tool's words out of a JSON or SSE answer.
pub(crate) fn said(body: &str) -> Value {
    let json = body
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .find(|data| data.contains("jsonrpc"));
    let answer: Value = serde_json::from_str(json.unwrap_or(body).trim()).unwrap_or(Value::Null);
    let text = answer
        .pointer("/result/content/0/text")
        .and_then(Value::as_str)
        .unwrap_or_default();
    serde_json::from_str(text).unwrap_or(answer)
}
