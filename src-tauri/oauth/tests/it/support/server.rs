//! Two HTTP servers on loopback: `rs`, an MCP server's outside, and `auth`, its authorization server. They keep the
//! rules themselves (PKCE, one use of a code, rotation, reuse ends the family), and each path can be overridden.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde_json::{Value, json};
use url::Url;

/// A request as a server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    pub(crate) fn form(&self) -> HashMap<String, String> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn bearer(&self) -> Option<String> {
        self.token("Bearer")
    }

    /// The credentials of a scheme.
    pub(crate) fn token(&self, scheme: &str) -> Option<String> {
        let text = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        Some(text.strip_prefix(scheme)?.strip_prefix(' ')?.to_owned())
    }
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;
type Override = Arc<dyn Fn(Seen) -> Answering + Send + Sync>;

/// A code that was given out.
pub(super) struct Code {
    pub(super) challenge: String,
    pub(super) redirect: String,
    pub(super) resource: Option<String>,
    pub(super) client: String,
    pub(super) scope: Option<String>,
}

/// What both servers know.
#[derive(Default)]
pub(crate) struct Fake {
    pub(crate) resource_metadata: Value,
    pub(crate) metadata: Value,
    /// `WWW-Authenticate` values of a 401.
    pub(crate) challenges: Vec<String>,
    /// Merged into every token answer; null removes.
    pub(crate) token_extra: Value,
    /// The answer carries the scope that was asked for.
    pub(crate) says_scope: bool,
    pub(crate) rotates: bool,
    pub(crate) iss: Option<String>,
    pub(crate) seen: Vec<Seen>,
    /// Requests answered by redemption or refresh.
    pub(crate) refreshes: u32,
    pub(crate) valid: HashSet<String>,
    pub(crate) revoked: Vec<String>,
    overrides: HashMap<String, Override>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) refresh_tokens: HashMap<String, bool>,
    pub(super) clients: u32,
    pub(super) tokens: u32,
}

/// Both servers, running until this is dropped.
pub(crate) struct World {
    pub(crate) rs: String,
    pub(crate) auth: String,
    pub(crate) fake: Arc<Mutex<Fake>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        let fake = Arc::new(Mutex::new(Fake {
            rotates: true,
            says_scope: true,
            ..Fake::default()
        }));
        let (rs, first) = serve(Arc::clone(&fake)).await;
        let (auth, second) = serve(Arc::clone(&fake)).await;
        {
            let mut fake = fake.lock().unwrap();
            fake.resource_metadata = json!({
                "resource": format!("{rs}/mcp"),
                "authorization_servers": [auth],
                "scopes_supported": ["tools:read", "tools:write"],
            });
            fake.metadata = metadata(&auth);
            fake.iss = Some(auth.clone());
            fake.challenges = vec![format!(
                "Bearer resource_metadata=\"{rs}/.well-known/oauth-protected-resource/mcp\""
            )];
            fake.token_extra = json!({ "expires_in": 3600 });
        }
        Self {
            rs,
            auth,
            fake,
            tasks: vec![first, second],
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/mcp", self.rs)
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Fake)) {
        change(&mut self.fake.lock().unwrap());
    }

    pub(crate) fn get<T>(&self, look: impl FnOnce(&Fake) -> T) -> T {
        look(&self.fake.lock().unwrap())
    }

    /// What a path answers from now on; the path stands without its query.
    pub(crate) fn answer<F>(&self, path: &str, answer: impl Fn(Seen) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let answer: Override = Arc::new(move |seen| Box::pin(answer(seen)));
        self.set(|f| {
            f.overrides.insert(path.to_owned(), answer);
        });
    }

    pub(crate) fn restore(&self, path: &str) {
        self.set(|f| {
            f.overrides.remove(path);
        });
    }

    /// The requests to a path, without its query.
    pub(crate) fn requests(&self, path: &str) -> Vec<Seen> {
        self.get(|f| {
            f.seen
                .iter()
                .filter(|s| s.path.split('?').next() == Some(path))
                .cloned()
                .collect()
        })
    }

    /// What the person's browser does: the server approves and redirects to this.
    pub(crate) fn approve(&self, url: &Url) -> String {
        self.set_code(url, |_| {})
    }

    /// The same with other parameters in the answer.
    pub(crate) fn set_code(&self, url: &Url, change: impl FnOnce(&mut Vec<(String, String)>)) -> String {
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut fake = self.fake.lock().unwrap();
        fake.tokens += 1;
        let code = format!("code-{}", fake.tokens);
        fake.codes.insert(
            code.clone(),
            Code {
                challenge: asked["code_challenge"].clone(),
                redirect: asked["redirect_uri"].clone(),
                resource: asked.get("resource").cloned(),
                client: asked["client_id"].clone(),
                scope: asked.get("scope").cloned(),
            },
        );
        let mut answer = vec![("code".to_owned(), code), ("state".to_owned(), asked["state"].clone())];
        answer.extend(fake.iss.clone().map(|iss| ("iss".to_owned(), iss)));
        change(&mut answer);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(answer)
            .finish();
        format!("{}?{query}", asked["redirect_uri"])
    }
}

pub(crate) fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "registration_endpoint": format!("{issuer}/register"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "response_types_supported": ["code"],
    })
}

pub(crate) fn status(status: u16) -> Response {
    Response::builder().status(status).body(Body::empty()).unwrap()
}

pub(crate) fn json_response(status: u16, value: &Value) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(value.to_string()))
        .unwrap()
}

async fn serve(fake: Arc<Mutex<Fake>>) -> (String, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(handle).with_state(fake);
    (
        origin,
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }),
    )
}

async fn handle(State(fake): State<Arc<Mutex<Fake>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let seen = Seen {
        path,
        headers: parts.headers,
        body,
    };
    let name = seen.path.split('?').next().unwrap_or_default().to_owned();
    let replaced = {
        let mut fake = fake.lock().unwrap();
        fake.seen.push(seen.clone());
        fake.overrides.get(&name).cloned()
    };
    match replaced {
        Some(replaced) => replaced(seen).await,
        None => fake.lock().unwrap().answer(&name, &seen),
    }
}
