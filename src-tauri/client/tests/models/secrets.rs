//! Keys and the values of headers are in the vault, on the wire, and nowhere else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use lanyard_client::api::{Code, ProviderSecrets};
use secrecy::ExposeSecret as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{Reply, Server};
use crate::shelf::{Shelf, asked, collect, key, provider};
use crate::streams::{ALL, TEXT, Wire};

const VALUE: &str = "hv-secret-team-77";

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_key_is_in_the_vault_and_nowhere_else() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let secret = "sk-secret-abcdef";
    let new = provider(Wire::Chat, &server);
    let view = shelf.models.add(new, key(&format!("  {secret}\n"))).await.unwrap();
    let name = format!("model/{}", view.id);
    assert_eq!(shelf.vault.get(&name).await.unwrap().unwrap().expose_secret(), secret);
    let disk = shelf.bytes_on_disk();
    assert!(!disk.windows(secret.len()).any(|w| w == secret.as_bytes()));
    assert!(!serde_json::to_string(&view).unwrap().contains(secret));
    shelf.models.remove(&view.id).await.unwrap();
    assert!(shelf.vault.get(&name).await.unwrap().is_none());
}

#[tokio::test]
async fn a_headers_value_is_in_the_vault_and_on_the_wire_and_nowhere_else() {
    let server = Server::start().await;
    for wire in ALL {
        let shelf = Shelf::new().await;
        let mut new = provider(wire, &server);
        new.fields.headers = vec!["X-Team".into()];
        let secrets = ProviderSecrets {
            key: "sk-secret-1".into(),
            headers: values(&[("X-Team", VALUE)]),
        };
        assert!(!format!("{secrets:?}").contains("secret"));
        let view = shelf.models.add(new, secrets).await.unwrap();
        let name = format!("model/{}/header/x-team", view.id);
        assert_eq!(shelf.vault.get(&name).await.unwrap().unwrap().expose_secret(), VALUE);
        assert!(
            !shelf
                .bytes_on_disk()
                .windows(VALUE.len())
                .any(|w| w == VALUE.as_bytes())
        );
        assert!(
            !serde_json::to_string(&shelf.models.providers())
                .unwrap()
                .contains(VALUE)
        );
        let model = format!("{}/{}", view.id, wire.model());
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
        let (_, error) = collect(&shelf.models, &model, asked("Hello")).await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        assert_eq!(server.last().headers["x-team"], VALUE, "{wire:?}");
        // A provider that repeats it does not get it into what a person sees.
        server.will(Reply::whole(
            422,
            format!("{{\"error\":{{\"message\":\"no {VALUE} no\"}}}}"),
        ));
        let (_, error) = collect(&shelf.models, &model, asked("Hello")).await;
        let error = error.unwrap();
        let text = format!(
            "{error:?} {error} {:?}",
            lanyard_client::api::Error::from(error.clone())
        );
        assert!(
            text.contains("no [key] no") && !text.contains(VALUE),
            "{wire:?}: {text}"
        );
        shelf.models.remove(&view.id).await.unwrap();
        assert!(shelf.vault.get(&name).await.unwrap().is_none(), "{wire:?}");
    }
}

#[tokio::test]
async fn headers_are_changed_and_removed_with_their_values() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let id = shelf
        .models
        .add(provider(Wire::Chat, &server), key("k"))
        .await
        .unwrap()
        .id;
    let set = |names: &[&str], pairs: &[(&str, &str)]| {
        let names = names.iter().map(|n| (*n).to_owned()).collect();
        shelf.models.set_headers(&id, names, values(pairs))
    };
    set(&["X-A", "X-B"], &[("X-A", "one"), ("x-b", "two")]).await.unwrap();
    set(&["X-A"], &[]).await.unwrap();
    let kept = async |name: &str| {
        shelf
            .vault
            .get(&format!("model/{id}/header/{name}"))
            .await
            .unwrap()
            .is_some()
    };
    assert!(kept("x-a").await && !kept("x-b").await);
    assert_eq!(shelf.again().await.providers()[0].fields.headers, ["X-A"]);
    // What would break the wire, carries the key already, or has no value, changes nothing.
    for (names, pairs) in [
        (["Host"], [("Host", "evil.example")]),
        (["Content-Length"], [("Content-Length", "1")]),
        (["Authorization"], [("Authorization", "Basic x")]),
        (["X-C"], [("X-C", " ")]),
        (["X-D"], [("X-D", "a\r\nHost: evil.example")]),
        (["X D"], [("X D", "a")]),
    ] {
        let refused = set(&names, &pairs).await.unwrap_err();
        assert_eq!(refused.code, Code::Invalid, "{names:?}");
        assert!(!format!("{refused:?}").contains("evil"), "{refused:?}");
    }
    assert_eq!(shelf.models.providers()[0].fields.headers, ["X-A"]);
    // Without a key a header may be the proof; then no key can be set beside it.
    shelf.models.set_key(&id, None).await.unwrap();
    set(&["Authorization"], &[("Authorization", "Basic x")]).await.unwrap();
    let both = shelf
        .models
        .set_key(&id, Some("k".to_owned().into()))
        .await
        .unwrap_err();
    assert_eq!(both.code, Code::Invalid);
    server.will(Reply::stream("text/event-stream", &Wire::Chat.stream(&TEXT), &[]));
    collect(&shelf.models, &format!("{id}/m1"), asked("Hello")).await;
    assert_eq!(server.last().headers["authorization"], "Basic x");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything that is logged from now on, at any level, on this thread.
fn listen() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap().clone()).into_owned()
    }
}

/// Neither a secret nor what a person said is logged, at any level, however a provider fails.
#[tokio::test]
async fn nothing_secret_is_logged() {
    let (log, _guard) = listen();
    let server = Server::start().await;
    for wire in ALL {
        let shelf = Shelf::new().await;
        let mut new = provider(wire, &server);
        new.fields.headers = vec!["X-Team".into()];
        let secrets = ProviderSecrets {
            key: "sk-secret-1".into(),
            headers: values(&[("X-Team", VALUE)]),
        };
        let id = shelf.models.add(new, secrets).await.unwrap().id;
        let model = format!("{id}/{}", wire.model());
        let echo = format!("{{\"error\":{{\"message\":\"sk-secret-1 {VALUE}\"}}}}");
        server.will(Reply::whole(400, echo.clone()));
        server.will(Reply::whole(401, echo));
        server.will(Reply::stream(wire.media_type(), &wire.error("sk-secret-1"), &[]));
        server.will(Reply::stream(wire.media_type(), &wire.garbage(), &[]));
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
        for _ in 0..5 {
            collect(&shelf.models, &model, asked("my private words")).await;
        }
        let _ = shelf.models.test(&id).await;
    }
    let logged = log.text();
    for word in ["sk-secret-1", VALUE, "my private words"] {
        assert!(!logged.contains(word), "{word} was logged");
    }
}

/// Nor what tokens are fetched with, nor what is signed.
#[tokio::test]
async fn nothing_secret_of_a_cloud_is_logged() {
    let (log, _guard) = listen();
    tracing::trace!("it is listened to");
    let (server, tokens) = (Server::start().await, Server::start().await);
    let person = format!(
        r#"{{"type":"authorized_user","client_id":"c","client_secret":"cs-secret-2","refresh_token":"rt-secret-3","token_uri":"{}token"}}"#,
        tokens.root
    );
    let access = "AWS_ACCESS_KEY_ID=AKIA1 AWS_SECRET_ACCESS_KEY=sa-secret-4 AWS_SESSION_TOKEN=st-secret-5";
    for (wire, secret) in [(Wire::VertexGemini, person.as_str()), (Wire::Bedrock, access)] {
        let shelf = Shelf::new().await;
        let id = shelf.models.add(provider(wire, &server), key(secret)).await.unwrap().id;
        let model = format!("{id}/{}", wire.model());
        tokens.will(Reply::whole(
            200,
            r#"{"access_token":"at-secret-6","token_type":"Bearer","expires_in":3599}"#,
        ));
        server.will(Reply::whole(400, r#"{"message":"at-secret-6 st-secret-5"}"#));
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
        for _ in 0..2 {
            collect(&shelf.models, &model, asked("my private words")).await;
        }
        assert!(server.last().body.to_string().contains("my private words"));
    }
    let logged = log.text();
    assert!(logged.contains("it is listened to"));
    for word in ["-secret-", "my private words"] {
        assert!(!logged.contains(word), "{word} was logged: {logged}");
    }
}
