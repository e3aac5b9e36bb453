//! The keys of clouds that are more than a header: tokens fetched for Google's key files, requests signed with AWS's
//! access keys. Both are checked as the service would check them.

use std::collections::HashSet;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lanyard_client::api::{Code, ProviderFields};
use lanyard_client::models::{Delta, Image, ModelError, Request, Turn};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::requests::offer;
use crate::server::{Asked, Reply, Server};
use crate::shelf::{Shelf, asked, collect, key, provider};
use crate::streams::{TEXT, Wire};

const ID: &str = "ASIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SESSION: &str = "AQoEXAMPLEH4aoAH0gNCAPy==";

fn access_key() -> String {
    json!({ "Version": 1, "AccessKeyId": ID, "SecretAccessKey": SECRET, "SessionToken": SESSION }).to_string()
}

async fn with_key(wire: Wire, server: &Server, text: &str) -> (Shelf, String) {
    let shelf = Shelf::new().await;
    let id = shelf.models.add(provider(wire, server), key(text)).await.unwrap().id;
    (shelf, format!("{id}/{}", wire.model()))
}

fn answer(wire: Wire) -> Reply {
    Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[])
}

/// HMAC-SHA256 (RFC 2104).
fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner);
    outer.finalize().into()
}

fn signing_key(date: &str, region: &str, service: &str) -> [u8; 32] {
    let start = format!("AWS4{SECRET}");
    let parts = [date, region, service, "aws4_request"];
    let first = hmac(start.as_bytes(), parts[0].as_bytes());
    parts[1..].iter().fold(first, |key, part| hmac(&key, part.as_bytes()))
}

/// The signature that the service makes of a request as it arrived (AWS Signature Version 4).
fn signature(asked: &Asked, signed: &str, scope: &[&str]) -> String {
    // Every segment of the path is encoded a second time, as for all services but S3.
    let path = asked.uri.path().replace('%', "%25");
    let headers = signed.split(';');
    let headers: Vec<String> = headers
        .map(|name| format!("{name}:{}\n", text(&asked.headers, name)))
        .collect();
    let headers = headers.concat();
    let body = hex::encode(Sha256::digest(&asked.bytes));
    let canonical = format!("POST\n{path}\n\n{headers}\n{signed}\n{body}");
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{}\n{}\n{}",
        text(&asked.headers, "x-amz-date"),
        scope.join("/"),
        hex::encode(Sha256::digest(canonical.as_bytes()))
    );
    hex::encode(hmac(&signing_key(scope[0], scope[1], scope[2]), to_sign.as_bytes()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().unwrap()
}

/// The parts of `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
fn check_signature(asked: &Asked) {
    let shown = text(&asked.headers, "authorization");
    let parts = shown.strip_prefix("AWS4-HMAC-SHA256 ").unwrap();
    let part = |name: &str| {
        let mut all = parts.split(", ");
        all.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap()
    };
    let scope: Vec<&str> = part("Credential").strip_prefix(ID).unwrap()[1..].split('/').collect();
    assert_eq!(scope[1..], ["eu-central-1", "bedrock", "aws4_request"]);
    let date = text(&asked.headers, "x-amz-date");
    assert!(date.starts_with(scope[0]) && date.len() == 16, "{date}");
    let signed = part("SignedHeaders");
    for needed in ["host", "x-amz-date", "x-amz-security-token"] {
        assert!(signed.split(';').any(|name| name == needed), "{needed}: {signed}");
    }
    assert_eq!(part("Signature"), signature(asked, signed, &scope), "{shown}");
    assert_eq!(text(&asked.headers, "x-amz-security-token"), SESSION);
    assert_eq!(text(&asked.headers, "content-type"), "application/json");
    let heads = format!("{:?}", asked.headers);
    assert!(!heads.contains(SECRET) && !asked.body.to_string().contains(SECRET));
}

/// AWS's own example of a signing key (IAM User Guide, "Create a signed AWS API request").
#[test]
fn the_check_itself_agrees_with_aws() {
    let key = signing_key("20150830", "us-east-1", "iam");
    assert_eq!(
        hex::encode(key),
        "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
    );
}

#[tokio::test]
async fn requests_to_bedrock_are_signed_with_an_access_key_body_and_all() {
    let server = Server::start().await;
    let (shelf, model) = with_key(Wire::Bedrock, &server, &access_key()).await;
    let requests = [
        asked("Hello"),
        Request {
            system: "Be short — 简短。".into(),
            turns: vec![Turn::User {
                text: "\"日本\" \u{1f4a1}\n\u{0}".into(),
                images: vec![Image {
                    media_type: "image/png".into(),
                    base64: BASE64_STANDARD.encode(vec![7; 3 << 20]).into(),
                }],
            }],
            tools: vec![offer()],
        },
    ];
    for request in requests {
        // The service asks to wait once: the second try is signed anew.
        server.will(Reply::whole(503, "{}"));
        server.will(answer(Wire::Bedrock));
        let (deltas, error) = collect(&shelf.models, &model, request).await;
        assert!(error.is_none() && deltas.len() > 1, "{error:?}");
        assert!(server.last().bytes.len() > 20);
    }
    let all = server.asked();
    assert_eq!(all.len(), 4, "what is signed is not sent besides");
    for asked in &all {
        assert_eq!(asked.uri.path(), "/model/acme.m1-v1%3A0/converse-stream");
        check_signature(asked);
    }
}

/// An id may be a whole address with slashes, and the service may stand behind a gateway at a path.
#[tokio::test]
async fn the_signature_is_right_for_unusual_addresses() {
    const ARN: &str = "arn:aws:bedrock:eu-central-1:1:application-inference-profile/a%b c";
    let server = Server::start().await;
    let shelf = Shelf::new().await;
    let mut new = provider(Wire::Bedrock, &server);
    new.base_url.push_str("proxy/v1.2/a~b");
    new.models = vec![ARN.to_owned()];
    // What a person adds does not take the place of what is signed.
    new.fields.headers = vec!["X-Amz-Date".into(), "X-Team".into()];
    let mut secrets = key(&access_key());
    secrets.headers = [("X-Amz-Date", "20000101T000000Z"), ("X-Team", "a")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let id = shelf.models.add(new, secrets).await.unwrap().id;
    server.will(answer(Wire::Bedrock));
    let (_, error) = collect(&shelf.models, &format!("{id}/{ARN}"), asked("Hello")).await;
    assert!(error.is_none(), "{error:?}");
    let asked = server.last();
    let path = asked.uri.path();
    assert!(
        path.starts_with("/proxy/v1.2/a~b/model/arn%3Aaws") && path.contains("profile%2Fa%25b%20c/"),
        "{path}"
    );
    assert_eq!(asked.headers.get_all("x-amz-date").iter().count(), 1);
    check_signature(&asked);
}

#[tokio::test]
async fn an_access_key_that_aws_refuses_is_told_as_a_key() {
    let server = Server::start().await;
    let (shelf, model) = with_key(Wire::Bedrock, &server, &access_key()).await;
    let said = format!("The security token {SESSION} included in the request is expired");
    server.will(Reply::whole(403, json!({ "message": said }).to_string()));
    let (_, error) = collect(&shelf.models, &model, asked("Hello")).await;
    assert!(
        matches!(error, Some(ModelError::Key { status: Some(403), .. })),
        "{error:?}"
    );
    // What is no refusal may repeat what it was shown.
    server.will(Reply::whole(400, json!({ "message": said }).to_string()));
    let (_, error) = collect(&shelf.models, &model, asked("Hello")).await;
    let said = format!("{error:?}");
    assert!(said.contains("[key]") && !said.contains(SESSION), "{said}");
}

#[tokio::test]
async fn a_key_that_can_not_be_used_is_refused_before_it_is_kept() {
    let server = Server::start().await;
    let shelf = Shelf::new().await;
    let nowhere = || {
        let mut new = provider(Wire::Bedrock, &server);
        new.fields = ProviderFields::default();
        new
    };
    for (new, text) in [
        (provider(Wire::Bedrock, &server), "AWS_ACCESS_KEY_ID=AKIA1".to_owned()),
        (nowhere(), access_key()),
        (
            provider(Wire::VertexGemini, &server),
            "{\"type\":\"external_account\"}".to_owned(),
        ),
        (provider(Wire::VertexGemini, &server), "{".to_owned()),
        (provider(Wire::Chat, &server), "sk-\u{e9}".to_owned()),
    ] {
        let refused = shelf.models.add(new, key(&text)).await.unwrap_err();
        assert_eq!(refused.code, Code::Invalid, "{text}");
    }
    assert!(shelf.models.providers().iter().all(|p| !p.key_set));
    // Without an access key no region is needed where there is an address.
    shelf.models.add(nowhere(), key("bedrock-api-key-x")).await.unwrap();
    // A key that looks like another cloud's is nothing but a key.
    let id = shelf
        .models
        .add(provider(Wire::Chat, &server), key("{}"))
        .await
        .unwrap()
        .id;
    server.will(answer(Wire::Chat));
    collect(&shelf.models, &format!("{id}/m1"), asked("Hello")).await;
    assert_eq!(text(&server.last().headers, "authorization"), "Bearer {}");
}

struct Account {
    pair: KeyPair,
    file: String,
}

/// A service account whose tokens come from a server.
fn account(tokens: &Server) -> Account {
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let file = json!({
        "type": "service_account",
        "project_id": "acme-1",
        "private_key_id": "k1",
        "private_key": pair.serialize_pem(),
        "client_email": "lanyard@acme-1.example",
        "token_uri": format!("{}token", tokens.root),
    });
    // As it is downloaded: over many lines.
    let file = serde_json::to_string_pretty(&file).unwrap();
    Account { pair, file }
}

fn granted(token: &str, lasts: Option<i64>) -> Reply {
    let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": lasts });
    Reply::whole(200, body.to_string())
}

fn form(asked: &Asked) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&asked.bytes).into_owned().collect()
}

fn value(form: &[(String, String)], name: &str) -> String {
    form.iter().find(|(other, _)| other == name).unwrap().1.clone()
}

#[tokio::test]
async fn a_service_accounts_key_file_is_turned_into_a_token_that_is_kept_while_it_lasts() {
    let (server, tokens) = (Server::start().await, Server::start().await);
    let account = account(&tokens);
    let (shelf, model) = with_key(Wire::VertexGemini, &server, &account.file).await;
    tokens.will(granted("ya29.first", Some(3599)));
    for _ in 0..3 {
        server.will(answer(Wire::VertexGemini));
        let (deltas, error) = collect(&shelf.models, &model, asked("Hello")).await;
        assert!(error.is_none() && deltas.len() > 1, "{error:?}");
        assert_eq!(text(&server.last().headers, "authorization"), "Bearer ya29.first");
    }
    assert_eq!(tokens.asked().len(), 1, "one token for three questions");

    let sent = form(&tokens.last());
    assert_eq!(
        value(&sent, "grant_type"),
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    let public = DecodingKey::from_rsa_pem(account.pair.public_key_pem().as_bytes()).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[format!("{}token", tokens.root)]);
    rules.required_spec_claims = HashSet::from(["exp".to_owned(), "aud".to_owned(), "iss".to_owned()]);
    let assertion = jsonwebtoken::decode::<Value>(value(&sent, "assertion"), &public, &rules).unwrap();
    assert_eq!(assertion.header.kid.as_deref(), Some("k1"));
    let claims = assertion.claims;
    assert_eq!(claims["iss"], "lanyard@acme-1.example");
    assert_eq!(claims["scope"], "https://www.googleapis.com/auth/cloud-platform");
    let lasts = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!((1..=3600).contains(&lasts), "{lasts}");

    // Neither the file nor a token lies anywhere but in the vault.
    let disk = String::from_utf8_lossy(&shelf.bytes_on_disk()).into_owned();
    for secret in ["PRIVATE KEY", "ya29.first", "k1\""] {
        assert!(!disk.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_token_that_ends_or_is_refused_is_fetched_anew() {
    let (server, tokens) = (Server::start().await, Server::start().await);
    let account = account(&tokens);
    let (shelf, model) = with_key(Wire::VertexClaude, &server, &account.file).await;
    let ask = async || collect(&shelf.models, &model, asked("Hello")).await.1;
    // In its last minute it counts as ended.
    tokens.will(granted("short", Some(59)));
    server.will(answer(Wire::VertexClaude));
    assert!(ask().await.is_none());
    tokens.will(granted("long", Some(3599)));
    server.will(answer(Wire::VertexClaude));
    assert!(ask().await.is_none());
    assert_eq!(text(&server.last().headers, "authorization"), "Bearer long");
    // Taken back meanwhile: the same question is asked with another one, and nobody is told.
    server.will(Reply::whole(401, "{}"));
    tokens.will(granted("new", None));
    server.will(answer(Wire::VertexClaude));
    assert!(ask().await.is_none());
    assert_eq!(text(&server.last().headers, "authorization"), "Bearer new");
    assert_eq!(tokens.asked().len(), 3);
    // A new one that is refused is the account's fault. It does not go round in circles.
    server.will(Reply::whole(401, "{}"));
    tokens.will(granted("newer", None));
    server.will(Reply::whole(401, "{}"));
    let error = ask().await;
    assert!(
        matches!(error, Some(ModelError::Key { status: Some(401), .. })),
        "{error:?}"
    );
    assert_eq!(tokens.asked().len(), 4);
}

#[tokio::test]
async fn a_key_that_is_set_again_is_asked_for_a_token_of_its_own() {
    let (server, tokens) = (Server::start().await, Server::start().await);
    let account = account(&tokens);
    let (shelf, model) = with_key(Wire::VertexGemini, &server, &account.file).await;
    let id = model.split('/').next().unwrap();
    for token in ["one", "two"] {
        tokens.will(granted(token, Some(3599)));
        server.will(answer(Wire::VertexGemini));
        assert!(collect(&shelf.models, &model, asked("Hello")).await.1.is_none());
        assert_eq!(text(&server.last().headers, "authorization"), format!("Bearer {token}"));
        shelf.models.set_key(id, None).await.unwrap();
        shelf
            .models
            .set_key(id, Some(account.file.clone().into()))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn questions_at_the_same_time_share_one_token() {
    let (server, tokens) = (Server::start().await, Server::start().await);
    let account = account(&tokens);
    let (shelf, model) = with_key(Wire::VertexGemini, &server, &account.file).await;
    tokens.will(granted("shared", Some(3599)));
    let both = || {
        server.will(answer(Wire::VertexGemini));
        collect(&shelf.models, &model, asked("Hello"))
    };
    let (one, two) = tokio::join!(both(), both());
    assert!(one.1.is_none() && two.1.is_none());
    assert_eq!(tokens.asked().len(), 1);
}

#[tokio::test]
async fn a_persons_file_is_turned_into_a_token_too() {
    let (server, tokens) = (Server::start().await, Server::start().await);
    let file = json!({
        "type": "authorized_user", "client_id": "c1", "client_secret": "s1", "refresh_token": "1//r",
        "token_uri": format!("{}token", tokens.root),
    });
    let (shelf, model) = with_key(Wire::VertexGemini, &server, &file.to_string()).await;
    tokens.will(granted("ya29.person", Some(3599)));
    server.will(answer(Wire::VertexGemini));
    assert!(collect(&shelf.models, &model, asked("Hello")).await.1.is_none());
    let sent = form(&tokens.last());
    let parts = ["grant_type", "client_id", "client_secret", "refresh_token"].map(|name| value(&sent, name));
    assert_eq!(parts, ["refresh_token", "c1", "s1", "1//r"]);
    assert_eq!(text(&server.last().headers, "authorization"), "Bearer ya29.person");
    let sent = format!("{:?} {}", server.last().headers, server.last().body);
    assert!(!sent.contains("1//r") && !sent.contains("s1\""), "{sent}");
}

/// Whatever the tokens' server does, a question ends with a sentence, and the model is asked nothing.
#[tokio::test]
async fn without_a_token_nobody_is_asked() {
    let (server, tokens) = (Server::start().await, Server::start().await);
    let account = account(&tokens);
    let (shelf, model) = with_key(Wire::VertexGemini, &server, &account.file).await;
    let told = json!({ "error": "invalid_grant", "error_description": "Invalid JWT Signature." }).to_string();
    let nonsense = [
        Reply::whole(200, "{}"),
        Reply::whole(200, "<html>"),
        granted("", None),
        granted("a\r\nx: y", None),
        Reply::whole(200, json!({ "access_token": "x", "token_type": "mac" }).to_string()),
        Reply::whole(200, vec![b' '; 1 << 20]),
        Reply::whole(302, "").with("location", format!("{}elsewhere", tokens.root)),
    ];
    let mut errors: Vec<Option<ModelError>> = Vec::new();
    for reply in [Reply::whole(400, told)].into_iter().chain(nonsense) {
        tokens.will(reply);
        let (deltas, error): (Vec<Delta>, _) = collect(&shelf.models, &model, asked("Hello")).await;
        assert!(deltas.is_empty());
        errors.push(error);
    }
    assert!(
        matches!(errors[0], Some(ModelError::Key { status: Some(400), .. })),
        "{:?}",
        errors[0]
    );
    for error in &errors[1..] {
        let failed = matches!(
            error,
            Some(ModelError::Nonsense { .. } | ModelError::Unreachable { .. } | ModelError::Key { .. })
        );
        assert!(failed, "{error:?}");
    }
    assert!(server.asked().is_empty(), "{:?}", server.asked());
    assert!(tokens.asked().iter().all(|asked| asked.uri.path() == "/token"));
}
