//! What is presented as an assertion and is none for this client, this server, this resource or this moment.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as B64};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePublicKey;
use serde_json::{Value, json};

use super::assertion::now;
use super::{DESK, DESK_SECRET, JWT_BEARER, Office};
use crate::provider;

#[tokio::test]
async fn attack_an_assertion_for_another_server_resource_or_client_is_refused() {
    let office = Office::start().await;
    let (origin, resource) = (office.world.origin.clone(), office.world.server.url().to_string());
    let cases = [
        ("aud", json!("https://evil.example"), "another authorization server"),
        ("aud", json!(format!("{origin}/")), "another authorization server"),
        ("aud", json!(format!("{origin}/token")), "another authorization server"),
        (
            "aud",
            json!([origin, "https://evil.example"]),
            "another authorization server",
        ),
        ("aud", json!([]), "another authorization server"),
        ("aud", json!(7), "another authorization server"),
        ("resource", json!("https://evil.example/mcp"), "another resource"),
        ("resource", json!(format!("{resource}/")), "another resource"),
        (
            "resource",
            json!([resource, "https://evil.example/mcp"]),
            "another resource",
        ),
        ("client_id", json!("other"), "another client"),
        ("client_id", json!("DESK"), "another client"),
        ("iss", json!("https://evil.example"), "not trusted here"),
        (
            "iss",
            json!(format!("{}/", office.world.provider.issuer)),
            "not trusted here",
        ),
        ("cnf", json!({"jkt": "x"}), "bound to a key"),
    ];
    for (claim, value, sentence) in cases {
        office
            .refused(&office.assertion().with(claim, value).sign(), "invalid_grant", sentence)
            .await;
    }
    // One of each in an array says the same as the text alone.
    let arrays = office
        .assertion()
        .with("aud", json!([origin]))
        .with("resource", json!([resource]));
    assert_eq!(office.present(&arrays.sign()).await.0, 200);
}

#[tokio::test]
async fn attack_an_assertion_without_one_of_its_claims_is_refused() {
    let office = Office::start().await;
    for claim in ["iss", "aud", "resource", "client_id", "jti", "exp", "iat"] {
        office
            .refused(
                &office.assertion().without(claim).sign(),
                "invalid_grant",
                &format!("lacks the claim {claim}"),
            )
            .await;
    }
    office
        .refused(&office.assertion().without("sub").sign(), "invalid_grant", "malformed")
        .await;
    office
        .refused(
            &office.assertion().with("sub", json!("")).sign(),
            "invalid_grant",
            "lacks the claim sub",
        )
        .await;
    office
        .refused(
            &office.assertion().with("jti", json!("")).sign(),
            "invalid_grant",
            "lacks the claim jti",
        )
        .await;
    let long = "x".repeat(256);
    office
        .refused(
            &office.assertion().with("sub", json!(long)).sign(),
            "invalid_grant",
            "lacks the claim sub",
        )
        .await;
}

#[tokio::test]
async fn attack_an_expired_future_or_everlasting_assertion_is_refused() {
    let office = Office::start().await;
    let now = now();
    for (iat, exp, sentence) in [
        (now - 600, now - 120, "expired"),
        (now + 600, now + 900, "from the future"),
        (now, now + 4_000, "longer than an hour"),
        (now - 3_000, now + 3_000, "longer than an hour"),
        (now, i64::MAX, "longer than an hour"),
    ] {
        let assertion = office.assertion().with("iat", json!(iat)).with("exp", json!(exp));
        office.refused(&assertion.sign(), "invalid_grant", sentence).await;
    }
    let early = office.assertion().with("nbf", json!(now + 600));
    office.refused(&early.sign(), "invalid_grant", "from the future").await;
    let huge = office.assertion().with("exp", json!(1e300));
    office
        .refused(&huge.sign(), "invalid_grant", "longer than an hour")
        .await;
    // A clock that is half a minute off is tolerated.
    let skewed = office
        .assertion()
        .with("iat", json!(now + 30))
        .with("exp", json!(now + 330));
    assert_eq!(office.present(&skewed.sign()).await.0, 200);
    office.world.later(400);
    office
        .refused(&office.assertion().sign(), "invalid_grant", "expired")
        .await;
}

#[tokio::test]
async fn attack_another_kind_of_token_of_the_same_issuer_is_refused() {
    let office = Office::start().await;
    for typ in [
        None,
        Some("JWT"),
        Some("at+jwt"),
        Some("oauth-id-jag"),
        Some("oauth-id-jag+jwt+x"),
    ] {
        office
            .refused(
                &office.assertion().typed(typ).sign(),
                "invalid_grant",
                "not of the type",
            )
            .await;
    }
    // Compared like a media type.
    assert_eq!(
        office
            .present(&office.assertion().typed(Some("OAuth-ID-JAG+JWT")).sign())
            .await
            .0,
        200
    );
    // And an assertion opens no tool by itself.
    assert_eq!(office.world.call(&office.assertion().sign(), "look").await.0, 401);
}

#[tokio::test]
async fn attack_no_signature_a_symmetric_one_or_a_strangers_is_refused() {
    let office = Office::start().await;
    let public = provider::key().public_key();
    let point = public.to_encoded_point(false);
    let der = public.to_public_key_der().unwrap();
    let body = BASE64_STANDARD.encode(der.as_bytes());
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let jwk =
        json!({"kty": "EC", "crv": "P-256", "x": B64.encode(point.x().unwrap()), "y": B64.encode(point.y().unwrap())});
    let jwk = jwk.to_string();
    // Key confusion: what everybody can read as the secret of an HMAC.
    for secret in [
        pem.as_bytes(),
        der.as_bytes(),
        point.as_bytes(),
        jwk.as_bytes(),
        DESK_SECRET.as_bytes(),
        b"",
    ] {
        office
            .refused(&office.assertion().sign_hmac(secret), "invalid_grant", "algorithm")
            .await;
    }
    let none = |alg: &str| json!({"alg": alg, "typ": "oauth-id-jag+jwt", "kid": "k1"});
    for alg in ["none", "None", "nOnE", "NONE", ""] {
        office
            .refused(&office.assertion().under(&none(alg), ""), "invalid_grant", "malformed")
            .await;
    }
    // The signature of one assertion under the claims of another.
    let good = office.assertion().sign();
    let signature = good.rsplit_once('.').unwrap().1;
    let swapped = office
        .assertion()
        .with("sub", json!("sub-admin"))
        .under(&none("ES256"), signature);
    office.refused(&swapped, "invalid_grant", "wrong signature").await;
    let zero = office.assertion().under(&none("ES256"), &B64.encode([0; 64]));
    office.refused(&zero, "invalid_grant", "wrong signature").await;
    let stranger = office.assertion().signed_by(provider::stranger());
    office
        .refused(&stranger.sign(), "invalid_grant", "wrong signature")
        .await;
    office
        .refused(&stranger.key_id(None).sign(), "invalid_grant", "wrong signature")
        .await;
    office
        .refused(
            &office.assertion().key_id(Some("other")).sign(),
            "invalid_grant",
            "does not publish",
        )
        .await;
    let critical = json!({"alg": "ES256", "typ": "oauth-id-jag+jwt", "kid": "k1", "crit": ["b64"], "b64": false});
    office
        .refused(
            &office.assertion().under(&critical, signature),
            "invalid_grant",
            "algorithm",
        )
        .await;
    // A key that the assertion brings itself is not looked at.
    let jwk: Value = serde_json::from_str(&jwk).unwrap();
    let brought = json!({"alg": "ES256", "typ": "oauth-id-jag+jwt", "jwk": jwk, "jku": "https://evil.example/keys"});
    office
        .refused(
            &office.assertion().under(&brought, signature),
            "invalid_grant",
            "wrong signature",
        )
        .await;
    assert_eq!(office.present(&good).await.0, 200);
}

#[tokio::test]
async fn attack_what_is_no_token_at_all_is_refused() {
    let office = Office::start().await;
    let long = "a".repeat(60_000);
    for garbage in [
        "x",
        ".",
        "..",
        "a.b.c",
        "....",
        long.as_str(),
        "eyJhbGciOiJFUzI1NiJ9.e30.",
    ] {
        let (status, answer) = office.present(garbage).await;
        assert_eq!(
            (status, answer["error"].as_str()),
            (400, Some("invalid_grant")),
            "{answer}"
        );
    }
    let (_, answer) = office.present("").await;
    assert_eq!(answer["error"], "invalid_request");
    assert_eq!(answer["error_description"], "assertion is missing");
}

#[tokio::test]
async fn attack_a_client_that_does_not_prove_itself_gets_nothing_for_a_stolen_assertion() {
    let office = Office::start().await;
    let post = |id: &'static str, secret: Option<&'static str>, assertion: String| {
        let mut form = vec![
            ("grant_type", JWT_BEARER.to_owned()),
            ("assertion", assertion),
            ("client_id", id.to_owned()),
        ];
        form.extend(secret.map(|secret| ("client_secret", secret.to_owned())));
        let request = office.world.http.post(office.world.url("/token")).form(&form);
        async move {
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            answer["error"].as_str().unwrap_or_default().to_owned()
        }
    };
    let stolen = office.assertion().sign();
    assert_eq!(post(DESK, None, stolen.clone()).await, "invalid_client");
    assert_eq!(post(DESK, Some("guess"), stolen.clone()).await, "invalid_client");
    assert_eq!(
        post("other", Some("other-secret"), stolen.clone()).await,
        "invalid_grant"
    );
    let public = office.assertion().with("client_id", json!("public")).sign();
    assert_eq!(post("public", None, public).await, "unauthorized_client");
    let document = "https://app.example/client.json";
    let by_document = office.assertion().with("client_id", json!(document)).sign();
    assert_eq!(post(document, None, by_document).await, "unauthorized_client");
    let elsewhere = [("resource", "https://evil.example/mcp")];
    assert_eq!(
        office.present_with(&stolen, &elsewhere).await.1["error"],
        "invalid_target"
    );
    // None of it used the assertion up.
    assert_eq!(office.present(&stolen).await.0, 200);
}

#[tokio::test]
async fn an_assertion_can_be_presented_again_when_the_keys_could_not_be_had() {
    let office = Office::start().await;
    let assertion = office.assertion().sign();
    for broken in [true, false] {
        office.world.provider.mood().broken = broken;
        office.world.provider.mood().keys_down = true;
        let (status, answer) = office.present(&assertion).await;
        assert_eq!(
            (status, answer["error"].as_str()),
            (503, Some("temporarily_unavailable")),
            "{answer}"
        );
    }
    office.world.provider.mood().keys_down = false;
    assert_eq!(office.present(&assertion).await.0, 200);
    // Keys that were had once serve while their endpoint is down.
    office.world.provider.mood().keys_down = true;
    assert_eq!(office.present(&office.assertion().sign()).await.0, 200);
}

#[tokio::test]
async fn attack_names_of_keys_that_do_not_exist_hold_nobody_up() {
    let office = Office::start().await;
    assert_eq!(office.present(&office.assertion().sign()).await.0, 200);
    office.world.later(11);
    // From here on whoever asks for the keys waits for an answer that does not come.
    office.world.provider.mood().keys_hang = true;
    let unknown = office.assertion().key_id(Some("unknown")).sign();
    let mut waiting = std::pin::pin!(office.present(&unknown));
    let asked = async {
        while office.world.provider.mood().key_requests < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = &mut waiting => panic!("it was answered without the keys"),
        () = asked => {}
    }
    let good = office.assertion().sign();
    tokio::select! {
        _ = &mut waiting => panic!("it was answered without the keys"),
        (status, _) = office.present(&good) => assert_eq!(status, 200),
    }
}
