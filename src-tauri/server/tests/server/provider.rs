//! An OpenID provider that signs everybody in at once, and can misbehave on demand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use http::{HeaderMap, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

pub(crate) const CLIENT: &str = "lanyard-at-provider";
pub(crate) const SECRET: &str = "provider-secret";

/// The key that every provider here publishes.
pub(crate) fn key() -> SecretKey {
    SecretKey::from_slice(&[7; 32]).unwrap()
}

/// A key that none publishes.
pub(crate) fn stranger() -> SecretKey {
    SecretKey::from_slice(&[8; 32]).unwrap()
}

/// How the next ID token is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lie {
    #[default]
    Nothing,
    Audience,
    SharedAudience,
    Issuer,
    Nonce,
    NoNonce,
    AlgNone,
    /// HMAC with the client secret.
    Hmac,
    /// Signed with a key that is not published.
    Key,
    Expired,
    Future,
    /// None, with a clock that is half a minute ahead.
    Skewed,
    NoIdToken,
}

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) sub: String,
    pub(crate) email: String,
    pub(crate) verified: bool,
    pub(crate) groups: Vec<String>,
}

impl Person {
    pub(crate) fn named(name: &str) -> Self {
        Self {
            sub: format!("sub-{name}"),
            email: format!("{name}@meridian.example"),
            verified: true,
            groups: vec!["employees".to_owned()],
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Mood {
    pub(crate) lie: Lie,
    pub(crate) person: Option<Person>,
    /// The authorization endpoint answers with this error.
    pub(crate) error: Option<&'static str>,
    /// The answer names this issuer (RFC 9207).
    pub(crate) iss: Option<String>,
    /// Refresh tokens are given and taken.
    pub(crate) refreshes: bool,
    /// Refreshes are refused.
    pub(crate) dismissed: bool,
    /// Everything answers 500.
    pub(crate) broken: bool,
    /// The metadata names this issuer.
    pub(crate) spoof: Option<&'static str>,
    /// The key changed: another one signs, and it alone is published.
    pub(crate) rotated: bool,
    /// How often the keys were asked for.
    pub(crate) key_requests: u32,
    /// The metadata or the tokens never come.
    pub(crate) metadata_hangs: bool,
    pub(crate) tokens_hang: bool,
    /// The keys never answer.
    pub(crate) keys_hang: bool,
    /// The keys answer 500.
    pub(crate) keys_down: bool,
    /// What the authorization endpoint was asked last.
    pub(crate) asked: HashMap<String, String>,
    pub(crate) token_requests: u32,
    pub(crate) metadata_requests: u32,
    pub(crate) revoked: Vec<String>,
    codes: HashMap<String, (HashMap<String, String>, Person)>,
    refresh_tokens: HashMap<String, Person>,
    count: u32,
}

pub(crate) struct Provider {
    pub(crate) issuer: String,
    pub(crate) mood: Arc<Mutex<Mood>>,
    task: tokio::task::JoinHandle<()>,
}

struct Inner {
    issuer: String,
    mood: Arc<Mutex<Mood>>,
    key: SecretKey,
    newer: SecretKey,
    stranger: SecretKey,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let mood = Arc::new(Mutex::new(Mood {
            person: Some(Person::named("ada")),
            ..Mood::default()
        }));
        let inner = Arc::new(Inner {
            issuer: issuer.clone(),
            mood: Arc::clone(&mood),
            key: key(),
            newer: SecretKey::from_slice(&[9; 32]).unwrap(),
            stranger: stranger(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/revoke", post(revoke))
            .with_state(inner);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, mood, task }
    }

    pub(crate) fn mood(&self) -> std::sync::MutexGuard<'_, Mood> {
        self.mood.lock().unwrap()
    }

    /// The provider is gone: connections are refused.
    pub(crate) fn vanish(&self) {
        self.task.abort();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn metadata(State(inner): State<Arc<Inner>>) -> Response {
    let hang = inner.mood.lock().unwrap().metadata_hangs;
    if hang {
        std::future::pending::<()>().await;
    }
    let mut mood = inner.mood.lock().unwrap();
    mood.metadata_requests += 1;
    if mood.broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let issuer = &inner.issuer;
    Json(json!({
        "issuer": mood.spoof.unwrap_or(issuer),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "code_challenge_methods_supported": ["S256"],
    }))
    .into_response()
}

async fn jwks(State(inner): State<Arc<Inner>>) -> Response {
    let hang = {
        let mut mood = inner.mood.lock().unwrap();
        mood.key_requests += 1;
        mood.keys_hang
    };
    if hang {
        std::future::pending::<()>().await;
    }
    let mood = inner.mood.lock().unwrap();
    if mood.keys_down {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let (kid, key) = inner.signing(mood.rotated);
    let point = key.public_key().to_encoded_point(false);
    Json(json!({"keys": [
        {"kty": "oct", "kid": "odd", "k": "AAAA"},
        {"kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "use": "sig",
         "x": B64.encode(point.x().unwrap()), "y": B64.encode(point.y().unwrap())},
    ]}))
    .into_response()
}

async fn authorize(State(inner): State<Arc<Inner>>, Query(query): Query<HashMap<String, String>>) -> Response {
    let mut mood = inner.mood.lock().unwrap();
    mood.asked.clone_from(&query);
    let mut back = url::Url::parse(&query["redirect_uri"]).unwrap();
    back.query_pairs_mut().append_pair("state", &query["state"]);
    if let Some(iss) = &mood.iss {
        back.query_pairs_mut().append_pair("iss", iss);
    }
    if let Some(error) = mood.error {
        back.query_pairs_mut().append_pair("error", error);
    } else {
        mood.count += 1;
        let code = format!("code-{}", mood.count);
        let person = mood.person.clone().unwrap();
        mood.codes.insert(code.clone(), (query, person));
        back.query_pairs_mut().append_pair("code", &code);
    }
    Redirect::to(back.as_str()).into_response()
}

async fn token(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let hang = inner.mood.lock().unwrap().tokens_hang;
    if hang {
        std::future::pending::<()>().await;
    }
    let mut mood = inner.mood.lock().unwrap();
    mood.token_requests += 1;
    let basic = format!(
        "Basic {}",
        base64::prelude::BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}"))
    );
    assert_eq!(headers["authorization"], basic.as_str());
    let refuse = |code: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": code}))).into_response();
    if mood.broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let (person, nonce) = if form["grant_type"] == "authorization_code" {
        let Some((asked, person)) = mood.codes.remove(&form["code"]) else {
            return refuse("invalid_grant");
        };
        let challenge = B64.encode(Sha256::digest(form["code_verifier"].as_bytes()));
        if asked["code_challenge"] != challenge || asked["redirect_uri"] != form["redirect_uri"] {
            return refuse("invalid_grant");
        }
        (person, Some(asked["nonce"].clone()))
    } else {
        // Rotating: the old one is not good any more.
        let Some(known) = mood.refresh_tokens.remove(&form["refresh_token"]) else {
            return refuse("invalid_grant");
        };
        if mood.dismissed {
            return refuse("invalid_grant");
        }
        (mood.person.clone().unwrap_or(known), None)
    };
    let mut answer = json!({"access_token": "provider-access-token", "token_type": "Bearer", "expires_in": 60});
    if mood.lie != Lie::NoIdToken {
        answer["id_token"] = json!(inner.id_token(mood.lie, mood.rotated, &person, nonce.as_deref()));
    }
    if mood.refreshes {
        mood.count += 1;
        let refresh = format!("provider-refresh-{}", mood.count);
        mood.refresh_tokens.insert(refresh.clone(), person);
        answer["refresh_token"] = json!(refresh);
    }
    Json(answer).into_response()
}

async fn revoke(State(inner): State<Arc<Inner>>, Form(form): Form<HashMap<String, String>>) -> StatusCode {
    inner.mood.lock().unwrap().revoked.push(form["token"].clone());
    StatusCode::OK
}

impl Inner {
    /// The key that signs, and its name.
    fn signing(&self, rotated: bool) -> (&'static str, &SecretKey) {
        if rotated {
            ("k2", &self.newer)
        } else {
            ("k1", &self.key)
        }
    }

    fn id_token(&self, lie: Lie, rotated: bool, person: &Person, nonce: Option<&str>) -> String {
        let now = lanyard_server::Clock::system().unix();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": person.sub, "iat": now, "exp": now + 300,
            "email": person.email, "email_verified": person.verified, "name": "Ada", "groups": person.groups,
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        match lie {
            Lie::Audience => claims["aud"] = json!("somebody-else"),
            Lie::SharedAudience => claims["aud"] = json!([CLIENT, "somebody-else"]),
            Lie::Issuer => claims["iss"] = json!("https://evil.example"),
            Lie::Nonce => claims["nonce"] = json!("another"),
            Lie::NoNonce => {
                claims.as_object_mut().unwrap().remove("nonce");
            }
            Lie::Expired => claims["exp"] = json!(now - 120),
            Lie::Future => claims["iat"] = json!(now + 600),
            Lie::Skewed => {
                claims["iat"] = json!(now + 30);
                claims["nbf"] = json!(now + 30);
            }
            _ => {}
        }
        if lie == Lie::AlgNone {
            let header = B64.encode(r#"{"alg":"none","typ":"JWT","kid":"k1"}"#);
            return format!("{header}.{}.", B64.encode(claims.to_string()));
        }
        if lie == Lie::Hmac {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = Some("k1".to_owned());
            return jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap();
        }
        let (kid, own) = self.signing(rotated);
        let key = if lie == Lie::Key { &self.stranger } else { own };
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(kid.to_owned());
        let der = key.to_pkcs8_der().unwrap();
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ec_der(der.as_bytes())).unwrap()
    }
}
