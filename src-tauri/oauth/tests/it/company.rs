//! C6: one sign-in at the company's identity provider, and no further browser for any server.

use std::sync::{Arc, Mutex};

use lanyard_oauth::{
    AccountId, AuthError, Callback, CredentialSource, FinishError, IdentityProvider, Kind, Observation, SecretRef,
    ServerSettings, Status, Told,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::discovery::server;
use crate::support::{Fake, Lanyard, NOW, Seen, World, call, ended, json_response, key, loopback, publish, sign};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_JAG: &str = "urn:ietf:params:oauth:token-type:id-jag";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

/// An identity provider that signs ID tokens and exchanges them.
struct Idp {
    world: World,
    settings: Arc<IdentityProvider>,
    /// Merged into the claims of the next ID token.
    claims: Arc<Mutex<Value>>,
}

impl Idp {
    async fn new() -> Self {
        let world = World::new().await;
        publish(&world, &key(7));
        world.set(|f| f.metadata["scopes_supported"] = json!(["openid", "email", "profile", "offline_access"]));
        let claims: Arc<Mutex<Value>> = Arc::new(Mutex::new(json!({
            "iss": world.auth, "aud": "lanyard-at-idp", "sub": "u-1", "email": "ada@meridian.example",
            "iat": NOW, "exp": NOW + 7200,
        })));
        let (fake, token) = (world.fake.clone(), Arc::clone(&claims));
        world.answer("/token", move |seen| {
            let form = seen.form();
            let answer = if form["grant_type"] == TOKEN_EXCHANGE {
                json_response(
                    200,
                    &json!({
                        "access_token": format!("id-jag for {}", form["audience"]), "issued_token_type": ID_JAG,
                        "token_type": "N_A", "expires_in": 300,
                    }),
                )
            } else {
                let mut fake = fake.lock().unwrap();
                fake.token_extra["id_token"] = json!(sign(&key(7), &token.lock().unwrap()));
                fake.grant(&seen)
            };
            async move { answer }
        });
        let settings = Arc::new(IdentityProvider::new("Meridian", &world.auth, "lanyard-at-idp"));
        Self {
            world,
            settings,
            claims,
        }
    }

    fn change(&self, name: &str, value: Value) {
        self.claims.lock().unwrap()[name] = value;
    }

    fn as_server(&self) -> ServerSettings {
        ServerSettings::issuer(&self.settings).unwrap()
    }

    /// The sign-in in the browser; the ID token answers with the nonce that was sent.
    async fn finish(&self, lanyard: &Lanyard) -> Result<Option<String>, lanyard_oauth::Failed<FinishError>> {
        let started = lanyard.begin_with(&self.as_server(), None, loopback()).await;
        let asked = |name: &str| {
            started
                .url
                .query_pairs()
                .find(|(k, _)| k == name)
                .map(|(_, v)| v.into_owned())
        };
        assert_eq!(asked("scope").as_deref(), Some("openid email profile offline_access"));
        assert_eq!(asked("resource"), None, "an identity provider is no resource");
        if self.claims.lock().unwrap().get("nonce").is_none() {
            self.change("nonce", json!(asked("nonce").unwrap()));
        }
        let answer = Callback::from_paste(&self.world.approve(&started.url));
        Ok(ended(lanyard.authorizer.finish(answer).await?).label)
    }

    fn exchanges(&self) -> Vec<std::collections::HashMap<String, String>> {
        let sent = self.world.requests("/token");
        sent.iter()
            .map(Seen::form)
            .filter(|f| f["grant_type"] == TOKEN_EXCHANGE)
            .collect()
    }
}

/// A server of the company's, whose authorization server takes ID-JAGs.
async fn company_server(idp: &Idp) -> (World, ServerSettings) {
    let world = World::new().await;
    world.set(|f| f.metadata["grant_types_supported"] = json!(["authorization_code", JWT_BEARER]));
    let mut settings = server(&world);
    settings.client_id = Some("lanyard-at-as".to_owned());
    settings.client_secret = Some(SecretRef::Value(SecretString::from("s")));
    settings.identity_provider = Some(Arc::clone(&idp.settings));
    settings.sources = vec![CredentialSource::EnterpriseManaged, CredentialSource::SignIn];
    (world, settings)
}

#[tokio::test]
async fn c6_one_sign_in_opens_every_server_and_each_gets_a_grant_for_itself_alone() {
    let (idp, lanyard) = (Idp::new().await, Lanyard::new().await);
    let (first, hr) = company_server(&idp).await;
    let (second, tickets) = company_server(&idp).await;
    let seen = call(&lanyard, &hr, &first).await;
    assert!(matches!(seen, Observation::CompanySignInRequired), "{seen:?}");
    assert!(first.requests("/token").is_empty() && idp.exchanges().is_empty());

    assert_eq!(
        idp.finish(&lanyard).await.unwrap().as_deref(),
        Some("ada@meridian.example")
    );
    for (world, settings) in [(&first, &hr), (&second, &tickets)] {
        let seen = call(&lanyard, settings, world).await;
        assert!(matches!(seen, Observation::Fine), "{seen:?}");
        let exchange = idp.exchanges().pop().unwrap();
        assert_eq!(exchange["requested_token_type"], ID_JAG);
        assert_eq!(exchange["subject_token_type"], ID_TOKEN);
        assert_eq!(exchange["audience"], world.auth, "the authorization server's issuer");
        assert_eq!(exchange["resource"], world.url());
        assert_eq!(exchange["scope"], "tools:read tools:write");
        assert_eq!(exchange["client_id"], "lanyard-at-idp");
        assert!(
            !exchange.contains_key("client_secret"),
            "that one is for the other server"
        );
        let sent = world.requests("/token");
        assert_eq!(sent.len(), 1);
        let grant = sent[0].form();
        assert_eq!(grant["grant_type"], JWT_BEARER);
        assert_eq!(grant["assertion"], format!("id-jag for {}", world.auth));
        assert!(sent[0].token("Basic").is_some(), "the client proves itself there too");
        assert!(world.requests("/authorize").is_empty() && world.requests("/register").is_empty());
    }
    // A restart, and still nobody is asked.
    let later = lanyard.restarted().await;
    assert!(matches!(call(&later, &hr, &first).await, Observation::Fine));
    let status = later.authorizer.status(&idp.as_server(), &AccountId::default()).await;
    assert!(matches!(status.unwrap(), Status::SignedIn { label: Some(l), .. } if l == "ada@meridian.example"));
    // The sign-out at the company ends it for all.
    later
        .authorizer
        .sign_out(&idp.as_server(), &AccountId::default())
        .await
        .unwrap();
    let seen = call(&later, &hr, &first).await;
    assert!(
        matches!(seen, Observation::CompanySignInRequired),
        "at once, in this process: {seen:?}"
    );
    let last = later.restarted().await;
    let seen = call(&last, &tickets, &second).await;
    assert!(matches!(seen, Observation::CompanySignInRequired), "{seen:?}");
}

#[tokio::test]
async fn c6_an_id_token_that_ends_is_renewed_for_the_same_person_and_for_no_other() {
    let (idp, lanyard) = (Idp::new().await, Lanyard::new().await);
    let (world, settings) = company_server(&idp).await;
    idp.finish(&lanyard).await.unwrap();
    assert!(matches!(call(&lanyard, &settings, &world).await, Observation::Fine));
    let before = idp.exchanges()[0]["subject_token"].clone();
    lanyard.pass_seconds(7200);
    idp.change("exp", json!(NOW + 14_400));
    idp.change("nonce", Value::Null);
    assert!(matches!(call(&lanyard, &settings, &world).await, Observation::Fine));
    assert_eq!(idp.world.get(|f| f.refreshes), 1);
    assert_ne!(idp.exchanges().last().unwrap()["subject_token"], before);

    // Somebody else's token in its place is not used, and the person is asked.
    lanyard.pass_seconds(7200);
    idp.change("exp", json!(NOW + 21_600));
    idp.change("sub", json!("u-2"));
    world.set(Fake::expire_access);
    let exchanges = idp.exchanges().len();
    let seen = call(&lanyard, &settings, &world).await;
    assert!(matches!(seen, Observation::CompanySignInRequired), "{seen:?}");
    assert_eq!(idp.exchanges().len(), exchanges);
}

#[tokio::test]
async fn attack_a_company_sign_in_with_an_id_token_that_proves_nothing_fails_and_gives_its_tokens_back() {
    for (name, value) in [
        ("aud", json!("another-app")),
        ("iss", json!("https://evil.example")),
        ("nonce", json!("guessed")),
        ("exp", json!(NOW - 1)),
    ] {
        let (idp, lanyard) = (Idp::new().await, Lanyard::new().await);
        idp.change(name, value);
        let failed = idp.finish(&lanyard).await.unwrap_err();
        assert!(
            matches!(*failed.error, FinishError::Identity { .. }),
            "{name}: {failed}"
        );
        assert_eq!(failed.kind(), Kind::Misconfigured);
        assert_eq!(idp.world.get(|f| f.revoked.len()), 2, "{name}: both tokens");
        let status = lanyard.authorizer.status(&idp.as_server(), &AccountId::default()).await;
        assert_eq!(status.unwrap(), Status::SignedOut { reason: None });
    }
}

#[tokio::test]
async fn attack_an_exchange_that_gives_something_else_than_an_id_jag_is_not_passed_on() {
    for answer in [
        json!({"access_token": "x", "token_type": "N_A", "issued_token_type": ID_TOKEN}),
        json!({"access_token": "x", "token_type": "N_A"}),
        json!({"access_token": "x", "token_type": "DPoP", "issued_token_type": ID_JAG}),
    ] {
        let (idp, lanyard) = (Idp::new().await, Lanyard::new().await);
        let (world, mut settings) = company_server(&idp).await;
        settings.sources.pop();
        idp.finish(&lanyard).await.unwrap();
        idp.world.answer("/token", move |_| {
            let answer = json_response(200, &answer);
            async move { answer }
        });
        let Observation::Unavailable(error @ AuthError::Unattended { .. }) = call(&lanyard, &settings, &world).await
        else {
            panic!("went on")
        };
        assert!(error.to_string().contains("Meridian"), "{error}");
        assert_eq!(error.kind(), Kind::Misconfigured);
        assert!(world.requests("/token").is_empty());
    }
}

#[tokio::test]
async fn c6_a_server_that_takes_no_id_jag_is_signed_in_to_the_usual_way() {
    let (idp, lanyard) = (Idp::new().await, Lanyard::new().await);
    let (world, settings) = company_server(&idp).await;
    world.set(|f| f.metadata["grant_types_supported"] = json!(["authorization_code"]));
    idp.finish(&lanyard).await.unwrap();
    let seen = call(&lanyard, &settings, &world).await;
    assert!(matches!(seen, Observation::SignInRequired(_)), "{seen:?}");
    assert!(
        idp.exchanges().is_empty(),
        "an ID token is shown to nobody who has no use for it"
    );
    lanyard.sign_in(&world, &settings).await;
    assert!(matches!(call(&lanyard, &settings, &world).await, Observation::Fine));
}

#[tokio::test]
async fn c6_a_provider_that_refuses_the_person_for_a_server_is_heard() {
    let (idp, lanyard) = (Idp::new().await, Lanyard::new().await);
    let (world, mut settings) = company_server(&idp).await;
    settings.sources.pop();
    idp.finish(&lanyard).await.unwrap();
    idp.world.answer("/token", |_| async {
        json_response(
            400,
            &json!({"error": "access_denied", "error_description": "Not in the group hr."}),
        )
    });
    let Observation::Unavailable(error) = call(&lanyard, &settings, &world).await else {
        panic!("went on")
    };
    let said = error.to_string();
    assert!(
        said.contains("Not in the group hr.") && said.contains("Meridian"),
        "{said}"
    );
}
