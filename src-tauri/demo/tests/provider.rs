//! The provider over real HTTP: the good road, and each refusal beside it.

#![expect(clippy::unwrap_used, reason = "a failed test is a panic")]

#[path = "provider/browser.rs"]
mod browser;

use std::sync::atomic::Ordering;

use browser::{CALLBACK, VERIFIER, Walk, error, landed};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lanyard_demo::{Clock, EMPLOYEES, Provider, StartError};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

#[tokio::test]
async fn a_person_signs_in_and_the_id_token_says_who_it_is() {
    let walk = Walk::new().await;
    let discovery: Value = walk
        .http
        .get(walk.at(".well-known/openid-configuration"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(discovery["issuer"], walk.running.issuer().as_str());
    assert_eq!(
        discovery["code_challenge_methods_supported"],
        serde_json::json!(["S256"])
    );

    let transaction = walk.transaction(&walk.request()).await;
    let back = landed(&walk.choose(&transaction, "employee", "wei").await);
    assert_eq!(back["state"], "s&t=a te");
    assert_eq!(back["iss"], walk.running.issuer().as_str());
    let response = walk.redeem(&back["code"]).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    let tokens: Value = response.json().await.unwrap();
    assert_eq!(tokens["token_type"], "Bearer");

    let keys: JwkSet = serde_json::from_value(
        walk.http
            .get(discovery["jwks_uri"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap(),
    )
    .unwrap();
    let id_token = tokens["id_token"].as_str().unwrap();
    let kid = jsonwebtoken::decode_header(id_token).unwrap().kid.unwrap();
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&[walk.running.client_id()]);
    rules.set_issuer(&[walk.running.issuer().as_str()]);
    let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
    let claims = jsonwebtoken::decode::<Value>(id_token, &key, &rules).unwrap().claims;
    assert_eq!(claims["sub"], "meridian-1003");
    assert_eq!(claims["name"], "Wei Zhang 张伟");
    assert_eq!(claims["email"], "wei.zhang@meridian.example");
    assert_eq!(claims["email_verified"], true);
    assert_eq!(claims["groups"], serde_json::json!(["employees", "people"]));
    assert_eq!(claims["nonce"], "n-1");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);

    let userinfo: Value = walk
        .userinfo(tokens["access_token"].as_str().unwrap())
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(userinfo["sub"], claims["sub"]);
    assert_eq!(userinfo["groups"], claims["groups"]);
}

#[tokio::test]
async fn the_page_names_everybody_carries_the_band_and_no_script() {
    let walk = Walk::new().await;
    let response = walk
        .authorize(&walk.request_with("login_hint", Some("Tomas.Ruiz@meridian.example")))
        .await;
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(
        !policy.contains("form-action"),
        "Chromium would stop the redirect to the app"
    );
    let page = response.text().await.unwrap();
    assert!(page.contains("Demo: no real account") && page.contains("Who are you today?"));
    for employee in EMPLOYEES {
        assert!(page.contains(&format!(r#"name="employee" value="{}""#, employee.id)));
        assert!(page.contains(employee.name));
    }
    assert!(!page.contains("<script") && !page.contains("style="));
    let place = |id: &str| page.find(&format!(r#"value="{id}""#)).unwrap();
    assert!(place("tomas") < place("ada"), "the hinted person stands first");

    let chinese = walk
        .http
        .get(walk.at("authorize"))
        .query(&walk.request())
        .header("accept-language", "zh-CN");
    let page = chinese.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("今天你是谁？") && page.contains("演示") && page.contains(r#"lang="zh-CN""#));
    let style = walk.http.get(walk.at("style.css")).send().await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn until_client_and_redirect_are_right_nothing_is_redirected() {
    let walk = Walk::new().await;
    let mut bad = vec![
        walk.request_with("client_id", Some("someone")),
        walk.request_with("client_id", None),
        walk.request_with("redirect_uri", None),
    ];
    for redirect in [
        "http://127.0.0.1:4999/callback/",
        "https://evil.example/",
        "javascript:alert(1)",
    ] {
        bad.push(walk.request_with("redirect_uri", Some(redirect)));
    }
    let mut twice = walk.request();
    twice.push(("redirect_uri".to_owned(), "https://evil.example/".to_owned()));
    bad.push(twice);
    for request in bad {
        let response = walk.authorize(&request).await;
        assert_eq!(response.status(), 400, "{request:?}");
        assert!(!response.headers().contains_key("location"));
        assert!(response.text().await.unwrap().contains("Demo: no real account"));
    }
}

#[tokio::test]
async fn every_other_fault_goes_back_to_the_client_with_its_code() {
    let walk = Walk::new().await;
    let faults = [
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", None, "invalid_request"),
        ("response_mode", Some("fragment"), "invalid_request"),
        ("scope", Some("email"), "invalid_scope"),
        ("scope", None, "invalid_scope"),
        ("prompt", Some("none"), "login_required"),
        ("prompt", Some("none login"), "invalid_request"),
        ("prompt", Some("sing"), "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("request", Some("x.y.z"), "request_not_supported"),
        (
            "request_uri",
            Some("https://evil.example/"),
            "request_uri_not_supported",
        ),
    ];
    for (name, value, code) in faults {
        let back = landed(&walk.authorize(&walk.request_with(name, value)).await);
        assert_eq!(back["error"], code, "{name}={value:?}");
        assert_eq!(back["state"], "s&t=a te");
        assert_eq!(back["iss"], walk.running.issuer().as_str());
    }
    let mut twice = walk.request();
    twice.push(("nonce".to_owned(), "n-2".to_owned()));
    assert_eq!(landed(&walk.authorize(&twice).await)["error"], "invalid_request");
    for prompt in ["login", "consent", "select_account", "login consent"] {
        assert_eq!(
            walk.authorize(&walk.request_with("prompt", Some(prompt)))
                .await
                .status(),
            200
        );
    }
}

#[tokio::test]
async fn cancel_is_an_answer_and_a_page_is_answered_once() {
    let walk = Walk::new().await;
    let transaction = walk.transaction(&walk.request()).await;
    let back = landed(&walk.choose(&transaction, "cancel", "yes").await);
    assert_eq!(back["error"], "access_denied");
    assert_eq!(back["state"], "s&t=a te");
    assert_eq!(walk.choose(&transaction, "employee", "ada").await.status(), 400);

    let transaction = walk.transaction(&walk.request()).await;
    assert_eq!(walk.choose(&transaction, "employee", "nobody").await.status(), 400);
    assert_eq!(walk.choose("guessed", "employee", "ada").await.status(), 400);
    let form = [("transaction", transaction.as_str()), ("employee", "ada")];
    let foreign = walk
        .http
        .post(walk.at("choose"))
        .header("sec-fetch-site", "cross-site")
        .form(&form);
    assert_eq!(foreign.send().await.unwrap().status(), 400);
    walk.offset.store(601, Ordering::Relaxed);
    assert_eq!(
        walk.choose(&transaction, "employee", "ada").await.status(),
        400,
        "ten minutes are over"
    );
}

#[tokio::test]
async fn a_code_is_redeemed_once_by_its_client_with_its_verifier() {
    let walk = Walk::new().await;
    let grant = |code: &str| {
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
        ]
    };
    for (redirect, verifier) in [
        ("http://127.0.0.1:4999/other", VERIFIER),
        (CALLBACK, "another-verifier-of-more-than-forty-three-characters"),
        (CALLBACK, "short"),
    ] {
        let code = walk.code(&walk.request(), "ada").await;
        let mut form = grant(&code);
        form.extend([
            ("redirect_uri", redirect.to_owned()),
            ("code_verifier", verifier.to_owned()),
        ]);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(error(walk.token(&form).await).await, (400, "invalid_grant".to_owned()));
        assert_eq!(
            error(walk.redeem(&code).await).await,
            (400, "invalid_grant".to_owned()),
            "it is spent"
        );
    }
    let code = walk.code(&walk.request(), "ada").await;
    walk.offset.store(61, Ordering::Relaxed);
    assert_eq!(
        error(walk.redeem(&code).await).await.1,
        "invalid_grant",
        "a minute is over"
    );
    assert_eq!(error(walk.redeem("guessed").await).await.1, "invalid_grant");

    let code = walk.code(&walk.request(), "ada").await;
    let tokens: Value = walk.redeem(&code).await.json().await.unwrap();
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(walk.userinfo(access).await.status(), 200);
    assert_eq!(error(walk.redeem(&code).await).await.1, "invalid_grant");
    assert_eq!(
        walk.userinfo(access).await.status(),
        401,
        "a replay takes back what was given"
    );
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let again = walk
        .token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)])
        .await;
    assert_eq!(error(again).await.1, "invalid_grant");
}

#[tokio::test]
async fn the_client_must_prove_itself() {
    let walk = Walk::new().await;
    let id = walk.running.client_id();
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let post = || walk.http.post(walk.at("token"));
    let bare = post().form(&form).send().await.unwrap();
    assert_eq!(error(bare).await, (401, "invalid_client".to_owned()));
    let wrong = post().basic_auth(id, Some("wrong")).form(&form).send().await.unwrap();
    assert!(
        wrong.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Basic")
    );
    assert_eq!(error(wrong).await, (401, "invalid_client".to_owned()));
    let mut both = form.to_vec();
    both.extend([("client_id", id), ("client_secret", walk.secret())]);
    let in_form = post().form(&both).send().await.unwrap();
    assert_eq!(
        error(in_form).await,
        (400, "invalid_grant".to_owned()),
        "the client is right, the token is not"
    );
    let twice = post()
        .basic_auth(id, Some(walk.secret()))
        .form(&both)
        .send()
        .await
        .unwrap();
    assert_eq!(error(twice).await, (400, "invalid_request".to_owned()));

    assert_eq!(
        error(walk.token(&[("grant_type", "password")]).await).await.1,
        "unsupported_grant_type"
    );
    assert_eq!(error(walk.token(&[("a", "b")]).await).await.1, "invalid_request");
    assert_eq!(
        error(walk.token(&[("a", "b"), ("a", "c")]).await).await.1,
        "invalid_request"
    );
    let json = walk.http.post(walk.at("token")).json(&form).send().await.unwrap();
    assert_eq!(json.status(), 415);
}

#[tokio::test]
async fn a_refresh_keeps_the_person_and_may_narrow_the_scopes() {
    let walk = Walk::new().await;
    let tokens = walk.tokens("grace").await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let narrow = walk
        .token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("scope", "openid email"),
        ])
        .await;
    let answer: Value = narrow.json().await.unwrap();
    assert!(answer.get("refresh_token").is_none(), "like Google, it stays the same");
    let info: Value = walk
        .userinfo(answer["access_token"].as_str().unwrap())
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(info["email"], "grace.okafor@meridian.example");
    assert!(info.get("name").is_none() && info.get("groups").is_none());
    let wider = walk
        .token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("scope", "openid admin"),
        ])
        .await;
    assert_eq!(error(wider).await.1, "invalid_scope");

    let without = walk.code(&walk.request_with("scope", Some("openid")), "grace").await;
    let answer: Value = walk.redeem(&without).await.json().await.unwrap();
    assert!(answer.get("refresh_token").is_none(), "nobody asked for one");
    let mut google = walk.request_with("scope", Some("openid"));
    google.push(("access_type".to_owned(), "offline".to_owned()));
    let code = walk.code(&google, "grace").await;
    let answer: Value = walk.redeem(&code).await.json().await.unwrap();
    assert!(answer["refresh_token"].is_string(), "Google's way of asking works too");
}

#[tokio::test]
async fn a_revoked_or_old_token_opens_nothing() {
    let walk = Walk::new().await;
    let tokens = walk.tokens("ada").await;
    let (access, refresh) = (
        tokens["access_token"].as_str().unwrap(),
        tokens["refresh_token"].as_str().unwrap(),
    );
    let revoke = |token: &str| {
        let form = [("token".to_owned(), token.to_owned())];
        let request = walk.http.post(walk.at("revoke"));
        request
            .basic_auth(walk.running.client_id(), Some(walk.secret()))
            .form(&form)
            .send()
    };
    assert_eq!(revoke("unknown").await.unwrap().status(), 200);
    assert_eq!(walk.userinfo(access).await.status(), 200);
    let stranger = walk
        .http
        .post(walk.at("revoke"))
        .form(&[("token", refresh)])
        .send()
        .await
        .unwrap();
    assert_eq!(error(stranger).await, (401, "invalid_client".to_owned()));
    assert_eq!(revoke(refresh).await.unwrap().status(), 200);
    let refused = walk.userinfo(access).await;
    assert!(
        refused.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .contains("invalid_token")
    );

    let tokens = walk.tokens("ada").await;
    walk.offset.store(601, Ordering::Relaxed);
    assert_eq!(
        walk.userinfo(tokens["access_token"].as_str().unwrap()).await.status(),
        401
    );
    let bare = walk.http.get(walk.at("userinfo")).send().await.unwrap();
    assert_eq!(bare.headers()["www-authenticate"], r#"Bearer realm="meridian""#);
}

#[tokio::test]
async fn it_refuses_to_stand_or_to_answer_anywhere_but_here() {
    let everywhere = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let callback = vec![Url::parse(CALLBACK).unwrap()];
    let refused = Provider::start(everywhere, callback.clone(), Clock::system());
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
    for foreign in [
        "https://evil.example/callback",
        "http://127.0.0.1.evil.example/",
        "http://u@127.0.0.1/",
        "app:/x",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let refused = Provider::start(listener, vec![Url::parse(foreign).unwrap()], Clock::system());
        assert!(matches!(refused, Err(StartError::Redirect(_))), "{foreign}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    assert!(matches!(
        Provider::start(listener, Vec::new(), Clock::system()),
        Err(StartError::NoRedirect)
    ));

    let walk = Walk::new().await;
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1"] {
        let request = walk.http.get(walk.at("jwks")).header("host", host);
        assert_eq!(request.send().await.unwrap().status(), 421, "{host}");
    }
    let nothing = walk
        .http
        .get(walk.at("nothing"))
        .header("accept-language", "zh")
        .send()
        .await
        .unwrap();
    assert_eq!(nothing.status(), 404);
    assert!(nothing.text().await.unwrap().contains("演示"));
}

#[tokio::test]
async fn a_stop_closes_even_connections_that_wait_for_nothing() {
    let walk = Walk::new().await;
    let port = walk.running.issuer().port().unwrap();
    let mut idle = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    idle.write_all(b"GET /meridian/jwks HTTP/1.1\r\nHost: ").await.unwrap();
    walk.http.get(walk.at("jwks")).send().await.unwrap();
    let http = walk.http.clone();
    let keys = walk.at("jwks");
    walk.running.stop().await;
    let mut rest = Vec::new();
    // Reading ends, with an end of file or a reset; had the connection stayed open, this would hang.
    let _ = idle.read_to_end(&mut rest).await;
    assert!(http.get(keys).send().await.is_err());
}

#[tokio::test]
async fn debugging_output_hides_the_secret() {
    let walk = Walk::new().await;
    assert!(!format!("{:?}", walk.running).contains(walk.secret()));
}
