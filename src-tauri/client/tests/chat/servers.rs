//! Which servers there are, whatever their address is spelled like.

use std::path::Path;

use lanyard_client::api::{Code, ModelKind, NewProvider, Profile, ProviderFields, ProviderSecrets, Source};
use lanyard_client::company::Company;
use lanyard_vault::Vault;
use tempfile::TempDir;

use crate::desk::{open, open_with};

/// Nothing listens there; what counts is which server it is.
const COMPANY: &str = "name = \"Acme\"\n[[servers]]\nid = \"hr\"\nname = \"HR\"\nurl = \"http://127.0.0.1:9/mcp\"\n";
const SPELLINGS: [&str; 6] = [
    "http://127.0.0.1:9/mcp",
    " HTTP://127.0.0.1:9/mcp/ ",
    "http://127.1:9/mcp?x",
    "http://localhost:9/mcp",
    "http://127.0.0.1:9/%6Dcp",
    "http://127.0.0.1:9/a/../mcp//",
];

#[tokio::test]
async fn the_companys_server_under_another_spelling_is_the_companys_server() {
    for lock in ["", "allow_user_servers = false\n"] {
        let (folder, vault) = (TempDir::new().unwrap(), Vault::memory());
        let client = open(Profile::Main, &folder, &format!("{lock}{COMPANY}"), &vault).await;
        for url in SPELLINGS {
            let view = client.add_server(url).await.unwrap();
            assert_eq!((view.id.as_str(), view.source), ("hr", Source::Policy), "{url}");
            assert_eq!(client.use_server(url).await.unwrap().id, "hr", "{url}");
        }
        assert_eq!(client.servers().await.len(), 1);
        let other = client.add_server("http://127.0.0.1:9/other").await;
        assert_eq!(other.err().map(|e| e.code), (!lock.is_empty()).then_some(Code::Blocked));
        client.close().await;
    }
}

#[tokio::test]
async fn a_server_that_the_company_has_since_configured_under_another_spelling_is_the_companys() {
    for url in SPELLINGS {
        let (folder, vault) = (TempDir::new().unwrap(), Vault::memory());
        let before = open(Profile::Main, &folder, "name = \"Acme\"\n", &vault).await;
        before.add_server(url).await.unwrap();
        before.close().await;
        let client = open(Profile::Main, &folder, COMPANY, &vault).await;
        let ids: Vec<_> = client.servers().await.into_iter().map(|s| s.id).collect();
        assert_eq!(ids, ["hr"], "{url}");
        client.close().await;
    }
}

#[tokio::test]
async fn one_address_of_the_persons_is_one_server_and_another_query_another() {
    let (folder, vault) = (TempDir::new().unwrap(), Vault::memory());
    let client = open(Profile::Main, &folder, "name = \"Acme\"\n", &vault).await;
    let first = client.add_server("http://127.0.0.1:9/mcp?team=a").await.unwrap();
    let again = client.add_server("HTTP://127.1:9/mcp?team=a").await.unwrap();
    assert_eq!(first.id, again.id);
    let other = client.add_server("http://127.0.0.1:9/mcp?team=b").await.unwrap();
    assert_ne!(first.id, other.id);
    client.close().await;
}

#[tokio::test]
async fn the_demo_takes_no_server_and_no_model_where_the_real_company_locks_them() {
    let company = |text: &str| Company::parse(text, Path::new("company.toml")).0;
    let real = company("name = \"Real\"\nallow_user_servers = false\nallow_user_models = false\n");
    let (folder, vault) = (TempDir::new().unwrap(), Vault::memory());
    let client = open_with(Profile::Demo, &folder, company(COMPANY).within(Some(real)), &vault).await;
    let refused = client.add_server("http://127.0.0.1:9/other").await.unwrap_err();
    assert_eq!(refused.code, Code::Blocked);
    let own = NewProvider {
        kind: ModelKind::OpenAi,
        name: String::new(),
        base_url: "http://127.0.0.1:9/v1/".to_owned(),
        models: vec!["m1".to_owned()],
        fields: ProviderFields::default(),
    };
    assert_eq!(
        client
            .add_provider(own, ProviderSecrets::default())
            .await
            .unwrap_err()
            .code,
        Code::Blocked
    );
    // The demo's own server and model stay.
    assert_eq!(client.servers().await[0].id, "hr");
    assert!(client.snapshot().await.unwrap().models.iter().any(|m| m.demo));
    client.close().await;
}
