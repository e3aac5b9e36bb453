//! Client metadata documents: fetched under the address rule.

use crate::world::World;

#[tokio::test]
async fn a_document_on_this_machine_or_network_is_not_fetched() {
    let world = World::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for id in [
        format!("https://127.0.0.1:{port}/client.json"),
        format!("https://localhost:{port}/client.json"),
        format!("https://[::1]:{port}/client.json"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.1/client.json".to_owned(),
    ] {
        let page = world.browser().get(&world.authorize_url(&id, &[])).await;
        assert_eq!(page.status, 400, "{id}");
        assert!(page.location.is_none());
    }
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await;
    assert!(nobody.is_err(), "somebody knocked at a private address");
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
