//! The account's label: from an ID token that verifies, and from no other.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lanyard_oauth::{AccountId, Outcome, SignedIn, Status};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::{Value, json};

use crate::discovery::server;
use crate::support::{Lanyard, NOW, World, key, publish, sign};

/// A sign-in whose ID token is made by `token` out of the claims that would be right.
async fn sign_in(token: impl FnOnce(Value) -> String) -> (SignedIn, Lanyard, World) {
    let world = World::new().await;
    publish(&world, &key(7));
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let asked = |name: &str| {
        started
            .url
            .query_pairs()
            .find(|(k, _)| k == name)
            .unwrap()
            .1
            .into_owned()
    };
    let claims = json!({
        "iss": world.auth, "aud": asked("client_id"), "sub": "u-1", "email": "ada@meridian.example",
        "nonce": asked("nonce"), "iat": NOW, "exp": NOW + 300,
    });
    let token = token(claims);
    world.set(|f| f.token_extra["id_token"] = json!(token));
    let signed_in = lanyard.complete(&world, &started).await;
    (signed_in, lanyard, world)
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[tokio::test]
async fn c4_1_the_label_comes_from_a_verified_id_token() {
    let (signed_in, lanyard, world) = sign_in(|claims| sign(&key(7), &claims)).await;
    assert_eq!(signed_in.label.as_deref(), Some("ada@meridian.example"));
    let status = lanyard
        .authorizer
        .status(&server(&world), &AccountId::default())
        .await
        .unwrap();
    assert!(matches!(status, Status::SignedIn { label: Some(l), .. } if l == "ada@meridian.example"));
    let (signed_in, ..) = sign_in(|claims| {
        let several = json!([claims["aud"]]);
        sign(&key(7), &with(with(claims, "aud", several), "email", Value::Null))
    })
    .await;
    assert_eq!(
        signed_in.label.as_deref(),
        Some("u-1"),
        "an audience may be a list, an e-mail address missing"
    );
}

#[tokio::test]
async fn c4_1_a_name_that_the_user_gives_is_kept_where_no_id_token_comes() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    assert_eq!(lanyard.sign_in(&world, &server).await.label, None);
    lanyard
        .authorizer
        .set_label(&server, &AccountId::default(), "Ada at work")
        .await
        .unwrap();
    lanyard.sign_in(&world, &server).await;
    let later = lanyard.restarted().await.authorizer;
    let label = async || match later.status(&server, &AccountId::default()).await.unwrap() {
        Status::SignedIn { label, .. } => label,
        other => panic!("{other:?}"),
    };
    assert_eq!(label().await.as_deref(), Some("Ada at work"));
    // After a sign-out somebody else may sit here.
    later.sign_out(&server, &AccountId::default()).await.unwrap();
    lanyard.sign_in(&world, &server).await;
    assert_eq!(label().await, None);
}

#[tokio::test]
async fn attack_an_id_token_that_does_not_verify_gives_no_label() {
    type Forge = fn(Value) -> String;
    let forgeries: [(&str, Forge); 9] = [
        ("another key", |c| sign(&key(8), &c)),
        ("another audience", |c| sign(&key(7), &with(c, "aud", json!("other")))),
        ("another issuer", |c| {
            sign(&key(7), &with(c, "iss", json!("https://evil.example")))
        }),
        ("another nonce", |c| sign(&key(7), &with(c, "nonce", json!("other")))),
        ("no nonce", |c| sign(&key(7), &with(c, "nonce", Value::Null))),
        ("expired", |c| sign(&key(7), &with(c, "exp", json!(NOW - 1)))),
        ("alg none", |c| {
            format!("{}.{}.", B64.encode(r#"{"alg":"none"}"#), B64.encode(c.to_string()))
        }),
        // Key confusion: the public key's text as an HMAC secret.
        ("hs256", |c| {
            let point = key(7).public_key().to_encoded_point(false);
            jsonwebtoken::encode(
                &Header::new(Algorithm::HS256),
                &c,
                &EncodingKey::from_secret(point.as_bytes()),
            )
            .unwrap()
        }),
        ("nonsense", |_| "a.b.c".to_owned()),
    ];
    for (name, forge) in forgeries {
        let (signed_in, ..) = sign_in(forge).await;
        assert_eq!(signed_in.label, None, "{name}");
        let steps = signed_in.trace.steps();
        assert!(
            steps
                .iter()
                .any(|s| s.name == "id token" && s.outcome == Outcome::Warning),
            "{name}"
        );
    }
}
