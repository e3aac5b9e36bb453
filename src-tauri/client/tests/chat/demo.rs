//! The demo's model over the same road as any other: real tools, real questions to the person.

use lanyard_client::api::{Answer, CallState, EventBody, Profile, TurnEnd};
use serde_json::json;

use crate::desk::{Desk, calls, states, text};

async fn demo() -> Desk {
    let mut desk = Desk::of(
        Profile::Demo,
        "[[rules]]\nserver = \"office\"\ntool = \"balance\"\nrule = \"allow\"\n",
    )
    .await;
    desk.client.set_model("demo/demo").await.unwrap();
    let demo = desk
        .client
        .snapshot()
        .await
        .unwrap()
        .models
        .into_iter()
        .find(|m| m.demo)
        .unwrap();
    assert!(demo.name.to_string().contains("not a language model"), "{}", demo.name);
    desk.seen.clear();
    desk
}

#[tokio::test]
async fn a_question_in_either_language_finds_the_tool_and_answers_in_that_language() {
    let mut desk = demo().await;
    let (view, end) = desk.turn("How many vacation days do I have left?").await;
    assert_eq!(end, TurnEnd::Complete);
    assert_eq!(
        (states(&view), text(&view).as_str()),
        (vec![CallState::Done], "You have 12 vacation days left.")
    );
    let (view, _) = desk.turn("我还有几天年假?").await;
    assert_eq!(
        (states(&view), text(&view).as_str()),
        (vec![CallState::Done], "你还有 12 天年假。")
    );
    assert!(desk.wire.asked().is_empty(), "no network");
}

#[tokio::test]
async fn a_request_asks_for_what_is_missing_and_then_for_approval() {
    let mut desk = demo().await;
    let (view, _) = desk.turn("Request leave").await;
    assert!(
        calls(&view).is_empty() && text(&view).contains("still need"),
        "{}",
        text(&view)
    );
    let id = view.summary.id;
    desk.client
        .send_message(&id, "from 2026-12-21 to 2026-12-23")
        .await
        .unwrap();
    let EventBody::Approval { approval } = desk.until(|e| matches!(e, EventBody::Approval { .. })).await else {
        panic!("asks")
    };
    let arguments: serde_json::Value = serde_json::from_str(&approval.call.arguments).unwrap();
    assert_eq!(arguments, json!({ "from": "2026-12-21", "to": "2026-12-23" }));
    desk.client
        .answer_approval(&approval.id, Answer::AllowOnce)
        .await
        .unwrap();
    desk.ended().await;
    let view = desk.checked(&id).await;
    assert!(text(&view).contains("submitted"), "{}", text(&view));
    assert_eq!(desk.office.calls().len(), 1);
}
