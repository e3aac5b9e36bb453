//! What authorization costs: `cargo xtask bench oauth`.
//!
//! Two figures, each a ratio to bare HTTP against the same servers on loopback, measured in turn so that whatever slows
//! the machine slows both: a call through the door while its token is fresh, and a whole sign-in.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what can't go on here has failed"
)]

#[path = "../tests/it"]
#[expect(dead_code, unused_imports, reason = "the tests' servers, of which this needs a part")]
mod it {
    pub(crate) mod support;
}

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use http::{Method, header};
use it::support::{Lanyard, World, door_call, loopback, status};
use lanyard_oauth::{Door, Finished, Observation, ServerSettings};
use lanyard_vault::Vault;
use reqwest::Client;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

/// How many rounds of calls are measured. In every second one the other side begins: two make a pair, in which each was
/// first once.
const ROUNDS: usize = 80;
/// How many rounds of sign-ins: one of them is over so soon that a single pair says little.
const SIGN_INS: usize = 300;
/// How many calls one measurement of the door holds.
const CALLS: u32 = 200;
/// What a call through the door may cost, as a multiple of one with a constant header.
const MOST_CALL: f64 = 1.05;
/// What a sign-in may cost, as a multiple of its bare requests.
const MOST_SIGN_IN: f64 = 1.5;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let call = calls().await;
    let sign_in = sign_ins().await;
    keychain().await;
    if call && sign_in {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn server(world: &World) -> ServerSettings {
    ServerSettings::new("bench", world.url()).unwrap()
}

/// A client with connections of its own, which follows no redirect: the browser's, and the floor's.
fn bare() -> Client {
    let settings = lanyard_net::Settings {
        proxy: lanyard_net::Proxy::Direct,
        ..lanyard_net::Settings::default()
    };
    lanyard_net::Net::new(&settings).unwrap().client().clone()
}

/// Calls through the door against calls with a constant header.
async fn calls() -> bool {
    let world = consenting().await;
    let (lanyard, settings) = (Lanyard::new().await, server(&world));
    sign_in(&lanyard, &settings, &world, &bare()).await;
    let door = lanyard.door(&settings);
    let url: Url = world.url().parse().unwrap();
    let pass = door.authorize(&Method::POST, &url).await.unwrap();
    let constant = pass.headers()[header::AUTHORIZATION].clone();
    let client = lanyard.net.client().clone();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let own = through(&door, &client, &url);
        let least = async {
            let begun = Instant::now();
            for _ in 0..CALLS {
                let request = client.post(url.clone()).header(header::AUTHORIZATION, constant.clone());
                assert!(request.send().await.unwrap().status().is_success());
            }
            begun.elapsed()
        };
        // Whoever comes second finds warmer caches: they take turns.
        let (own, least) = if round % 2 == 0 {
            let own = own.await;
            (own, least.await)
        } else {
            let least = least.await;
            (own.await, least)
        };
        if round > 0 {
            ours.push(own / CALLS);
            theirs.push(least / CALLS);
        }
    }
    figure("a call through the door", ours, theirs, MOST_CALL)
}

async fn through(door: &Door, client: &Client, url: &Url) -> Duration {
    let begun = Instant::now();
    for _ in 0..CALLS {
        let pass = door.authorize(&Method::POST, url).await.unwrap();
        let request = client.post(url.clone()).headers(pass.headers().clone());
        let answer = request.send().await.unwrap();
        let seen = door.observe(&pass, answer.status(), answer.headers()).await;
        assert!(matches!(seen, Observation::Fine));
    }
    begun.elapsed()
}

/// Whole sign-ins, from the 401 to the first call that succeeds, against the same requests made one after another.
async fn sign_ins() -> bool {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=SIGN_INS {
        let world = consenting().await;
        // A program of its own for each: files, connections and certificates are there before the clock runs.
        let (lanyard, settings) = (Lanyard::new().await, server(&world));
        let (browser, client) = (bare(), bare());
        let (own, least) = if round % 2 == 0 {
            let own = sign_in(&lanyard, &settings, &world, &browser).await;
            (own, requests(&world, &client, &bare()).await)
        } else {
            let least = requests(&world, &client, &bare()).await;
            (sign_in(&lanyard, &settings, &world, &browser).await, least)
        };
        // Its file is folded and synced now, not while the next one is measured.
        lanyard.authorizer.close().await;
        if round > 0 {
            ours.push(own);
            theirs.push(least);
        }
    }
    figure("a sign-in", ours, theirs, MOST_SIGN_IN)
}

async fn sign_in(lanyard: &Lanyard, settings: &ServerSettings, world: &World, browser: &Client) -> Duration {
    let begun = Instant::now();
    let door = lanyard.door(settings);
    let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
    let Observation::SignInRequired(challenge) = seen else {
        panic!("{seen:?}")
    };
    let started = lanyard.begin_with(settings, Some(challenge), loopback()).await;
    let listener = started.listener.expect("a listener");
    let visit = async {
        let page = browser.get(started.url.clone()).send().await.unwrap();
        let back = page.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(browser.get(back).send().await.unwrap().status().is_success());
    };
    let ((), callback) = tokio::join!(visit, listener.callback());
    let finished = lanyard.authorizer.finish(callback.unwrap()).await.unwrap();
    assert!(matches!(finished, Finished::SignedIn(_)));
    let (status, _) = door_call(&lanyard.net, &door, &world.url()).await;
    assert_eq!(status, 200);
    begun.elapsed()
}

/// The requests of a sign-in by themselves: refusal, two documents, registration, two pages, token, call.
async fn requests(world: &World, client: &Client, browser: &Client) -> Duration {
    let verifier = "v".repeat(43);
    let challenge = B64.encode(Sha256::digest(verifier.as_bytes()));
    let begun = Instant::now();
    let get = async |url: String| client.get(url).send().await.unwrap();
    client.post(world.url()).send().await.unwrap();
    let read = async |url: String| get(url).await.json::<Value>().await.unwrap();
    read(format!("{}/.well-known/oauth-protected-resource/mcp", world.rs)).await;
    read(format!("{}/.well-known/oauth-authorization-server", world.auth)).await;
    let register = client.post(format!("{}/register", world.auth)).json(&json!({}));
    register.send().await.unwrap().json::<Value>().await.unwrap();
    let back = format!("{}/page", world.rs);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", "client-1")
        .append_pair("redirect_uri", &back)
        .append_pair("state", "s")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .append_pair("resource", &world.url())
        .finish();
    let visit = async |url: String| browser.get(url).send().await.unwrap();
    let page = visit(format!("{}/authorize?{query}", world.auth)).await;
    let to: Url = page.headers()[header::LOCATION].to_str().unwrap().parse().unwrap();
    visit(to.to_string()).await;
    let code = to.query_pairs().find(|(k, _)| k == "code").unwrap().1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", &verifier),
        ("redirect_uri", &back),
        ("client_id", "client-1"),
        ("resource", &world.url()),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let token = client
        .post(format!("{}/token", world.auth))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body);
    let token: Value = token.send().await.unwrap().json().await.unwrap();
    let token = token["access_token"].as_str().expect("a token");
    let call = client.post(world.url()).bearer_auth(token).send().await.unwrap();
    assert_eq!(call.status(), 200);
    begun.elapsed()
}

/// Both servers, and an authorization page that consents at once.
async fn consenting() -> Arc<World> {
    let world = Arc::new(World::new().await);
    let weak = Arc::downgrade(&world);
    world.answer("/authorize", move |seen| {
        let world = weak.upgrade().expect("the servers are there");
        let asked: Url = format!("{}{}", world.auth, seen.path).parse().unwrap();
        let back = world.approve(&asked);
        async move {
            Response::builder()
                .status(302)
                .header(header::LOCATION, back)
                .body(axum::body::Body::empty())
                .unwrap()
        }
    });
    world.answer("/page", |_| async { status(200) });
    world
}

/// What a sign-in puts into the keychain and takes out of it again, where there is one: printed beside, not judged.
async fn keychain() {
    let vault = Vault::keychain("dev.lanyard.bench");
    if let Err(why) = vault.probe().await {
        say(&format!("the keychain: not measured, {why}"));
        return;
    }
    let secret = SecretString::from("x".repeat(2000));
    let (mut sets, mut gets) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        vault.set("bench", &secret).await.unwrap();
        sets.push(begun.elapsed());
        let begun = Instant::now();
        vault.get("bench").await.unwrap();
        gets.push(begun.elapsed());
    }
    vault.delete("bench").await.unwrap();
    say(&format!(
        "the keychain, beside it: {:.2} ms to keep 2 kB, {:.2} ms to read it; a sign-in keeps two and reads one",
        milliseconds(median(sets)),
        milliseconds(median(gets))
    ));
}

/// Prints one figure; true when it is within its limit.
fn figure(name: &str, ours: Vec<Duration>, theirs: Vec<Duration>, most: f64) -> bool {
    let pair = |rounds: &[Duration]| rounds.iter().sum::<Duration>().as_secs_f64();
    let pairs = ours.chunks(2).zip(theirs.chunks(2));
    let mut ratios: Vec<f64> = pairs.map(|(own, least)| pair(own) / pair(least)).collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    let (own, floor) = (milliseconds(median(ours)), milliseconds(median(theirs)));
    say(&format!(
        "{name}: {own:.3} ms, bare requests {floor:.3} ms, ratio {ratio:.3} (median of {} pairs; at most {most})",
        ratios.len()
    ));
    let told = json!({"name": name, "unit": "ms", "lanyard": own, "floor": floor, "ratio": ratio, "limit": most});
    say(&told.to_string());
    ratio <= most
}

fn median(mut values: Vec<Duration>) -> Duration {
    values.sort();
    values[values.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
