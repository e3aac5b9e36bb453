//! The parsers under arbitrary input: no panic, no endless work, no secret in a text.

use http::{HeaderMap, HeaderValue, header};
use lanyard_oauth::{Callback, Challenge, Finished};
use proptest::prelude::*;

use crate::support::{Lanyard, World, json_response};

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_a_challenge_are_read_without_a_panic(values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..4)) {
        let mut headers = HeaderMap::new();
        for value in values {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append(header::WWW_AUTHENTICATE, value);
            }
        }
        let challenge = Challenge::from_headers(&headers);
        prop_assert!(challenge.scopes.len() <= 200);
    }

    #[test]
    fn a_well_formed_challenge_is_read_whatever_surrounds_it(
        realm in "[ !#-\\[\\]-~]{0,40}", scopes in prop::collection::vec("[a-z:./]{1,12}", 0..5), before in any::<bool>(),
    ) {
        let ours = format!("Bearer realm=\"{realm}\", scope=\"{}\"", scopes.join(" "));
        let text = if before { format!("{ours}, Basic realm=\"{realm}\"") } else { format!("Basic realm=\"{realm}\", {ours}") };
        let mut headers = HeaderMap::new();
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_str(&text).unwrap());
        let mut wanted = scopes;
        let mut seen = std::collections::HashSet::new();
        wanted.retain(|s| seen.insert(s.clone()));
        prop_assert_eq!(Challenge::from_headers(&headers).scopes, wanted);
    }
}

fn links() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "(dev\\.lanyard\\.desktop:/oauth/callback|http://127\\.0\\.0\\.1:9/oauth/callback)?\\?(code|state|iss|error)=[%a-f0-9&=+]{0,60}(&state=[a-z]{0,5})?",
    ]
}

#[test]
fn any_text_as_a_callback_is_ignored_or_told_and_changes_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lanyard = runtime.block_on(Lanyard::new());
    let config = ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(link in links())| {
        runtime.block_on(async {
            for callback in [Callback::from_deep_link(&link), Callback::from_loopback(&link)] {
                prop_assert!(matches!(lanyard.authorizer.finish(callback).await, Ok(Finished::Ignored)));
            }
            prop_assert!(lanyard.authorizer.finish(Callback::from_paste(&link)).await.is_err());
            Ok(())
        })?;
    });
}

fn json_values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-z:/ .\\-]{0,20}".prop_map(Into::into),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop::collection::vec(inner, 0..4).prop_map(Into::into)
    })
}

#[test]
fn any_value_in_any_field_of_a_document_starts_a_sign_in_or_is_an_error() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let fields = prop::sample::select(vec![
        "resource",
        "authorization_servers",
        "scopes_supported",
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "registration_endpoint",
        "jwks_uri",
        "code_challenge_methods_supported",
        "token_endpoint_auth_methods_supported",
        "client_id_metadata_document_supported",
    ]);
    let documents = world.get(|f| (f.resource_metadata.clone(), f.metadata.clone()));
    proptest!(config, |(field in fields, value in json_values())| {
        runtime.block_on(async {
            let mut documents = documents.clone();
            for document in [&mut documents.0, &mut documents.1] {
                if document.get(field).is_some() {
                    document[field] = value.clone();
                }
            }
            world.set(|f| (f.resource_metadata, f.metadata) = documents);
            let lanyard = Lanyard::new().await;
            let server = crate::discovery::server(&world);
            let account = lanyard_oauth::AccountId::default();
            let result = lanyard.authorizer.begin(&server, &account, None, crate::support::loopback()).await;
            if let Ok(started) = result {
                prop_assert!(matches!(started.url.scheme(), "https" | "http"));
            }
            Ok(())
        })?;
    });
}

#[test]
fn any_value_in_any_field_of_a_token_answer_signs_in_or_is_an_error_without_secrets() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let fields = prop::sample::select(vec![
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "id_token",
        "refresh_token",
    ]);
    let lanyard = runtime.block_on(Lanyard::new());
    proptest!(config, |(field in fields, value in json_values())| {
        runtime.block_on(async {
            let mut answer = serde_json::json!({ "access_token": "sesame", "token_type": "Bearer", "refresh_token": "sesame" });
            answer[field] = value.clone();
            world.answer("/token", move |_| {
                let answer = answer.clone();
                async move { json_response(200, &answer) }
            });
            let started = lanyard.begin(&crate::discovery::server(&world)).await;
            let callback = Callback::from_paste(&world.approve(&started.url));
            let text = match lanyard.authorizer.finish(callback).await {
                Ok(done) => format!("{done:?}"),
                Err(failed) => format!("{failed} {failed:?}"),
            };
            prop_assert!(!text.contains("sesame"), "{}", text);
            Ok(())
        })?;
    });
}
