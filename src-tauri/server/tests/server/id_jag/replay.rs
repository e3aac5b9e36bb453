//! An assertion is good once, whoever asks and whatever happened in between.

use lanyard_server::AssertionIssuer;
use serde_json::json;

use super::{Office, trusting};
use crate::provider::Provider;
use crate::world::World;

#[tokio::test]
async fn attack_a_used_assertion_is_refused() {
    let office = Office::start().await;
    let assertion = office.assertion();
    assert_eq!(office.present(&assertion.sign()).await.0, 200);
    office.refused(&assertion.sign(), "invalid_grant", "used before").await;
    // Signed anew, or with other claims, it is still the same by its jti.
    office
        .refused(
            &assertion.with("groups", json!(["finance"])).sign(),
            "invalid_grant",
            "used before",
        )
        .await;
    // Up to its last second.
    let late = office.assertion().sign();
    assert_eq!(office.present(&late).await.0, 200);
    office.world.later(359);
    office.refused(&late, "invalid_grant", "used before").await;
    office.world.later(2);
    office.refused(&late, "invalid_grant", "expired").await;
}

#[tokio::test]
async fn attack_a_used_assertion_is_refused_after_a_restart() {
    let Office { world, folder, vault } = Office::start().await;
    let used = super::Assertion::new(&world).sign();
    let office = Office { world, folder, vault };
    assert_eq!(office.present(&used).await.0, 200);
    let fresh = office.assertion().sign();
    let office = restarted(office, |_| {}).await;
    office.refused(&used, "invalid_grant", "used before").await;
    assert_eq!(office.present(&fresh).await.0, 200);
}

#[tokio::test]
async fn attack_one_assertion_presented_many_times_at_once_is_taken_once() {
    let office = Office::start().await;
    let assertion = office.assertion().sign();
    let request = || office.present(&assertion);
    let answers = tokio::join!(
        request(),
        request(),
        request(),
        request(),
        request(),
        request(),
        request(),
        request(),
    );
    let answers = [
        answers.0, answers.1, answers.2, answers.3, answers.4, answers.5, answers.6, answers.7,
    ];
    let taken = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(taken, 1, "{answers:?}");
    for (status, answer) in answers.iter().filter(|(status, _)| *status != 200) {
        assert_eq!((*status, answer["error"].as_str()), (400, Some("invalid_grant")));
    }
}

#[tokio::test]
async fn two_issuers_may_use_the_same_jti() {
    let second = Provider::start().await;
    let issuer = second.issuer.clone();
    let office = Office::start_with(|settings| settings.assertion_issuers.push(AssertionIssuer::new(&issuer))).await;
    let first = office.assertion().with("jti", json!("1"));
    assert_eq!(office.present(&first.sign()).await.0, 200);
    assert_eq!(
        office.present(&first.with("iss", json!(second.issuer)).sign()).await.0,
        200
    );
}

#[tokio::test]
async fn a_token_ends_when_its_issuer_is_not_trusted_any_more() {
    let office = Office::start().await;
    let (_, answer) = office.present(&office.assertion().sign()).await;
    let token = answer["access_token"].as_str().unwrap();
    let office = restarted(office, |_| {}).await;
    assert_eq!(office.world.call(token, "look").await.0, 200);
    let office = restarted(office, |settings| settings.assertion_issuers.clear()).await;
    assert_eq!(office.world.call(token, "look").await.0, 401);
}

/// The same server again, on the port it had, with what it kept.
async fn restarted(office: Office, change: impl FnOnce(&mut lanyard_server::Settings)) -> Office {
    let Office { world, folder, vault } = office;
    let port = world.server.url().port().unwrap();
    let World { server, provider, .. } = world;
    server.stop().await;
    let mut settings = trusting(&provider, &folder);
    settings.port = port;
    change(&mut settings);
    let world = World::start_from(provider, settings, vault.clone()).await;
    Office { world, folder, vault }
}
