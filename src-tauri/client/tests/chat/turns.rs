//! What a turn does.

use lanyard_client::api::{CallState, Code, ConversationView, EventBody, PartView, Role, SettingKey, TurnEnd};
use serde_json::{Value, json};

use crate::desk::{Desk, calls, notes, states, text};
use crate::office::LARGE;
use crate::wire::{Script, delta, done, finish};

#[tokio::test]
async fn text_streams_is_kept_and_survives_a_restart() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["Good ", "morning", "."]));
    let (view, end) = desk.turn("Hello there").await;
    assert_eq!(end, TurnEnd::Complete);
    assert_eq!(view.summary.title, "Hello there");
    let roles: Vec<Role> = view.messages.iter().map(|m| m.role).collect();
    assert_eq!(roles, [Role::User, Role::Assistant]);
    assert_eq!(
        (text(&view).as_str(), view.messages[1].model.clone()),
        ("Good morning.", Some("big".into()))
    );
    let deltas = desk
        .seen
        .iter()
        .filter(|e| matches!(e.body, EventBody::Delta { .. }))
        .count();
    assert_eq!(deltas, 3, "each piece is told as it comes");
    desk.restart().await;
    let again = desk.client.open_conversation(&view.summary.id).await.unwrap();
    // Another run numbers its events anew.
    assert_eq!(ConversationView { seq: view.seq, ..again }, view);
}

#[tokio::test]
async fn a_message_whose_attachment_is_gone_is_not_sent_without_it() {
    let mut desk = Desk::new("").await;
    let id = desk.client.new_conversation().await.unwrap().summary.id;
    let gone = desk.client.send_with(&id, "Read this", &["gone".to_owned()]).await;
    assert_eq!(gone.unwrap_err().code, Code::NotFound);
    assert!(desk.client.open_conversation(&id).await.unwrap().messages.is_empty());
    // The conversation is as it was.
    desk.wire.will(Script::says(&["Yes."]));
    desk.client.send_message(&id, "Are you there?").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
}

#[tokio::test]
async fn a_tool_call_runs_and_the_model_reads_its_result() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("c1", "office__balance", "{}")]));
    desk.wire.will(Script::says(&["Twelve."]));
    let (view, end) = desk.turn("How many days?").await;
    assert_eq!((end, text(&view).as_str()), (TurnEnd::Complete, "Twelve."));
    let call = calls(&view).remove(0);
    assert_eq!(
        (call.server_id.as_str(), call.server_name.as_str(), call.tool.as_str()),
        ("office", "Office", "balance")
    );
    assert_eq!((call.title.as_str(), call.state), ("Vacation balance", CallState::Done));
    let structured: Value = serde_json::from_str(call.structured.as_deref().unwrap()).unwrap();
    assert_eq!(structured["remaining_days"], 12);
    assert!(call.duration_ms.is_some());

    let asked = desk.wire.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].path, "/v1/chat/completions");
    let names: Vec<&str> = asked[0].body["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["function"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "office__balance",
            "office__leave",
            "office__meet",
            "office__slow",
            "office__fail",
            "office__large"
        ]
    );
    let messages = asked[1].body["messages"].as_array().unwrap();
    let [.., call, result] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    assert_eq!(
        (&call["role"], &call["tool_calls"][0]["id"]),
        (&json!("assistant"), &json!("c1"))
    );
    assert_eq!(
        (&result["role"], &result["tool_call_id"]),
        (&json!("tool"), &json!("c1"))
    );
    assert!(
        result["content"].as_str().unwrap().contains("\"remaining_days\":12"),
        "{result}"
    );

    // The next turn carries the whole history.
    desk.wire.will(Script::says(&["Yes."]));
    desk.client.send_message(&view.summary.id, "Really?").await.unwrap();
    desk.ended().await;
    let roles: Vec<String> = desk.wire.asked()[2].body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["role"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "tool", "assistant", "user"]);
    desk.checked(&view.summary.id).await;
}

#[tokio::test]
async fn calls_of_one_answer_run_side_by_side_with_arguments_cut_anywhere() {
    let mut desk = Desk::new("").await;
    // Each waits for the other: one after the other would hang.
    let (ada, grace) = (r#"{"who":"A\u0064a \"A\" \n 年"}"#, r#"{"who":"Grace"}"#);
    desk.wire.will(Script::calls(&[
        ("a", "office__meet", ada),
        ("b", "office__meet", grace),
    ]));
    desk.wire.will(Script::says(&["Met."]));
    let (view, end) = desk.turn("Meet").await;
    assert_eq!((end, states(&view)), (TurnEnd::Complete, vec![CallState::Done; 2]));
    assert_eq!(calls(&view)[0].text.as_deref(), Some("met Ada \"A\" \n 年"));
    let results = desk.wire.asked()[1].body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["role"] == "tool")
        .count();
    assert_eq!(results, 2);
}

#[tokio::test]
async fn what_the_model_gets_wrong_is_said_to_person_and_model_and_runs_nothing() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[
        ("a", "office__no_such_tool", "{}"),
        ("b", "office__balance", "{\"half\": "),
        ("c", "office__forbidden", "{}"),
        ("d", "office__fail", "{}"),
    ]));
    desk.wire.will(Script::says(&["Sorry."]));
    let (view, end) = desk.turn("Try").await;
    assert_eq!(end, TurnEnd::Complete);
    assert_eq!(states(&view), vec![CallState::Failed; 4]);
    let said: Vec<String> = calls(&view)
        .into_iter()
        .map(|call| call.text.or(call.reason.map(|why| why.to_string())).unwrap())
        .collect();
    assert!(
        said[0].contains("no such tool") && said[1].contains("can't be read"),
        "{said:?}"
    );
    assert_eq!(said[3], "The printer is on fire.");
    let ran: Vec<String> = desk.office.calls().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        ran,
        ["fail"],
        "a blocked, an unknown and an unreadable call reach no server"
    );
    let told = desk.wire.asked()[1].body["messages"].to_string();
    assert!(told.matches("The call failed").count() == 4, "{told}");
}

#[tokio::test]
async fn a_model_that_goes_in_circles_is_stopped() {
    let mut desk = Desk::new("").await;
    for round in 0..20 {
        desk.wire
            .will(Script::calls(&[(&format!("c{round}"), "office__balance", "{}")]));
    }
    let (view, end) = desk.turn("Go on").await;
    let TurnEnd::Failed { error } = end else {
        panic!("{end:?}")
    };
    assert!(error.message.to_string().contains("12 times"), "{}", error.message);
    assert_eq!((desk.wire.asked().len(), states(&view).len()), (12, 12));
}

#[tokio::test]
async fn a_large_result_is_shortened_for_the_model_and_whole_for_the_person() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("c", "office__large", "{}")]));
    desk.wire.will(Script::says(&["Much."]));
    let (view, _) = desk.turn("All of it").await;
    assert_eq!(calls(&view)[0].text.as_ref().map(String::len), Some(LARGE));
    let body = &desk.wire.asked()[1].body;
    let read = body["messages"].as_array().unwrap().last().unwrap()["content"]
        .as_str()
        .unwrap();
    assert!(
        read.len() < LARGE / 3 && read.contains("the person sees the whole"),
        "{} characters",
        read.len()
    );
    let told = "The result of Large is longer than the model reads at once: it read the beginning and the end.";
    assert_eq!(notes(&view), [told]);
    // It stands where the model went on, and no model is told of it.
    assert!(matches!(
        view.messages[1].parts.as_slice(),
        [_, PartView::Note { .. }, PartView::Text { .. }]
    ));
    desk.wire.will(Script::says(&["Really."]));
    desk.client.send_message(&view.summary.id, "Really?").await.unwrap();
    desk.ended().await;
    assert!(!desk.wire.asked()[2].body.to_string().contains(told));
    assert_eq!(notes(&desk.checked(&view.summary.id).await), Vec::<String>::new());
}

#[tokio::test]
async fn the_companys_instructions_come_first_and_the_persons_after_them() {
    let mut desk = Desk::new("").await;
    desk.client
        .set_setting(SettingKey::Instructions, "Call me Ada.")
        .await
        .unwrap();
    desk.wire.will(Script::says(&["Hi Ada."]));
    desk.turn("Hi").await;
    let system = desk.wire.asked()[0].body["messages"][0].clone();
    assert_eq!(system["role"], "system");
    let system = system["content"].as_str().unwrap();
    let (company, person) = (system.find("Be polite to Acme's people."), system.find("Call me Ada."));
    assert!(company.is_some() && company < person, "{system}");
}

#[tokio::test]
async fn thoughts_are_shown_and_not_sent_back() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::stream(vec![
        delta(&json!({ "reasoning_content": "The person " })),
        delta(&json!({ "reasoning_content": "greets." })),
        delta(&json!({ "content": "Hello." })),
        finish("stop"),
        done(),
    ]));
    let (view, _) = desk.turn("Hi").await;
    assert_eq!(
        view.messages[1].parts,
        [
            PartView::Reasoning {
                text: "The person greets.".into()
            },
            PartView::Text { text: "Hello.".into() }
        ]
    );
    desk.wire.will(Script::says(&["Again."]));
    desk.client.send_message(&view.summary.id, "Hi again").await.unwrap();
    desk.ended().await;
    assert!(!desk.wire.asked()[1].body.to_string().contains("greets"));
}

#[tokio::test]
async fn progress_is_shown_while_a_call_runs_and_stop_reaches_the_server() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("c", "office__slow", "{}")]));
    let id = desk.say("Slowly").await;
    desk.until(|e| matches!(e, EventBody::Call { call, .. } if call.progress == Some(0.25) && call.progress_message.as_deref() == Some("a quarter"))).await;
    desk.client.stop_turn(&id).await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Stopped);
    desk.office.cancelled().await;
    let view = desk.checked(&id).await;
    assert_eq!(states(&view), [CallState::Stopped]);
}
