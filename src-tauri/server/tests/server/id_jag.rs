//! Assertions of the company's identity provider (ID-JAG): who gets a token for one, and who does not.

mod assertion;
mod attacks;
mod replay;

use lanyard_server::{Access, AssertionIssuer, Server, Settings, StaticClient};
use lanyard_vault::Vault;
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::provider::Provider;
use crate::world::{REDIRECT, World, net, settings};
use assertion::Assertion;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const DESK: &str = "desk";
const DESK_SECRET: &str = "desk-secret";

fn client(id: &str, secret: Option<&str>) -> StaticClient {
    StaticClient {
        id: id.to_owned(),
        name: id.to_owned(),
        secret: secret.map(SecretString::from),
        redirect_uris: vec![REDIRECT.to_owned()],
        own_scopes: Vec::new(),
    }
}

/// A server that trusts its own provider's assertions, with a database in the folder.
fn trusting(provider: &Provider, folder: &TempDir) -> Settings {
    let mut settings = settings(provider);
    settings.database = Some(folder.path().join("server.db"));
    settings.assertion_issuers = vec![AssertionIssuer::new(&provider.issuer)];
    settings.clients = vec![
        client(DESK, Some(DESK_SECRET)),
        client("other", Some("other-secret")),
        client("public", None),
    ];
    settings
}

struct Office {
    world: World,
    folder: TempDir,
    vault: Vault,
}

impl Office {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let provider = Provider::start().await;
        let mut settings = trusting(&provider, &folder);
        change(&mut settings);
        let vault = Vault::memory();
        let world = World::start_from(provider, settings, vault.clone()).await;
        Self { world, folder, vault }
    }

    /// A good assertion about Ada for the client `desk`.
    fn assertion(&self) -> Assertion {
        Assertion::new(&self.world)
    }

    async fn present(&self, assertion: &str) -> (u16, Value) {
        self.present_with(assertion, &[]).await
    }

    async fn present_with(&self, assertion: &str, more: &[(&str, &str)]) -> (u16, Value) {
        let form = [
            ("grant_type", JWT_BEARER),
            ("assertion", assertion),
            ("client_id", DESK),
            ("client_secret", DESK_SECRET),
        ];
        self.world.token(&[&form[..], more].concat()).await
    }

    /// Presents an assertion that has to be refused with this code and this in the sentence.
    async fn refused(&self, assertion: &str, code: &str, sentence: &str) {
        let (status, answer) = self.present(assertion).await;
        assert_eq!(
            (status, answer["error"].as_str()),
            (400, Some(code)),
            "{sentence}: {answer}"
        );
        let description = answer["error_description"].as_str().unwrap();
        assert!(description.contains(sentence), "{sentence}: {description}");
    }
}

#[tokio::test]
async fn a_person_whom_the_companys_provider_asserts_calls_tools_without_a_browser() {
    let mut office = Office::start().await;
    let (status, answer) = office.present(&office.assertion().sign()).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        (answer["token_type"].as_str(), answer["scope"].as_str()),
        (Some("Bearer"), Some("x:read"))
    );
    assert!(
        answer.get("refresh_token").is_none() && answer.get("id_token").is_none(),
        "{answer}"
    );
    let token = answer["access_token"].as_str().unwrap();
    let (status, said) = office.world.call(token, "look").await;
    assert_eq!(status, 200, "{said}");
    let principal = &said["principal"];
    assert_eq!(principal["subject"], "sub-ada");
    assert_eq!(principal["way"], "id_jag");
    assert_eq!(principal["client_id"], DESK);
    assert_eq!(principal["groups"], json!(["employees"]));
    let line = office.world.lines.recv().await.unwrap();
    assert_eq!(
        (line.who.as_str(), line.client.as_str(), line.way),
        ("sub-ada", DESK, "id_jag")
    );
    // What it holds for longer than the token is nothing.
    office.world.later(306);
    assert_eq!(office.world.call(token, "look").await.0, 401);
}

#[tokio::test]
async fn a_token_for_an_assertion_is_dead_from_the_request_after_its_revocation_on() {
    let office = Office::start().await;
    let (_, answer) = office.present(&office.assertion().sign()).await;
    let token = answer["access_token"].as_str().unwrap();
    let form = [("client_id", DESK), ("client_secret", DESK_SECRET), ("token", token)];
    let revoked = office
        .world
        .http
        .post(office.world.url("/revoke"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(revoked.status(), 200);
    assert_eq!(office.world.call(token, "look").await.0, 401);
}

#[tokio::test]
async fn metadata_offers_assertions_where_an_issuer_is_trusted_and_nowhere_else() {
    let offered = |world: &World| {
        let request = world.http.get(world.url("/.well-known/oauth-authorization-server"));
        async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
    };
    let office = Office::start().await;
    let document = offered(&office.world).await;
    let types = document["grant_types_supported"].as_array().unwrap();
    assert!(types.contains(&json!(JWT_BEARER)), "{document}");
    assert_eq!(
        document["authorization_grant_profiles_supported"],
        json!(["urn:ietf:params:oauth:grant-profile:id-jag"])
    );
    let plain = World::start_with(|settings| settings.clients = vec![client(DESK, Some(DESK_SECRET))]).await;
    let document = offered(&plain).await;
    assert!(
        !document["grant_types_supported"]
            .as_array()
            .unwrap()
            .contains(&json!(JWT_BEARER))
    );
    assert!(document.get("authorization_grant_profiles_supported").is_none());
    let assertion = Assertion::new(&plain).sign();
    let form = [
        ("grant_type", JWT_BEARER),
        ("assertion", assertion.as_str()),
        ("client_id", DESK),
        ("client_secret", DESK_SECRET),
    ];
    assert_eq!(plain.token(&form).await.1["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn scopes_are_what_client_provider_and_groups_agree_on() {
    let office = Office::start().await;
    let cases = [
        // asked by the client, allowed by the provider, groups; granted
        (None, None, "employees", "x:read"),
        (Some("x:write"), None, "employees", "x:write"),
        (None, Some("x:write"), "employees", "x:write"),
        (Some("x:read x:write"), Some("x:read"), "employees", "x:read"),
        // What the provider allows brings what it implies.
        (Some("x:read"), Some("x:write"), "employees", "x:read"),
        (Some("x:read money"), None, "employees", "x:read"),
        (Some("x:read money"), None, "finance", "money x:read"),
    ];
    for (asked, allowed, group, granted) in cases {
        let mut assertion = office.assertion().with("groups", json!([group]));
        if let Some(allowed) = allowed {
            assertion = assertion.with("scope", json!(allowed));
        }
        let more: Vec<(&str, &str)> = asked.map(|asked| ("scope", asked)).into_iter().collect();
        let (status, answer) = office.present_with(&assertion.sign(), &more).await;
        assert_eq!(
            (status, answer["scope"].as_str()),
            (200, Some(granted)),
            "{asked:?} {allowed:?}: {answer}"
        );
    }
    for (asked, allowed, group) in [
        (Some("nothing"), None, "employees"),
        (Some("money"), None, "employees"),
        (Some("x:write"), Some("money"), "finance"),
        (None, Some(""), "employees"),
        (None, None, "nobody"),
    ] {
        let mut assertion = office.assertion().with("groups", json!([group]));
        if let Some(allowed) = allowed {
            assertion = assertion.with("scope", json!(allowed));
        }
        let more: Vec<(&str, &str)> = asked.map(|asked| ("scope", asked)).into_iter().collect();
        let (status, answer) = office.present_with(&assertion.sign(), &more).await;
        assert_eq!(
            (status, answer["error"].as_str()),
            (400, Some("invalid_scope")),
            "{asked:?}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_person_outside_the_lists_is_refused_whatever_the_provider_asserts() {
    let office = Office::start_with(|settings| {
        settings.access = Access {
            domains: vec!["meridian.example".to_owned()],
            groups: vec!["employees".to_owned()],
            ..Access::default()
        };
    })
    .await;
    assert_eq!(office.present(&office.assertion().sign()).await.0, 200);
    let stranger = office.assertion().with("email", json!("eve@evil.example"));
    office
        .refused(&stranger.sign(), "invalid_grant", "not one of the organisation's")
        .await;
    let unverified = office.assertion().with("email_verified", json!(false));
    office
        .refused(&unverified.sign(), "invalid_grant", "not one of the organisation's")
        .await;
    let silent = office.assertion().without("email_verified");
    office
        .refused(&silent.sign(), "invalid_grant", "not one of the organisation's")
        .await;
    let alone = office.assertion().with("groups", json!(["guests"]));
    office
        .refused(&alone.sign(), "invalid_grant", "none of the groups")
        .await;
}

#[tokio::test]
async fn an_administrator_can_trust_the_addresses_of_one_issuer_and_name_its_groups_claim() {
    let office = Office::start_with(|settings| {
        settings.access.domains = vec!["meridian.example".to_owned()];
        settings.assertion_issuers[0].trust_unverified_email = true;
        settings.assertion_issuers[0].groups_claim = "roles".to_owned();
    })
    .await;
    let assertion = office
        .assertion()
        .without("email_verified")
        .with("roles", json!("finance"));
    let (status, answer) = office.present_with(&assertion.sign(), &[("scope", "money")]).await;
    assert_eq!((status, answer["scope"].as_str()), (200, Some("money")), "{answer}");
}

#[tokio::test]
async fn the_same_subject_of_another_issuer_is_another_person() {
    let company = Provider::start().await;
    let issuer = company.issuer.clone();
    let office = Office::start_with(|settings| settings.assertion_issuers = vec![AssertionIssuer::new(&issuer)]).await;
    let assertion = office.assertion().with("iss", json!(company.issuer));
    let (status, answer) = office.present(&assertion.sign()).await;
    assert_eq!(status, 200, "{answer}");
    let (_, said) = office
        .world
        .call(answer["access_token"].as_str().unwrap(), "look")
        .await;
    assert_eq!(said["principal"]["subject"], json!(format!("{issuer}|sub-ada")));
    // The server's own provider was not trusted with assertions.
    office
        .refused(&office.assertion().sign(), "invalid_grant", "not trusted here")
        .await;
}

#[tokio::test]
async fn keys_are_found_where_the_administrator_says_they_are() {
    let office = Office::start_with(|settings| {
        let issuer = &mut settings.assertion_issuers[0];
        issuer.jwks_uri = Some(format!("{}/jwks", issuer.issuer).parse().unwrap());
    })
    .await;
    assert_eq!(office.present(&office.assertion().sign()).await.0, 200);
    assert_eq!(office.world.provider.mood().metadata_requests, 0);
}

#[tokio::test]
async fn an_application_that_registered_for_it_may_present_assertions_about_itself() {
    let office = Office::start().await;
    for (types, expected) in [
        (json!(["authorization_code", JWT_BEARER]), 200),
        (json!(["authorization_code"]), 400),
    ] {
        let metadata = json!({"redirect_uris": [REDIRECT], "grant_types": types});
        let (_, client) = office.world.register_with(metadata).await;
        assert_eq!(client["grant_types"], types);
        let id = client["client_id"].as_str().unwrap();
        let assertion = office.assertion().with("client_id", json!(id)).sign();
        // As the clients of the extension do it: the secret in the header, the resource in the form.
        let resource = office.world.server.url().as_str();
        let form = [
            ("grant_type", JWT_BEARER),
            ("assertion", &assertion),
            ("resource", resource),
        ];
        let request = office.world.http.post(office.world.url("/token")).form(&form);
        let answer = request
            .basic_auth(id, client["client_secret"].as_str())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), expected);
    }
}

#[tokio::test]
async fn a_server_that_could_not_remember_what_was_used_does_not_start() {
    let provider = Provider::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = trusting(&provider, &folder);
    settings.database = None;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let parts = lanyard_server::Parts::new(Vault::memory()).unwrap();
    let error = Server::start(settings.clone(), parts, listener).await.unwrap_err();
    assert!(error.to_string().contains("set database"), "{error}");
    let clock = lanyard_server::Clock::system();
    let findings = lanyard_server::check(&settings, &net(), &clock, None).await;
    let found: Vec<String> = findings
        .iter()
        .filter(|finding| finding.key == "assertion_issuers")
        .map(|finding| finding.what.to_string())
        .collect();
    assert!(found[0].contains("set database"), "{found:?}");
    assert_eq!(found[1], format!("{} answers", provider.issuer));
}
