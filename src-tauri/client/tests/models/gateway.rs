//! The company's gateway behind a sign-in: its token goes to the gateway alone, is renewed, and its end is a sentence.

use std::collections::HashMap;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{Stream, StreamExt as _};
use lanyard_client::api::{Code, Event, EventBody, Profile, ProviderSignIn, SignInState, TurnEnd};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Effect, Options, VaultChoice};
use lanyard_vault::Vault;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::server::{Reply, Server};
use crate::streams::{TEXT, Wire};

const LIMIT: Duration = Duration::from_secs(20);

/// An OpenID provider of as few words as there can be: a code for whoever comes, and numbered tokens.
#[derive(Default)]
struct Issuer {
    url: Mutex<String>,
    /// What was posted to the token endpoint.
    forms: Mutex<Vec<HashMap<String, String>>>,
    refuses: Mutex<bool>,
}

impl Issuer {
    async fn start() -> Arc<Self> {
        let issuer = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        *issuer.url.lock().unwrap() = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/token", post(token))
            .with_state(Arc::clone(&issuer));
        tokio::spawn(async move { axum::serve(listener, app).await });
        issuer
    }

    fn url(&self) -> String {
        self.url.lock().unwrap().clone()
    }

    fn last(&self) -> HashMap<String, String> {
        self.forms.lock().unwrap().last().unwrap().clone()
    }
}

async fn metadata(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let url = issuer.url();
    Json(
        json!({ "issuer": url, "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"), "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"], "scopes_supported": ["openid", "offline_access"] }),
    )
}

async fn token(State(issuer): State<Arc<Issuer>>, body: Bytes) -> (StatusCode, Json<Value>) {
    let form: HashMap<String, String> = url_pairs(std::str::from_utf8(&body).unwrap());
    let mut forms = issuer.forms.lock().unwrap();
    forms.push(form);
    if *issuer.refuses.lock().unwrap() {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    }
    let number = forms.len();
    let tokens = json!({ "access_token": format!("at-secret-{number}"), "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": format!("rt-secret-{number}") });
    (StatusCode::OK, Json(tokens))
}

fn url_pairs(query: &str) -> HashMap<String, String> {
    let whole = format!("http://x/?{query}");
    lanyard_net::url::Url::parse(&whole)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

struct Office {
    client: Client,
    issuer: Arc<Issuer>,
    gateway: Server,
    folder: TempDir,
    vault: Vault,
    company: String,
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
    effects: UnboundedReceiver<Effect>,
}

impl Office {
    async fn new() -> Self {
        let (issuer, gateway) = (Issuer::start().await, Server::start().await);
        let company = format!(
            "name = \"Acme\"\n[gateway]\nname = \"Acme models\"\nkind = \"openai\"\nbase_url = \"{}v1\"\nmodels = [\"m1\"]\n\
             sign_in = \"{}\"\nclient_id = \"lanyard\"\naudience = \"models\"\nscopes = [\"ask\"]\nredirect = \"loopback\"\n",
            gateway.root,
            issuer.url()
        );
        let (folder, vault) = (TempDir::new().unwrap(), Vault::memory());
        let (client, events, effects) = open(&folder, &vault, &company).await;
        Self {
            client,
            issuer,
            gateway,
            folder,
            vault,
            company,
            events,
            effects,
        }
    }

    async fn until(&mut self, fits: impl Fn(&EventBody) -> bool) -> EventBody {
        loop {
            let event = tokio::time::timeout(LIMIT, self.events.next())
                .await
                .expect("the event came")
                .unwrap();
            if fits(&event.body) {
                return event.body;
            }
        }
    }

    /// A person clicks, and the browser comes back.
    async fn sign_in(&mut self) -> HashMap<String, String> {
        self.client.sign_in("company.gateway").unwrap();
        let url = loop {
            match tokio::time::timeout(LIMIT, self.effects.recv()).await.unwrap().unwrap() {
                Effect::OpenUrl(url) => break url,
                Effect::Focus => {}
            }
        };
        assert!(url.as_str().starts_with(&format!("{}/authorize?", self.issuer.url())));
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let back = format!("{}?code=c-secret&state={}", asked["redirect_uri"], asked["state"]);
        let back = lanyard_net::url::Url::parse(&back).unwrap();
        self.client.net().fetch(lanyard_net::Fetch::get(back)).await.unwrap();
        self.until(
            |event| matches!(event, EventBody::SignIn { sign_in } if matches!(sign_in.state, SignInState::Done { .. })),
        )
        .await;
        asked
    }

    async fn say(&mut self) -> TurnEnd {
        let id = self.client.new_conversation().await.unwrap().summary.id;
        self.client.send_message(&id, "Hello").await.unwrap();
        match self.until(|event| matches!(event, EventBody::TurnEnded { .. })).await {
            EventBody::TurnEnded { end, .. } => end,
            _ => unreachable!(),
        }
    }

    fn answers(&self) {
        self.gateway
            .will(Reply::stream("text/event-stream", &Wire::Chat.stream(&TEXT), &[]));
    }

    async fn gateway_view(&self) -> ProviderSignIn {
        let providers = self.client.snapshot().await.unwrap().providers;
        providers
            .into_iter()
            .find(|p| p.id == "company")
            .unwrap()
            .sign_in
            .unwrap()
    }
}

async fn open(
    folder: &TempDir,
    vault: &Vault,
    company: &str,
) -> (
    Client,
    Pin<Box<dyn Stream<Item = Event> + Send>>,
    UnboundedReceiver<Effect>,
) {
    let (company, problems) = Company::parse(company, Path::new("company.toml"));
    assert!(problems.is_empty(), "{problems:?}");
    let nowhere = folder.path().join("config");
    let client = Client::open(Options {
        profile: Profile::Main,
        paths: Paths::under(folder.path(), nowhere.clone(), nowhere, Profile::Main),
        vault: VaultChoice::Given(vault.clone()),
        company: Some(company),
        clock: Clock::system(),
        connect: true,
    });
    let client = client.await.unwrap();
    let events = Box::pin(client.subscribe(Some(client.begin())));
    let effects = client.effects().unwrap();
    (client, events, effects)
}

fn is_signed_in(event: &EventBody) -> Option<bool> {
    let EventBody::Models { providers, .. } = event else {
        return None;
    };
    let gateway = providers.iter().find(|p| p.id == "company")?;
    gateway.sign_in.as_ref().map(|sign_in| sign_in.signed_in)
}

fn bearers(gateway: &Server) -> Vec<String> {
    let bearer = |asked: &crate::server::Asked| asked.headers["authorization"].to_str().unwrap().to_owned();
    gateway.asked().iter().map(bearer).collect()
}

#[tokio::test]
async fn nobody_is_asked_before_somebody_signed_in() {
    let mut office = Office::new().await;
    let view = office.gateway_view().await;
    assert_eq!(
        (view.server_id.as_str(), view.at.as_str(), view.signed_in),
        ("company.gateway", "127.0.0.1", false)
    );
    let TurnEnd::Failed { error } = office.say().await else {
        panic!("an error")
    };
    assert_eq!(error.code, Code::SignInRequired);
    assert_eq!(error.message.to_string(), "Sign in to use Acme models.");
    assert!(office.gateway.asked().is_empty(), "what was written stays here");
    assert!(office.effects.try_recv().is_err(), "no browser opens by itself");
    let key = office
        .client
        .set_provider_key("company", Some("k".to_owned().into()))
        .await;
    assert_eq!(key.unwrap_err().code, Code::Invalid, "it takes no key");
}

#[tokio::test]
async fn the_token_is_used_renewed_and_its_end_is_a_sentence() {
    let mut office = Office::new().await;
    let asked = office.sign_in().await;
    assert_eq!(
        (asked["client_id"].as_str(), asked["audience"].as_str()),
        ("lanyard", "models")
    );
    assert!(
        asked["scope"].contains("ask") && !asked.contains_key("resource"),
        "{asked:?}"
    );
    assert_eq!(office.issuer.last()["grant_type"], "authorization_code");

    office.answers();
    assert_eq!(office.say().await, TurnEnd::Complete);
    assert_eq!(bearers(&office.gateway), ["Bearer at-secret-1"]);

    // The gateway takes it no more: it is renewed, and the request is sent again, once.
    office
        .gateway
        .will(Reply::whole(401, "{}").with("www-authenticate", "Bearer error=\"invalid_token\""));
    office.answers();
    assert_eq!(office.say().await, TurnEnd::Complete);
    assert_eq!(
        bearers(&office.gateway)[1..],
        ["Bearer at-secret-1", "Bearer at-secret-2"]
    );
    assert_eq!(office.issuer.last()["grant_type"], "refresh_token");

    // The issuer gives no new one: a sentence and a button, and nobody's browser.
    *office.issuer.refuses.lock().unwrap() = true;
    office.gateway.will(Reply::whole(401, "{\"error\":\"at-secret-2\"}"));
    let TurnEnd::Failed { error } = office.say().await else {
        panic!("an error")
    };
    assert_eq!(error.code, Code::SignInRequired);
    assert!(!format!("{error:?}").contains("secret"));
    while let Ok(effect) = office.effects.try_recv() {
        assert!(matches!(effect, Effect::Focus), "no browser opens by itself");
    }
    // And the same door opens again.
    *office.issuer.refuses.lock().unwrap() = false;
    office.sign_in().await;
    office.answers();
    assert_eq!(office.say().await, TurnEnd::Complete);
}

#[tokio::test]
async fn the_sign_in_outlives_a_restart_and_ends_with_a_sign_out() {
    let mut office = Office::new().await;
    office.sign_in().await;
    office.client.close().await;
    (office.client, office.events, office.effects) = open(&office.folder, &office.vault, &office.company).await;
    assert!(office.gateway_view().await.signed_in);
    office.answers();
    assert_eq!(office.say().await, TurnEnd::Complete);
    assert_eq!(bearers(&office.gateway), ["Bearer at-secret-1"]);
    office.client.sign_out("company.gateway").await.unwrap();
    office.until(|event| is_signed_in(event) == Some(false)).await;
    let TurnEnd::Failed { error } = office.say().await else {
        panic!("an error")
    };
    assert_eq!(error.code, Code::SignInRequired);
    office.client.close().await;
    let mut folders = vec![office.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(7).any(|w| w == b"-secret"), "{}", path.display());
            }
        }
    }
}

/// One that lets this account in nowhere says so, and asks for no second sign-in.
#[tokio::test]
async fn a_gateway_that_refuses_the_account_is_told_as_that() {
    let mut office = Office::new().await;
    office.sign_in().await;
    office.gateway.will(Reply::whole(403, "{}"));
    let TurnEnd::Failed { error } = office.say().await else {
        panic!("an error")
    };
    assert_eq!(error.code, Code::Denied);
    // More is asked of the sign-in: that is one to sign in again for.
    let more = "Bearer error=\"insufficient_scope\", scope=\"ask more\"";
    office
        .gateway
        .will(Reply::whole(403, "{}").with("www-authenticate", more));
    let TurnEnd::Failed { error } = office.say().await else {
        panic!("an error")
    };
    assert_eq!(error.code, Code::SignInRequired);
    let asked = office.sign_in().await;
    assert!(asked["scope"].contains("more"), "{asked:?}");
}

#[test]
fn a_sign_in_that_can_not_be_read_leaves_the_gateway_out() {
    let base = "name = \"Acme\"\n[gateway]\nkind = \"openai\"\nbase_url = \"https://m.example/v1\"\n";
    for bad in [
        "sign_in = \"http://login.example\"\nclient_id = \"x\"\n",
        "sign_in = 7\nclient_id = \"x\"\n",
        "sign_in = \"https://login.example\"\n",
        "sign_inn = \"https://login.example\"\nclient_id = \"x\"\n",
        "sign_in = \"https://login.example\"\nclient_id = \"x\"\naudience = 3\n",
        "kind = \"vertex\"\n",
        "project = 7\n",
    ] {
        let text = format!("{base}{bad}");
        let text = if bad.starts_with("kind") {
            text.replace("kind = \"openai\"\n", "")
        } else {
            text
        };
        let (company, problems) = Company::parse(&text, Path::new("company.toml"));
        assert!(company.gateway.is_none() && !problems.is_empty(), "{bad}: {problems:?}");
    }
    let headers =
        "[gateway.headers]\nHost = \"env:X\"\nX-A = \"sk-secret\"\nX-B = \"env:FINE\"\nAuthorization = \"env:FINE\"\n";
    let text = format!("{base}sign_in = \"https://login.example\"\nclient_id = \"x\"\n{headers}");
    let (company, problems) = Company::parse(&text, Path::new("company.toml"));
    let gateway = company.gateway.unwrap();
    assert_eq!(gateway.fields.headers, ["X-B"]);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(!format!("{problems:?}").contains("sk-secret"));
    let _: Uri = gateway.base_url.parse().unwrap();
}
