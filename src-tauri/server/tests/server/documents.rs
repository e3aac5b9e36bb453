//! Client metadata documents: fetched under the address rule, capped, cached, and believed only about themselves.

use lanyard_net::{Net, Proxy};
use lanyard_vault::Vault;
use serde_json::{Value, json};

use crate::provider::Provider;
use crate::web::Site;
use crate::world::{REDIRECT, World, settings};

/// A world that trusts the site's certificate and may fetch from `localhost`.
async fn world_with(site: &Site) -> World {
    let provider = Provider::start().await;
    let mut settings = settings(&provider);
    settings.private_document_hosts = vec!["localhost".to_owned()];
    let net = Net::new(&lanyard_net::Settings {
        proxy: Proxy::Direct,
        extra_ca_files: vec![site.ca_file.clone()],
        ..lanyard_net::Settings::default()
    });
    World::start_on(provider, settings, Vault::memory(), net.unwrap()).await
}

fn document(id: &str) -> Value {
    json!({"client_id": id, "client_name": "Published app", "redirect_uris": [REDIRECT]})
}

#[tokio::test]
async fn an_application_is_known_by_its_published_document() {
    let site = Site::start().await;
    let id = format!("{}/client.json", site.origin);
    site.says(200, "Cache-Control: max-age=600\r\n", &document(&id));
    let world = world_with(&site).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&id, &[])).await;
    let page = browser.get(&world.url(start.target())).await;
    assert!(page.body.contains("Published app"));
    assert!(
        page.body.contains("Its name is published at localhost"),
        "{}",
        page.body
    );
    let back = world.authorize(&mut browser, &id, &[]).await;
    let (status, tokens) = world.redeem(&id, &back.param("code").unwrap()).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(
        world.call(tokens["access_token"].as_str().unwrap(), "look").await.1["principal"]["client_id"],
        id
    );
    assert_eq!(site.count(), 1, "the document is kept as long as it allows");
    world.later(601);
    browser.get(&world.authorize_url(&id, &[])).await;
    assert_eq!(site.count(), 2);
    // A refresh does not need the site at all.
    drop(site);
    assert_eq!(
        world.refresh(&id, tokens["refresh_token"].as_str().unwrap()).await.0,
        200
    );
}

#[tokio::test]
async fn a_document_that_lies_or_is_too_large_or_redirects_is_not_used() {
    let site = Site::start().await;
    let id = format!("{}/client.json", site.origin);
    let world = world_with(&site).await;
    let mut other = document("https://app.example/client.json");
    other["padding"] = json!("x");
    let mut secret = document(&id);
    secret["client_secret"] = json!("hush");
    let mut danger = document(&id);
    danger["redirect_uris"] = json!(["javascript:alert(1)"]);
    let mut huge = document(&id);
    huge["padding"] = json!("x".repeat(20_000));
    for (status, headers, body) in [
        (200, "", other),
        (200, "", secret),
        (200, "", danger),
        (200, "", huge),
        (200, "", json!("<html>")),
        (404, "", document(&id)),
        (302, "Location: /elsewhere.json\r\n", document(&id)),
    ] {
        site.says(status, headers, &body);
        let page = world.browser().get(&world.authorize_url(&id, &[])).await;
        assert_eq!(page.status, 400, "{status} {headers} {body:.80}");
    }
    site.says(200, "", &document(&id));
    assert!(
        world
            .browser()
            .get(&world.authorize_url(&id, &[]))
            .await
            .target()
            .starts_with("/consent")
    );
}

#[tokio::test]
async fn a_document_on_this_machine_or_network_is_not_fetched() {
    let world = World::start().await;
    let site = Site::start().await;
    let port = site.origin.rsplit(':').next().unwrap();
    for id in [
        format!("https://127.0.0.1:{port}/client.json"),
        format!("https://localhost:{port}/client.json"),
        format!("https://[::1]:{port}/client.json"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.1/client.json".to_owned(),
    ] {
        let page = world.browser().get(&world.authorize_url(&id, &[])).await;
        assert_eq!(page.status, 400, "{id}");
        assert!(page.body.contains("inside this network"), "{id}: {}", page.body);
    }
    assert_eq!(site.count(), 0);
}

#[tokio::test]
async fn an_id_that_is_no_proper_document_address_is_refused() {
    let world = World::start().await;
    for id in [
        "https://app.example",
        "https://app.example/a/../b",
        "http://app.example/c",
        "https://u@app.example/c",
    ] {
        assert_eq!(
            world.browser().get(&world.authorize_url(id, &[])).await.status,
            400,
            "{id}"
        );
    }
}
