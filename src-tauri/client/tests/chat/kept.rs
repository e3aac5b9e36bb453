//! How conversations are kept and found: pinned, put away, looked for, and put in short where they grow too long.

use lanyard_client::api::{
    Code, ConversationSummary, EventBody, ModelKind, NewProvider, PartView, ProviderFields, ProviderSecrets, Role,
    SearchHit, TurnEnd,
};

use crate::desk::{Desk, notes};
use crate::wire::Script;

fn marked(hit: &SearchHit) -> String {
    let piece = |part: &lanyard_client::api::ExcerptPart| {
        if part.hit {
            format!("[{}]", part.text)
        } else {
            part.text.clone()
        }
    };
    hit.excerpt.iter().map(piece).collect()
}

async fn row(desk: &Desk, id: &str) -> ConversationSummary {
    let all = desk.client.conversations().await.unwrap().conversations;
    all.into_iter().find(|row| row.id == id).unwrap()
}

#[tokio::test]
async fn words_are_found_in_titles_messages_and_results_and_shown_where_they_stand() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("a", "office__balance", "{}")]));
    desk.wire
        .will(Script::says(&["You have **12** days of vacation left, Zoë."]));
    let (view, _) = desk.turn("How much vacation?").await;
    let id = view.summary.id;
    desk.wire.will(Script::says(&[
        "\u{6211}\u{8fd8}\u{6709}\u{5e74}\u{5047}\u{4e94}\u{5929}",
    ]));
    let (chinese, _) = desk.turn("100% sure, says under_score").await;
    let find = async |text: &str| desk.client.search_conversations(text).await.unwrap();

    let hits = find("vacation").await;
    assert_eq!(hits.len(), 3, "{hits:?}");
    assert_eq!((hits[0].message_id.clone(), hits[0].role), (None, None));
    assert_eq!(hits[1].role, Some(Role::Assistant));
    assert_eq!(hits[1].message_id.as_ref(), Some(&view.messages[1].id));
    assert!(
        marked(&hits[1]).contains("days of [vacation] left"),
        "{}",
        marked(&hits[1])
    );
    assert_eq!(marked(&hits[2]), "How much [vacation]?");
    assert!(hits.iter().all(|hit| hit.conversation.id == id));

    for (words, found) in [
        ("VACATION left", 1),
        ("zoe", 1),
        ("vaca", 3),
        ("acation", 1),
        ("\u{5e74}\u{5047}", 1),
        ("\u{5047}\u{5e74}", 0),
        ("\u{4e94}", 1),
        ("under_score", 2),
        ("1%e", 0),
        ("\" OR vacation NEAR(", 0),
        ("*", 0),
        ("   ", 0),
    ] {
        let hits = find(words).await;
        let messages = hits.iter().filter(|hit| hit.message_id.is_some()).count();
        let titles = hits.len() - messages;
        assert_eq!(messages + titles, found, "{words}: {hits:?}");
    }
    // A result of a tool is found too.
    let result = find("balance").await;
    assert!(result.iter().any(|hit| hit.conversation.id == id), "{result:?}");
    assert_ne!(chinese.summary.id, id);
}

#[tokio::test]
async fn what_was_said_on_another_branch_is_found_and_shown() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["Aardvark."]));
    let (view, _) = desk.turn("An animal").await;
    let id = view.summary.id;
    desk.wire.will(Script::says(&["Zebra."]));
    desk.client.regenerate(&id, &view.messages[1].id).await.unwrap();
    desk.ended().await;
    let hits = desk.client.search_conversations("aardvark").await.unwrap();
    let message = hits[0].message_id.clone().unwrap();
    desk.client.show_branch(&id, &message).await.unwrap();
    desk.until(|e| matches!(e, EventBody::Branch { .. })).await;
    assert!(desk.checked(&id).await.messages.iter().any(|m| m.id == message));
}

#[tokio::test]
async fn a_conversation_is_pinned_put_away_and_taken_back_by_writing_in_it() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["Hi."]));
    let (view, _) = desk.turn("Hello").await;
    let id = view.summary.id;
    desk.client.pin_conversation(&id, true).await.unwrap();
    desk.until(|e| matches!(e, EventBody::Conversation { conversation } if conversation.pinned))
        .await;
    desk.client.archive_conversation(&id, true).await.unwrap();
    let away = row(&desk, &id).await;
    assert_eq!((away.archived, away.pinned), (true, false));
    desk.restart().await;
    assert!(row(&desk, &id).await.archived);
    desk.wire.will(Script::says(&["Again."]));
    desk.client.send_message(&id, "Hello again").await.unwrap();
    desk.ended().await;
    assert!(!row(&desk, &id).await.archived);
    let nowhere = desk.client.pin_conversation("nowhere", true).await;
    assert_eq!(nowhere.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn instructions_of_a_conversation_are_told_in_it_alone_and_after_the_companys() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["Hi."]));
    let (view, _) = desk.turn("Hello").await;
    let id = view.summary.id;
    desk.client.set_instructions(&id, " Answer in rhymes. ").await.unwrap();
    desk.until(|e| matches!(e, EventBody::Instructions { .. })).await;
    assert_eq!(desk.checked(&id).await.instructions, "Answer in rhymes.");
    desk.wire.will(Script::says(&["Hi."]));
    desk.client.send_message(&id, "And?").await.unwrap();
    desk.ended().await;
    let system = |desk: &Desk| {
        let asked = desk.wire.asked();
        asked.last().unwrap().body["messages"][0]["content"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let said = system(&desk);
    let (company, own) = (said.find("Be polite to Acme's people."), said.find("Answer in rhymes."));
    assert!(company.is_some() && company < own, "{said}");
    desk.wire.will(Script::says(&["Hi."]));
    desk.turn("Elsewhere").await;
    assert!(!system(&desk).contains("rhymes"));
    let long = "x".repeat(20_000);
    assert_eq!(
        desk.client.set_instructions(&id, &long).await.unwrap_err().code,
        Code::Invalid
    );
}

#[tokio::test]
async fn a_conversation_that_grows_too_long_is_put_in_short_in_plain_sight() {
    let mut desk = Desk::new("").await;
    // About 50,000 tokens each: the third message would make more than a model takes.
    let long = |word: &str| word.repeat(200_000 / word.len());
    desk.wire.will(Script::says(&["Read."]));
    let (view, _) = desk.turn(&long("ghent ")).await;
    let id = view.summary.id;
    desk.wire.will(Script::says(&["The person lives in Ghent."]));
    desk.wire.will(Script::says(&["Read too."]));
    desk.client.send_message(&id, &long("bruges ")).await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    let view = desk.checked(&id).await;
    let PartView::Summary { text } = &view.messages[3].parts[0] else {
        panic!("a summary: {:?}", view.messages[3].parts)
    };
    assert_eq!(text, "The person lives in Ghent.");
    let asked = desk.wire.asked();
    let [.., summing, answering] = asked.as_slice() else {
        panic!("requests")
    };
    assert!(summing.body.to_string().contains("ghent") && summing.body.get("tools").is_none());
    let request = answering.body.to_string();
    assert!(request.contains("The person lives in Ghent.") && !request.contains("ghent ghent"));
    assert!(request.contains("bruges"));
    // It holds for what follows, after a restart too, and what was written is all still there.
    desk.restart().await;
    desk.wire.will(Script::says(&["In Ghent."]));
    desk.client.send_message(&id, "Where?").await.unwrap();
    desk.ended().await;
    let request = desk.wire.asked().last().unwrap().body.to_string();
    assert!(request.contains("The person lives in Ghent.") && !request.contains("ghent ghent"));
    let view = desk.client.open_conversation(&id).await.unwrap();
    assert!(matches!(&view.messages[0].parts[0], PartView::Text { text } if text.len() > 190_000));
}

#[tokio::test]
async fn a_model_that_takes_less_than_is_thought_gets_less() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["One."]));
    let (view, _) = desk.turn(&"word ".repeat(20_000)).await;
    let id = view.summary.id;
    let refusal = r#"{"error":{"message":"This model's maximum context length is 16384 tokens.","code":"context_length_exceeded"}}"#;
    desk.wire.will(Script::plain(400, Vec::new(), refusal));
    desk.wire.will(Script::says(&["Many words."]));
    desk.wire.will(Script::says(&["Two."]));
    desk.client.send_message(&id, "And now?").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    let view = desk.checked(&id).await;
    assert!(matches!(&view.messages[3].parts[0], PartView::Summary { text } if text == "Many words."));
    let request = desk.wire.asked().last().unwrap().body.to_string();
    assert!(
        request.contains("Many words.") && !request.contains("word word"),
        "{}",
        request.len()
    );
}

#[tokio::test]
async fn a_message_that_no_model_takes_ends_with_a_sentence_and_not_in_circles() {
    let mut desk = Desk::new("").await;
    let refusal = r#"{"error":{"message":"prompt is too long"}}"#;
    for _ in 0..3 {
        desk.wire.will(Script::plain(400, Vec::new(), refusal));
    }
    let (_, end) = desk.turn(&"word ".repeat(20_000)).await;
    let TurnEnd::Failed { error } = end else {
        panic!("{end:?}")
    };
    assert!(
        error
            .message
            .to_string()
            .starts_with("This is more than the model can read at once.")
    );
    assert_eq!(desk.wire.asked().len(), 1);
}

/// Ollama would cut it without a word.
#[tokio::test]
async fn what_is_more_than_the_window_of_a_model_is_not_sent_at_all() {
    let mut desk = Desk::new("").await;
    let new = NewProvider {
        kind: ModelKind::Ollama,
        name: String::new(),
        base_url: desk.wire.url.replace("v1/", ""),
        models: vec!["small".to_owned()],
        fields: ProviderFields::default(),
    };
    let provider = desk.client.add_provider(new, ProviderSecrets::default()).await.unwrap();
    desk.client.set_model(&format!("{}/small", provider.id)).await.unwrap();
    let about = r#"{"model_info":{"general.architecture":"old","old.context_length":4096}}"#;
    desk.wire.will(Script::plain(200, Vec::new(), about));
    let (_, end) = desk.turn(&"word ".repeat(20_000)).await;
    let TurnEnd::Failed { error } = end else {
        panic!("{end:?}")
    };
    let said = error.message.to_string();
    assert!(
        said.starts_with("This is more than the model can read at once."),
        "{said}"
    );
    let asked: Vec<String> = desk.wire.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked, ["/api/show"]);
}

#[tokio::test]
async fn a_summary_that_is_refused_leaves_the_conversation_usable() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["Read."]));
    let (view, _) = desk.turn(&"ghent ".repeat(60_000)).await;
    let id = view.summary.id;
    let refusal = r#"{"error":{"message":"prompt is too long"}}"#;
    desk.wire.will(Script::plain(400, Vec::new(), refusal));
    desk.wire.will(Script::says(&["Hello."]));
    desk.client.send_message(&id, "And now?").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    let request = desk.wire.asked().last().unwrap().body.to_string();
    assert!(
        request.contains("And now?") && !request.contains("ghent ghent"),
        "{}",
        request.len()
    );
    // What the model did not read, the person is told; after a restart too.
    let told = ["To make room, the oldest messages of this conversation were left out of what the model read."];
    assert_eq!(notes(&desk.checked(&id).await), told);
    desk.restart().await;
    assert_eq!(notes(&desk.client.open_conversation(&id).await.unwrap()), told);
}

#[tokio::test]
async fn the_top_of_the_list_comes_first_and_all_of_it_when_asked_for() {
    let desk = Desk::new("").await;
    let client = &desk.client;
    let few = client.snapshot().await.unwrap();
    assert!(few.conversations.is_empty() && !few.more_conversations);
    let mut ids = Vec::new();
    for _ in 0..100 {
        ids.push(client.new_conversation().await.unwrap().summary.id);
    }
    client.archive_conversation(&ids[99], true).await.unwrap();
    let all = client.snapshot().await.unwrap();
    assert!(all.conversations.len() == 100 && !all.more_conversations);
    for _ in 0..10 {
        ids.push(client.new_conversation().await.unwrap().summary.id);
    }
    client.pin_conversation(&ids[0], true).await.unwrap();

    let snapshot = client.snapshot().await.unwrap();
    let top: Vec<String> = snapshot.conversations.iter().map(|row| row.id.clone()).collect();
    assert!(snapshot.more_conversations);
    assert_eq!(top.len(), 101, "the newest that are not put away, and the pinned one");
    assert!(top.contains(&ids[0]) && top.contains(&ids[20]), "{top:?}");
    assert!(!top.contains(&ids[1]) && !top.contains(&ids[99]), "{top:?}");
    let times = snapshot.conversations.iter().map(|row| &row.updated_at);
    assert!(times.is_sorted_by(|a, b| a >= b), "the newest first");

    let all = client.conversations().await.unwrap();
    assert_eq!(all.conversations.len(), 110);
    assert!(all.seq >= snapshot.seq);
    assert!(
        all.conversations
            .iter()
            .map(|row| &row.updated_at)
            .is_sorted_by(|a, b| a >= b)
    );
    client.delete_conversation(&ids[1]).await.unwrap();
    let later = client.conversations().await.unwrap();
    assert!(later.seq > all.seq && later.conversations.len() == 109);
}
