#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rmcp::model::ElicitRequestParams;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::*;
use crate::api::{FieldKind, FieldView};

struct Desk {
    elicitations: Elicitations,
    effects: mpsc::UnboundedReceiver<Effect>,
    asker: Arc<Asker>,
}

fn desk() -> Desk {
    let (sender, effects) = mpsc::unbounded_channel();
    let elicitations = Elicitations::new(Bus::new(), sender);
    let asker = elicitations.asker(About {
        server_id: "hr".into(),
        server_name: "HR".into(),
        account: Some("ada@example.com".into()),
        title: "Cancel leave".into(),
        conversation_id: "c".into(),
        call_id: Some("1".into()),
    });
    Desk {
        elicitations,
        effects,
        asker,
    }
}

fn request(value: Value) -> ElicitRequestParams {
    serde_json::from_value(value).unwrap()
}

fn form(properties: &Value, required: &Value) -> ElicitRequestParams {
    request(json!({ "mode": "form", "message": "Which?",
        "requestedSchema": { "type": "object", "properties": properties, "required": required } }))
}

fn address(url: &str) -> ElicitRequestParams {
    request(json!({ "mode": "url", "message": "Go there.", "url": url, "elicitationId": "e1" }))
}

fn accept(content: &Value) -> ElicitationAnswer {
    ElicitationAnswer::Accept {
        content: Some(content.to_string()),
    }
}

impl Desk {
    /// Asks in the background and returns the question once it stands.
    async fn put(
        &self,
        request: ElicitRequestParams,
        visit: Visit,
    ) -> (
        ElicitationView,
        tokio::task::JoinHandle<Result<ElicitResult, ErrorData>>,
    ) {
        let asker = Arc::clone(&self.asker);
        let asking = tokio::spawn(async move { asker.ask(request, visit).await });
        loop {
            if let [view] = self.elicitations.waiting_in("c").as_slice() {
                return (view.clone(), asking);
            }
            tokio::task::yield_now().await;
        }
    }

    fn answer(&self, view: &ElicitationView, answer: &ElicitationAnswer) -> Result<(), Error> {
        self.elicitations.answer(&view.id, answer)
    }
}

#[tokio::test]
async fn a_form_is_shown_in_the_servers_order_and_its_answer_held_against_it() {
    let desk = desk();
    let properties = json!({
        "when": { "type": "string", "format": "date", "title": "Day" },
        "days": { "type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_993_i64, "default": 2 },
        "half": { "type": "boolean", "default": true },
        "why": { "type": "string", "enum": ["rest", "move"] },
        "tell": { "type": "array", "items": { "type": "string", "enum": ["a", "b", "c"] }, "minItems": 1, "maxItems": 2 },
    });
    let (view, asking) = desk.put(form(&properties, &json!(["when"])), Visit::Once).await;
    assert!(desk.asker.is_asking());
    assert_eq!((view.server_name.as_str(), view.title.as_str()), ("HR", "Cancel leave"));
    let ElicitationAsk::Form { fields } = &view.ask else {
        panic!("a form")
    };
    let names: Vec<_> = fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["when", "days", "half", "why", "tell"]);
    assert!(matches!(&fields[0], FieldView { title, required: true, .. } if title == "Day"));
    assert!(matches!(&fields[1].kind, FieldKind::Number { integer: true, default: Some(d), .. } if d == "2"));
    for (wrong, said) in [
        (json!({}), "Day"),
        (json!({ "when": "soon" }), "day"),
        (json!({ "when": "2026-12-21", "days": "1.5" }), "whole"),
        (json!({ "when": "2026-12-21", "days": 0 }), "least"),
        (json!({ "when": "2026-12-21", "half": "yes" }), "yes or no"),
        (json!({ "when": "2026-12-21", "why": "other" }), "choices"),
        (json!({ "when": "2026-12-21", "tell": [] }), "between 1 and 2"),
        (json!({ "when": "2026-12-21", "tell": ["a", "x"] }), "choices"),
        (json!([]), "read"),
    ] {
        let refused = desk.answer(&view, &accept(&wrong)).unwrap_err();
        assert!(refused.message.to_string().contains(said), "{wrong}: {refused}");
    }
    let good = json!({ "when": "2026-12-21", "days": "9007199254740993", "why": "", "tell": ["a"], "extra": 1 });
    desk.answer(&view, &accept(&good)).unwrap();
    let result = serde_json::to_value(asking.await.unwrap().unwrap()).unwrap();
    let expected = json!({ "when": "2026-12-21", "days": 9_007_199_254_740_993_i64, "tell": ["a"] });
    assert_eq!(result, json!({ "action": "accept", "content": expected }));
    assert!(!desk.asker.is_asking());
    assert_eq!(
        desk.answer(&view, &ElicitationAnswer::Decline).unwrap_err().code,
        Code::NotFound
    );
}

#[tokio::test]
async fn a_person_may_decline_or_cancel_and_a_call_that_ends_withdraws() {
    let desk = desk();
    for (answer, action) in [
        (ElicitationAnswer::Decline, "decline"),
        (ElicitationAnswer::Cancel, "cancel"),
    ] {
        let (view, asking) = desk.put(form(&json!({}), &json!([])), Visit::Once).await;
        desk.answer(&view, &answer).unwrap();
        let result = serde_json::to_value(asking.await.unwrap().unwrap()).unwrap();
        assert_eq!(result, json!({ "action": action }));
    }
    let (view, asking) = desk.put(form(&json!({}), &json!([])), Visit::Once).await;
    asking.abort();
    assert!(asking.await.is_err());
    assert!(desk.elicitations.waiting_in("c").is_empty() && !desk.asker.is_asking());
    assert_eq!(
        desk.answer(&view, &ElicitationAnswer::Cancel).unwrap_err().code,
        Code::NotFound
    );
}

#[tokio::test]
async fn an_address_is_opened_only_by_the_persons_own_answer() {
    let mut desk = desk();
    let (view, asking) = desk
        .put(address("https://xn--pple-43d.example:8443/a?b=c"), Visit::Once)
        .await;
    let ElicitationAsk::Url {
        url,
        host,
        opened: false,
    } = &view.ask
    else {
        panic!("an address: {view:?}")
    };
    assert_eq!(
        (url.as_str(), host.as_str()),
        ("https://xn--pple-43d.example:8443/a?b=c", "xn--pple-43d.example:8443")
    );
    // A form's answer is none to an address, and nobody is done who has not been there.
    assert!(desk.answer(&view, &accept(&json!({}))).is_err());
    assert!(desk.effects.try_recv().is_err());
    desk.answer(&view, &ElicitationAnswer::Open).unwrap();
    assert!(matches!(desk.effects.try_recv(), Ok(Effect::OpenUrl(opened)) if opened.as_str() == url));
    let result = serde_json::to_value(asking.await.unwrap().unwrap()).unwrap();
    assert_eq!(result, json!({ "action": "accept" }));
}

#[tokio::test]
async fn where_the_visit_has_to_be_over_the_person_or_the_server_says_so() {
    for by_server in [false, true] {
        let mut desk = desk();
        let (view, asking) = desk.put(address("http://127.0.0.1:9/x"), Visit::UntilDone).await;
        desk.elicitations.complete("hr", "e1");
        assert!(!asking.is_finished(), "nothing was opened yet");
        desk.answer(&view, &ElicitationAnswer::Open).unwrap();
        assert!(desk.effects.try_recv().is_ok() && !asking.is_finished());
        if by_server {
            desk.elicitations.complete("other", "e1");
            desk.elicitations.complete("hr", "e2");
            assert_eq!(desk.elicitations.waiting_in("c").len(), 1);
            desk.elicitations.complete("hr", "e1");
        } else {
            desk.answer(&view, &ElicitationAnswer::Accept { content: None })
                .unwrap();
        }
        assert_eq!(asking.await.unwrap().unwrap().action, ElicitationAction::Accept);
    }
}

#[tokio::test]
async fn what_can_not_be_opened_or_asked_is_refused_without_a_question() {
    let desk = desk();
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://example.com/",
        "https://user:pw@example.com/",
        "lanyard://callback",
        "not an address",
        "",
        &format!("https://example.com/{}", "a".repeat(10_000)),
    ] {
        let refused = desk.asker.ask(address(url), Visit::Once).await.unwrap_err();
        assert_eq!(refused.code.0, -32602, "{url}");
    }
    let many: serde_json::Map<String, Value> = (0..60)
        .map(|n| (format!("f{n}"), json!({ "type": "string" })))
        .collect();
    assert!(
        desk.asker
            .ask(form(&Value::Object(many), &json!([])), Visit::Once)
            .await
            .is_err()
    );
    let long = json!({ "a": { "type": "string", "description": "a".repeat(100_000) } });
    assert!(desk.asker.ask(form(&long, &json!([])), Visit::Once).await.is_err());
    assert!(desk.elicitations.waiting_in("c").is_empty() && !desk.asker.is_asking());
}

#[tokio::test]
async fn one_call_does_not_ask_without_end() {
    let desk = desk();
    let mut asking = Vec::new();
    for _ in 0..MOST {
        let asker = Arc::clone(&desk.asker);
        asking.push(tokio::spawn(async move {
            asker.ask(form(&json!({}), &json!([])), Visit::Once).await
        }));
    }
    while desk.elicitations.waiting_in("c").len() < MOST {
        tokio::task::yield_now().await;
    }
    assert!(desk.asker.ask(form(&json!({}), &json!([])), Visit::Once).await.is_err());
    assert_eq!(desk.elicitations.waiting_in("c").len(), MOST);
    for view in desk.elicitations.waiting_in("c") {
        desk.answer(&view, &ElicitationAnswer::Cancel).unwrap();
    }
    for one in asking {
        assert_eq!(one.await.unwrap().unwrap().action, ElicitationAction::Cancel);
    }
}
