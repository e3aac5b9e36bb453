//! Said once more, said differently, and gone on with: nothing that was said is overwritten.

use std::sync::Arc;

use lanyard_client::api::{CallState, Code, ConversationView, EventBody, PartView, TurnEnd};
use tokio::sync::Notify;

use crate::desk::{Desk, states, text};
use crate::wire::{Script, Step};

/// What is read in a conversation, from top to bottom.
fn said(view: &ConversationView) -> Vec<String> {
    let text = |part: &PartView| match part {
        PartView::Text { text } => text.clone(),
        _ => String::new(),
    };
    let messages = view.messages.iter();
    messages
        .map(|message| message.parts.iter().map(text).collect::<String>())
        .collect()
}

#[tokio::test]
async fn an_edited_message_begins_a_branch_and_the_old_one_can_be_gone_back_to() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["Twelve."]));
    let (view, _) = desk.turn("How many days?").await;
    let (id, first) = (view.summary.id.clone(), view.messages[0].id.clone());
    desk.wire.will(Script::says(&["In June."]));
    desk.client.send_message(&id, "And when?").await.unwrap();
    desk.ended().await;

    desk.wire.will(Script::says(&["Three."]));
    desk.client.edit_message(&id, &first, "How many weeks?").await.unwrap();
    desk.ended().await;
    let weeks = desk.checked(&id).await;
    assert_eq!(said(&weeks), ["How many weeks?", "Three."]);
    assert_eq!(weeks.summary.title, "How many days?");
    let alternatives = weeks.messages[0].alternatives.clone();
    assert_eq!(alternatives.len(), 2);
    assert_eq!((&alternatives[0], &alternatives[1]), (&first, &weeks.messages[0].id));
    // The model was told this branch alone.
    let request = desk.wire.asked().last().unwrap().body.to_string();
    assert!(
        request.contains("How many weeks?") && !request.contains("How many days?"),
        "{request}"
    );

    desk.client.show_branch(&id, &first).await.unwrap();
    desk.until(|e| matches!(e, EventBody::Branch { .. })).await;
    let days = desk.checked(&id).await;
    assert_eq!(said(&days), ["How many days?", "Twelve.", "And when?", "In June."]);
    // It is remembered, and goes on from there.
    desk.restart().await;
    assert_eq!(said(&desk.client.open_conversation(&id).await.unwrap()), said(&days));
    desk.wire.will(Script::says(&["Yes."]));
    desk.client.send_message(&id, "Sure?").await.unwrap();
    desk.ended().await;
    let request = desk.wire.asked().last().unwrap().body.to_string();
    assert!(request.contains("In June.") && !request.contains("weeks"), "{request}");
    assert_eq!(desk.client.open_conversation(&id).await.unwrap().messages.len(), 6);
}

#[tokio::test]
async fn an_answer_is_given_once_more_beside_the_first() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["One."]));
    let (view, _) = desk.turn("Pick a number").await;
    let (id, one) = (view.summary.id.clone(), view.messages[1].id.clone());
    desk.wire.will(Script::says(&["Two."]));
    desk.client.regenerate(&id, &one).await.unwrap();
    desk.ended().await;
    let view = desk.checked(&id).await;
    assert_eq!(said(&view), ["Pick a number", "Two."]);
    assert_eq!(
        view.messages[1].alternatives,
        [one.clone(), view.messages[1].id.clone()]
    );
    let request = desk.wire.asked().last().unwrap().body.to_string();
    assert!(!request.contains("One."), "{request}");
    desk.client.show_branch(&id, &one).await.unwrap();
    desk.until(|e| matches!(e, EventBody::Branch { .. })).await;
    assert_eq!(said(&desk.checked(&id).await), ["Pick a number", "One."]);
}

#[tokio::test]
async fn what_is_not_there_can_not_be_said_again() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["One."]));
    let (view, _) = desk.turn("Pick a number").await;
    let id = view.summary.id.clone();
    let (user, answer) = (&view.messages[0].id, &view.messages[1].id);
    let client = &desk.client;
    for refused in [
        client.edit_message(&id, "m000000099999", "x").await,
        client.edit_message(&id, "'; DROP TABLE messages", "x").await,
        client.edit_message(&id, answer, "x").await,
        client.regenerate(&id, user).await,
        client.show_branch(&id, "m-1").await,
        client.show_branch("nowhere", user).await,
    ] {
        assert_eq!(refused.unwrap_err().code, Code::NotFound);
    }
    assert_eq!(
        client.edit_message(&id, user, " ").await.unwrap_err().code,
        Code::Invalid
    );
    assert_eq!(client.continue_turn(&id).await.unwrap_err().code, Code::Invalid);
    // A message of another conversation is none of this one.
    desk.wire.will(Script::says(&["Hi."]));
    let (other, _) = desk.turn("Hello").await;
    let foreign = desk.client.regenerate(&other.summary.id, answer).await;
    assert_eq!(foreign.unwrap_err().code, Code::NotFound);
    // None of this has taken the place of a turn.
    desk.wire.will(Script::says(&["Two."]));
    desk.client.send_message(&id, "Another").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
}

#[tokio::test]
async fn an_answer_that_broke_off_is_kept_and_goes_on_where_it_was() {
    let mut desk = Desk::new("").await;
    let cut = Arc::new(Notify::new());
    desk.wire.will(Script::stream(vec![
        crate::wire::text("The first half, "),
        Step::Wait(Arc::clone(&cut)),
        Step::Break,
    ]));
    let id = desk.say("Tell me").await;
    desk.until(|e| matches!(e, EventBody::Delta { .. })).await;
    cut.notify_one();
    let end = desk.ended().await;
    assert!(matches!(end, TurnEnd::Failed { .. }), "{end:?}");
    assert_eq!(text(&desk.checked(&id).await), "The first half, ");
    desk.wire.will(Script::says(&["and the second."]));
    desk.client.continue_turn(&id).await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    let view = desk.checked(&id).await;
    assert_eq!(said(&view), ["Tell me", "The first half, and the second."]);
    assert_eq!(view.messages[1].parts.len(), 1);
    let asked = desk.wire.asked();
    let messages = asked.last().unwrap().body["messages"].as_array().unwrap().clone();
    let roles: Vec<&str> = messages.iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    // Whole, it is one answer, and nobody asks it to go on.
    desk.wire.will(Script::says(&["Welcome."]));
    desk.client.send_message(&id, "Thanks").await.unwrap();
    desk.ended().await;
    let body = desk.wire.asked().last().unwrap().body.to_string();
    assert!(!body.contains("cut off"), "{body}");
}

#[tokio::test]
async fn a_stopped_call_stays_stopped_and_the_answer_goes_on_after_it() {
    let mut desk = Desk::new("[[rules]]\nserver = \"office\"\ntool = \"slow\"\nrule = \"allow\"\n").await;
    desk.wire.will(Script::calls(&[("a", "office__slow", "{}")]));
    let id = desk.say("Slowly").await;
    desk.until(|e| matches!(e, EventBody::Call { call, .. } if call.state == CallState::Running))
        .await;
    desk.client.stop_turn(&id).await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Stopped);
    desk.wire.will(Script::says(&["Then not."]));
    desk.client.continue_turn(&id).await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    let view = desk.checked(&id).await;
    assert_eq!(
        (states(&view), text(&view).as_str()),
        (vec![CallState::Stopped], "Then not.")
    );
}

#[tokio::test]
async fn while_an_answer_is_given_no_other_branch_is_begun_or_shown() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["One."]));
    let (view, _) = desk.turn("Pick a number").await;
    let (id, one) = (view.summary.id.clone(), view.messages[1].id.clone());
    let go = Arc::new(Notify::new());
    desk.wire.will(Script::stream(vec![
        crate::wire::text("Two"),
        Step::Wait(Arc::clone(&go)),
        crate::wire::finish("stop"),
        crate::wire::done(),
    ]));
    desk.client.regenerate(&id, &one).await.unwrap();
    desk.until(|e| matches!(e, EventBody::Delta { .. })).await;
    for refused in [
        desk.client.regenerate(&id, &one).await,
        desk.client.edit_message(&id, &view.messages[0].id, "x").await,
        desk.client.continue_turn(&id).await,
        desk.client.show_branch(&id, &one).await,
    ] {
        assert_eq!(refused.unwrap_err().code, Code::Invalid);
    }
    // A view that is taken meanwhile has the branch that is being written.
    assert_eq!(
        said(&desk.client.open_conversation(&id).await.unwrap()),
        ["Pick a number", "Two"]
    );
    go.notify_one();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    desk.checked(&id).await;
}

#[tokio::test]
async fn what_an_answer_took_is_kept_with_it_on_its_branch() {
    let mut desk = Desk::new("").await;
    let counted = |input: u32, output: u32| {
        Script::stream(vec![
            crate::wire::text("Counted."),
            crate::wire::finish("stop"),
            crate::wire::event(
                &serde_json::json!({ "id": "c", "object": "chat.completion.chunk", "model": "big",
                "choices": [], "usage": { "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output } }),
            ),
            crate::wire::done(),
        ])
    };
    desk.wire.will(counted(100, 10));
    let (view, _) = desk.turn("Count").await;
    let usage = view.messages[1].usage.unwrap();
    assert_eq!((usage.input, usage.output), (Some(100), Some(10)));
    assert_eq!(view.messages[0].usage, None);
    desk.wire.will(counted(200, 20));
    desk.client
        .regenerate(&view.summary.id, &view.messages[1].id)
        .await
        .unwrap();
    desk.ended().await;
    let view = desk.checked(&view.summary.id).await;
    assert_eq!((view.elsewhere.input, view.elsewhere.output), (Some(100), Some(10)));
    let usage = view.messages[1].usage.unwrap();
    assert_eq!((usage.input, usage.output), (Some(200), Some(20)));
}
