//! A browser and a client in one: walks the provider over real HTTP, and lets a test change any single thing.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lanyard_demo::{Clock, Provider, Running};
use reqwest::{Client, Response};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

pub(crate) const CALLBACK: &str = "http://127.0.0.1:4999/callback";
pub(crate) const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters.~_";

pub(crate) struct Walk {
    pub(crate) running: Running,
    pub(crate) http: Client,
    pub(crate) offset: Arc<AtomicI64>,
}

impl Walk {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is the outside world: it has a clock and a client of its own"
    )]
    pub(crate) async fn new() -> Self {
        let offset = Arc::new(AtomicI64::new(0));
        let moved = Arc::clone(&offset);
        let clock = Clock::from_fn(move || {
            let now = jiff::Timestamp::now().as_second() + moved.load(Ordering::Relaxed);
            jiff::Timestamp::from_second(now).unwrap()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let running = Provider::start(listener, vec![Url::parse(CALLBACK).unwrap()], clock).unwrap();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { running, http, offset }
    }

    pub(crate) fn at(&self, endpoint: &str) -> String {
        format!("{}/{endpoint}", self.running.issuer())
    }

    pub(crate) fn secret(&self) -> &str {
        self.running.client_secret().expose_secret()
    }

    /// The parameters of a request that is right in every way.
    pub(crate) fn request(&self) -> Vec<(String, String)> {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        [
            ("response_type", "code"),
            ("client_id", self.running.client_id()),
            ("redirect_uri", CALLBACK),
            ("scope", "openid email profile offline_access"),
            ("state", "s&t=a te"),
            ("nonce", "n-1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// The same with one parameter changed, or left out when `value` is `None`.
    pub(crate) fn request_with(&self, name: &str, value: Option<&str>) -> Vec<(String, String)> {
        let mut request = self.request();
        request.retain(|(known, _)| known != name);
        request.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        request
    }

    pub(crate) async fn authorize(&self, request: &[(String, String)]) -> Response {
        self.http.get(self.at("authorize")).query(request).send().await.unwrap()
    }

    /// Opens the page and returns its secret.
    pub(crate) async fn transaction(&self, request: &[(String, String)]) -> String {
        let response = self.authorize(request).await;
        assert_eq!(response.status(), 200);
        let page = response.text().await.unwrap();
        let start = page.split_once(r#"name="transaction" value=""#).unwrap().1;
        start.split_once('"').unwrap().0.to_owned()
    }

    pub(crate) async fn choose(&self, transaction: &str, field: &str, value: &str) -> Response {
        let form = [("transaction", transaction), (field, value)];
        self.http.post(self.at("choose")).form(&form).send().await.unwrap()
    }

    /// Signs somebody in and returns the code.
    pub(crate) async fn code(&self, request: &[(String, String)], employee: &str) -> String {
        let transaction = self.transaction(request).await;
        let back = landed(&self.choose(&transaction, "employee", employee).await);
        back["code"].clone()
    }

    /// Posts to the token endpoint with the client's own credentials.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Response {
        let request = self
            .http
            .post(self.at("token"))
            .basic_auth(self.running.client_id(), Some(self.secret()));
        request.form(form).send().await.unwrap()
    }

    pub(crate) async fn redeem(&self, code: &str) -> Response {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    /// Signs somebody in and returns the token endpoint's answer.
    pub(crate) async fn tokens(&self, employee: &str) -> Value {
        let code = self.code(&self.request(), employee).await;
        let response = self.redeem(&code).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    pub(crate) async fn userinfo(&self, token: &str) -> Response {
        self.http
            .get(self.at("userinfo"))
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }
}

/// The parameters with which the browser was sent back, after checking to where.
pub(crate) fn landed(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), 303);
    let location = response.headers()["location"].to_str().unwrap();
    assert!(location.starts_with(&format!("{CALLBACK}?")), "{location}");
    Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

/// The status and error code of a refusal by the token endpoint.
pub(crate) async fn error(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert!(body["error_description"].is_string());
    (status, body["error"].as_str().unwrap().to_owned())
}
