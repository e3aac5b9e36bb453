//! TLS by certificate files, spoken for real with a certificate authority of the tests' own.

use std::time::Duration;

use lanyard_net::{Net, Proxy};
use lanyard_server::{Clock, Finding, Parts, Server, Settings, Severity, check};
use lanyard_vault::Vault;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::certificates::{Ca, Files};
use crate::provider::Provider;
use crate::world::{REDIRECT, World, net, settings};

fn with(files: &Files, settings: &mut Settings) {
    "localhost".clone_into(&mut settings.host);
    settings.tls_cert = Some(files.cert.clone());
    settings.tls_key = Some(files.key.clone());
}

fn trusting(ca: &Ca) -> Net {
    let settings = lanyard_net::Settings {
        proxy: Proxy::Direct,
        extra_ca_files: vec![ca.file()],
        ..lanyard_net::Settings::default()
    };
    Net::new(&settings).unwrap()
}

async fn start(ca: &Ca, change: impl FnOnce(&mut Settings)) -> World {
    let provider = Provider::start().await;
    let mut settings = settings(&provider);
    with(&ca.write("server", "localhost", 4096), &mut settings);
    change(&mut settings);
    World::start_on(provider, settings, Vault::memory(), trusting(ca)).await
}

#[tokio::test]
async fn a_person_signs_in_over_tls_and_the_cookie_is_bound_to_the_host() {
    let ca = Ca::new();
    let world = start(&ca, |_| {}).await;
    assert_eq!(world.origin, format!("https://localhost:{}", world.address.port()));
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let cookie = start.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-lanyard="), "{cookie}");
    for attribute in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
    let back = world.authorize(&mut browser, &client, &[]).await;
    assert_eq!(back.param("iss").unwrap(), world.origin);
    let (status, tokens) = world.redeem(&client, &back.param("code").unwrap()).await;
    assert_eq!(status, 200, "{tokens}");
    let (status, answer) = world.call(tokens["access_token"].as_str().unwrap(), "look").await;
    assert_eq!(
        (status, answer["principal"]["subject"].as_str()),
        (200, Some("sub-ada"))
    );
    let challenge = world.mcp_with(&[], "tools/list", json!({})).await;
    let challenge = challenge.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(
        challenge.contains(&format!("resource_metadata=\"{}/", world.origin)),
        "{challenge}"
    );
}

#[tokio::test]
async fn who_does_not_trust_the_authority_or_speaks_no_tls_gets_nothing() {
    let ca = Ca::new();
    let world = start(&ca, |_| {}).await;
    assert!(net().client().get(world.url("/healthz")).send().await.is_err());
    let plain = format!("http://localhost:{}/healthz", world.address.port());
    assert!(world.http.get(plain).send().await.is_err());
    assert_eq!(
        world.http.get(world.url("/healthz")).send().await.unwrap().status(),
        200
    );
}

#[tokio::test]
async fn attack_a_handshake_that_dribbles_takes_nobodys_place_for_long() {
    let ca = Ca::new();
    let world = start(&ca, |settings| {
        settings.limits.connections = 1;
        settings.limits.header_time = Duration::from_millis(300);
    })
    .await;
    for hello in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00\x01"] {
        let mut slow = TcpStream::connect(world.address).await.unwrap();
        slow.write_all(hello).await.unwrap();
        let answer = tokio::time::timeout(Duration::from_secs(30), world.http.get(world.url("/healthz")).send());
        assert_eq!(answer.await.expect("served in its turn").unwrap().status(), 200);
        let mut rest = Vec::new();
        let hung_up = tokio::time::timeout(Duration::from_secs(5), slow.read_to_end(&mut rest));
        hung_up.await.expect("the server hung up").ok();
    }
}

#[tokio::test]
async fn a_server_stops_while_somebody_is_in_a_handshake() {
    let ca = Ca::new();
    let world = start(&ca, |_| {}).await;
    let _waiting = TcpStream::connect(world.address).await.unwrap();
    // Accepted, as the next one is.
    assert_eq!(
        world.http.get(world.url("/healthz")).send().await.unwrap().status(),
        200
    );
    tokio::time::timeout(Duration::from_secs(2), world.server.stop())
        .await
        .expect("it stops at once");
}

/// What the check says about the certificate, at the beginning of this year.
async fn look(change: impl FnOnce(&mut Settings), year: i16) -> Vec<(Severity, String, String)> {
    let provider = Provider::start().await;
    let mut settings = settings(&provider);
    change(&mut settings);
    let moment = jiff::civil::date(year, 1, 1)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp();
    let findings = check(&settings, &net(), &Clock::from_fn(move || moment), None).await;
    let about = |one: &Finding| one.key.starts_with("tls_") || one.key == "MCP_SERVER_URL";
    findings
        .iter()
        .filter(|one| about(one) && !one.what.to_string().starts_with("tools are at"))
        .map(|one| (one.severity, one.key.clone(), one.what.to_string()))
        .collect()
}

#[tokio::test]
async fn check_looks_at_the_pair_its_time_its_name_and_who_can_read_the_key() {
    let ca = Ca::new();
    let good = ca.write("good", "localhost", 2030);
    let found = look(|settings| with(&good, settings), 2029).await;
    let until = "the certificate holds until 2030-01-01T00:00:00Z".to_owned();
    assert_eq!(found, [(Severity::Good, "tls_cert".to_owned(), until)]);
    assert!(look(|_| {}, 2029).await.is_empty());

    let expect = |found: Vec<(Severity, String, String)>, severity: Severity, key: &str, words: &str| {
        let is = |one: &(Severity, String, String)| one.0 == severity && one.1 == key && one.2.contains(words);
        assert!(found.iter().any(is), "{words}: {found:?}");
    };
    expect(
        look(|s| with(&good, s), 2030).await,
        Severity::Error,
        "tls_cert",
        "ended on 2030-01-01",
    );
    expect(
        look(|s| with(&good, s), 2019).await,
        Severity::Error,
        "tls_cert",
        "valid from 2020-01-01",
    );
    let foreign = ca.write("foreign", "other.example", 2030);
    expect(
        look(|s| with(&foreign, s), 2029).await,
        Severity::Error,
        "tls_cert",
        "does not name localhost",
    );

    let mixed = Files {
        cert: good.cert.clone(),
        key: foreign.key.clone(),
    };
    expect(
        look(|s| with(&mixed, s), 2029).await,
        Severity::Error,
        "tls_key",
        "not the key of the certificate",
    );

    good.readable(0o644);
    expect(
        look(|s| with(&good, s), 2029).await,
        Severity::Error,
        "tls_key",
        "everybody on this computer",
    );
    good.readable(0o640);
    expect(
        look(|s| with(&good, s), 2029).await,
        Severity::Warning,
        "tls_key",
        "its group can read",
    );

    let alone = look(|s| s.tls_cert = Some(good.cert.clone()), 2029).await;
    expect(alone, Severity::Error, "tls_cert", "set tls_key, too");
    let alone = look(|s| s.tls_key = Some(good.key.clone()), 2029).await;
    expect(alone, Severity::Error, "tls_key", "set tls_cert, too");

    let odd = ca.folder().join("odd.pem");
    std::fs::write(&odd, "hello").unwrap();
    let no_cert = Files {
        cert: odd.clone(),
        key: good.key.clone(),
    };
    expect(
        look(|s| with(&no_cert, s), 2029).await,
        Severity::Error,
        "tls_cert",
        "no certificate",
    );
    let no_key = Files {
        cert: good.cert.clone(),
        key: odd,
    };
    expect(
        look(|s| with(&no_key, s), 2029).await,
        Severity::Error,
        "tls_key",
        "private key",
    );
    let missing = Files {
        cert: ca.folder().join("missing.pem"),
        key: good.key.clone(),
    };
    expect(
        look(|s| with(&missing, s), 2029).await,
        Severity::Error,
        "tls_cert",
        "readable PEM",
    );

    let contradiction = look(
        |settings| {
            with(&good, settings);
            settings.server_url = Some("http://localhost:3000".parse().unwrap());
        },
        2029,
    );
    expect(contradiction.await, Severity::Error, "MCP_SERVER_URL", "write https");
}

#[tokio::test]
async fn check_warns_when_the_certificate_ends_within_two_weeks() {
    let ca = Ca::new();
    let files = ca.write("soon", "localhost", 2030);
    let mut settings = settings(&Provider::start().await);
    with(&files, &mut settings);
    for (day, severity) in [(17, Severity::Good), (19, Severity::Warning)] {
        let moment = jiff::civil::date(2029, 12, day)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .unwrap()
            .timestamp();
        let findings = check(&settings, &net(), &Clock::from_fn(move || moment), None).await;
        let found = findings.iter().find(|one| one.key == "tls_cert").unwrap();
        assert_eq!(found.severity, severity, "{}", found.what);
    }
}

#[tokio::test]
async fn a_server_with_a_wrong_pair_does_not_start_and_tells_nothing_of_the_key() {
    let ca = Ca::new();
    let (one, other) = (ca.write("one", "localhost", 2030), ca.write("other", "localhost", 2030));
    let provider = Provider::start().await;
    let mut settings = settings(&provider);
    with(
        &Files {
            cert: one.cert,
            key: other.key.clone(),
        },
        &mut settings,
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let parts = Parts::new(Vault::memory()).unwrap();
    let error = Server::start(settings, parts, listener).await.unwrap_err();
    let key = std::fs::read_to_string(other.key).unwrap();
    let middle = key.lines().nth(1).unwrap();
    assert!(error.to_string().contains("tls_key"), "{error}");
    assert!(!format!("{error:?} {error}").contains(middle));
}
