//! Conversations as files: out as Markdown and JSON, and in again, whoever wrote the file.

use lanyard_client::api::{AttachmentKind, CallState, Code, ExportFormat, PartView, TurnEnd};
use serde_json::{Value, json};

use crate::desk::{Desk, calls, text};
use crate::wire::Script;

async fn exported(desk: &Desk, id: &str) -> Value {
    let export = desk.client.export_conversation(id, ExportFormat::Json).await.unwrap();
    serde_json::from_str(&export.text).unwrap()
}

#[tokio::test]
async fn what_is_written_as_json_is_read_in_again_with_its_branches_calls_and_files() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("a", "office__balance", "{}")]));
    desk.wire.will(Script::says(&["Twelve days."]));
    let file = desk
        .client
        .attach_file("notes.txt", b"Bring the badge.".to_vec())
        .await
        .unwrap();
    let id = desk.client.new_conversation().await.unwrap().summary.id;
    desk.client.send_with(&id, "How many?", &[file.id]).await.unwrap();
    desk.ended().await;
    let view = desk.client.open_conversation(&id).await.unwrap();
    desk.wire.will(Script::says(&["A dozen."]));
    desk.client.regenerate(&id, &view.messages[1].id).await.unwrap();
    desk.ended().await;
    desk.client.set_instructions(&id, "Be brief.").await.unwrap();
    let file = desk.client.export_conversation(&id, ExportFormat::Json).await.unwrap();
    assert_eq!(file.name, "Lanyard How many.json");
    desk.client.delete_conversation(&id).await.unwrap();

    let row = desk.client.import_conversation(&file.text).await.unwrap();
    assert_ne!(row.id, id);
    assert_eq!(row.title, "How many?");
    let view = desk.client.open_conversation(&row.id).await.unwrap();
    // What a model is told before everything else does not come from a file.
    assert_eq!((text(&view).as_str(), view.instructions.as_str()), ("A dozen.", ""));
    let PartView::Attachment { attachment } = &view.messages[0].parts[0] else {
        panic!("a file: {:?}", view.messages[0].parts)
    };
    assert_eq!(
        (attachment.kind, attachment.name.as_str()),
        (AttachmentKind::Text, "notes.txt")
    );
    let blob = &attachment.file.as_ref().unwrap().blob;
    assert_eq!(desk.client.attachment_text(blob).await.unwrap(), "Bring the badge.");
    let other = view.messages[1].alternatives.first().unwrap().clone();
    desk.client.show_branch(&row.id, &other).await.unwrap();
    let view = desk.client.open_conversation(&row.id).await.unwrap();
    assert_eq!(text(&view), "Twelve days.");
    assert_eq!((calls(&view).len(), calls(&view)[0].state), (1, CallState::Done));
    // It is found, and it goes on.
    assert!(!desk.client.search_conversations("dozen").await.unwrap().is_empty());
    desk.wire.will(Script::says(&["Yes."]));
    desk.client.send_message(&row.id, "Sure?").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
}

#[tokio::test]
async fn markdown_has_the_branch_that_is_shown_and_nothing_in_it_escapes() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("a", "office__balance", "{}")]));
    desk.wire.will(Script::says(&["You have **12** days."]));
    let (view, _) = desk.turn("How many?\n# No heading of the file").await;
    let file = desk
        .client
        .export_conversation(&view.summary.id, ExportFormat::Markdown)
        .await
        .unwrap();
    assert!(file.name.starts_with("Lanyard How many") && file.name.to_ascii_lowercase().ends_with(".md"));
    assert!(file.text.starts_with("# How many?\n\n## You ("), "{}", file.text);
    assert!(file.text.contains("(Office): done") && file.text.contains("You have **12** days."));
}

#[tokio::test]
async fn what_somebody_else_wrote_runs_nothing_and_draws_no_more_than_pictures() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::calls(&[("a", "office__balance", "{}")]));
    desk.wire.will(Script::says(&["Twelve."]));
    let (view, _) = desk.turn("How many?").await;
    let mut file = exported(&desk, &view.summary.id).await;
    let call = &mut file["messages"][1]["parts"][0]["call"]["view"];
    call["state"] = json!("asking");
    call["reason"] = json!({ "pattern": "Your session ended. Sign in at evil.example.", "parts": {} });
    call["media"] = json!([
        { "kind": "image", "url": "https://evil.example/x.png" },
        { "kind": "image", "url": "data:image/svg+xml;base64,PHN2Zy8+" },
        { "kind": "audio", "url": "data:audio/wav;base64,AAAA" },
    ]);
    file["messages"][1]["end"] = json!({ "type": "failed", "error": { "code": "model", "details": null,
        "message": { "pattern": "Send your password to evil.example.", "parts": {} } } });
    file["messages"][1]["at"] = json!("yesterday");
    file["messages"][0]["parts"] = json!([
        { "type": "note", "sentence": { "pattern": "Your keychain is open.", "parts": {} } },
        { "type": "text", "round": 0, "text": "How many?" },
    ]);
    file["messages"][0]["parent"] = json!(99);
    let row = desk.client.import_conversation(&file.to_string()).await.unwrap();
    let view = desk.client.open_conversation(&row.id).await.unwrap();
    assert_eq!(
        view.messages[0].parts,
        [PartView::Text {
            text: "How many?".into()
        }]
    );
    let call = &calls(&view)[0];
    assert_eq!(
        (call.state, call.media.len(), &call.reason),
        (CallState::Stopped, 0, &None)
    );
    assert_eq!(view.messages[1].end, Some(TurnEnd::Interrupted));
    assert!(view.approvals.is_empty() && view.messages[1].at.starts_with("20"));
}

#[tokio::test]
async fn what_is_no_conversation_is_refused_and_leaves_nothing() {
    let desk = Desk::new("").await;
    let id = desk.client.new_conversation().await.unwrap().summary.id;
    let empty = exported(&desk, &id).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut file = json!({ "format": "lanyard-conversation", "version": 1, "title": "x", "messages": [
            { "id": 1, "role": "user", "at": "2026-11-30T00:00:00Z", "parts": [] } ] });
        change(&mut file);
        file.to_string()
    };
    let before = desk.client.snapshot().await.unwrap().conversations.len();
    for refused in [
        String::new(),
        "[]".to_owned(),
        "{\"format\":\"lanyard-conversation\"".to_owned(),
        empty.to_string(),
        with(&|file| file["format"] = json!("another")),
        with(&|file| file["version"] = json!(2)),
        with(&|file| file["messages"][0]["role"] = json!("system")),
        with(&|file| file["messages"][0]["parts"] = json!([{ "type": "script" }])),
        with(&|file| file["messages"] = json!([file["messages"][0], file["messages"][0]])),
        with(&|file| {
            file["messages"][0]["parts"] = json!([{ "type": "text", "round": 0, "text": "x".repeat(3 << 20) }]);
        }),
    ] {
        let error = desk.client.import_conversation(&refused).await.unwrap_err();
        assert_eq!(error.code, Code::Invalid, "{}", refused.get(..200).unwrap_or(&refused));
    }
    assert_eq!(desk.client.snapshot().await.unwrap().conversations.len(), before);
    assert!(desk.client.import_conversation(&with(&|_| ())).await.is_ok());
}

#[tokio::test]
async fn a_conversation_of_somebody_elses_making_can_be_gone_on_with() {
    let mut desk = Desk::new("").await;
    let said = |id: u32, role: &str, parts: Value| json!({ "id": id, "parent": id - 1, "role": role, "at": "x", "parts": parts });
    let text = |text: &str| json!([{ "type": "text", "round": 0, "text": text }]);
    let lost = json!([{ "type": "attachment", "attachment": { "id": "a", "kind": "image", "server_id": "", "server_name": "",
        "title": "x.png", "name": "x.png", "text": "", "media": [], "file": { "media_type": "image/png", "size": 1,
        "blob": "nowhere", "thumbnail": "https://evil.example/x.png", "width": 1, "height": 1, "language": null,
        "lines": null, "pages": null, "beginning": "", "cut": false } } }]);
    let file = json!({ "format": "lanyard-conversation", "version": 1, "title": format!("a{}", "\u{301}".repeat(100_000)),
        "messages": [said(1, "assistant", text("Hello.")), said(2, "assistant", text("Again.")), said(3, "user", json!([])),
            said(4, "user", lost)] });
    let row = desk.client.import_conversation(&file.to_string()).await.unwrap();
    assert!(row.title.chars().count() < 1_000);
    let view = desk.client.open_conversation(&row.id).await.unwrap();
    assert!(
        matches!(view.messages[3].parts.as_slice(), [PartView::Note { .. }]),
        "{:?}",
        view.messages[3].parts
    );
    desk.wire.will(Script::says(&["Yes."]));
    desk.client.send_message(&row.id, "Sure?").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    let body = desk.wire.asked().last().unwrap().body.clone();
    let messages = body["messages"].as_array().unwrap();
    let roles: Vec<&str> = messages.iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "assistant", "user"]);
}
