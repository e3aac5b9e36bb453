//! People, tickets, rooms and the handbook.

use rmcp::model::ReadResourceRequestParams;
use serde_json::json;

use super::signed::{Desk, company};

#[tokio::test]
async fn colleagues_are_found_by_name_department_and_office() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    let found = ada.ask("people_search", json!({ "query": "张伟" })).await;
    assert_eq!(found["total"], 1);
    assert_eq!(found["people"][0]["email"], "wei.zhang@meridian.example");
    let found = ada
        .ask("people_search", json!({ "query": "who works in finance?", "limit": 2 }))
        .await;
    assert_eq!(found["total"], 3);
    assert_eq!(found["people"].as_array().unwrap().len(), 2);
    let found = ada.ask("people_search", json!({ "query": "Hiro" })).await;
    assert_eq!(found["people"][0]["away_until"], "2026-11-27", "he is away this week");
    assert_eq!(
        ada.ask("people_search", json!({ "query": "nobodyatall" })).await["total"],
        0
    );
}

#[tokio::test]
async fn a_ticket_is_opened_in_the_callers_name_and_found_again() {
    let company = company().await;
    let (ada, grace) = (Desk::of(&company, "ada").await, Desk::of(&company, "grace").await);
    let before = ada.ask("ticket_search", json!({ "mine": true })).await["total"]
        .as_u64()
        .unwrap();
    let wish = json!({ "title": "Keyboard misses the letter q", "category": "hardware", "priority": "high" });
    let ticket = ada.ask("ticket_create", wish).await["ticket"].clone();
    assert_eq!(ticket["requester"], "Ada Lim");
    assert_eq!(ticket["status"], "open");
    assert_eq!(
        ada.ask("ticket_search", json!({ "mine": true })).await["total"],
        before + 1
    );
    let found = grace
        .ask("ticket_search", json!({ "query": "keyboard", "status": "open" }))
        .await;
    assert_eq!(found["tickets"][0], ticket);
    let by_id = grace.ask("ticket_search", json!({ "query": ticket["id"] })).await;
    assert_eq!(by_id["tickets"][0], ticket);

    assert!(
        ada.refused("ticket_create", json!({ "title": "  a ", "category": "access" }))
            .await
            .contains("3 to 120")
    );
    let unknown = ada
        .refused("ticket_create", json!({ "title": "A thing", "category": "weather" }))
        .await;
    assert!(unknown.contains("facilities"), "it names what is possible: {unknown}");
}

#[tokio::test]
async fn a_free_room_is_found_booked_and_then_taken() {
    let company = company().await;
    let (ada, grace) = (Desk::of(&company, "ada").await, Desk::of(&company, "grace").await);
    let wish = json!({ "date": "2026-11-24", "from": "14:00", "to": "15:00", "location": "singapore", "people": 8 });
    let found = ada.ask("room_find", wish.clone()).await;
    let names: Vec<_> = found["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| room["name"].clone())
        .collect();
    assert_eq!(names, ["Banyan"], "Harbour is taken by a workshop, Orchid is too small");
    let booking = json!({ "room": "banyan", "date": "2026-11-24", "from": "14:00", "to": "15:00", "title": "Review" });
    assert_eq!(ada.ask("room_book", booking.clone()).await["room"], "Banyan");
    assert!(ada.ask("room_find", wish).await["rooms"].as_array().unwrap().is_empty());
    assert!(grace.refused("room_book", booking).await.contains("taken"));
    let next = json!({ "room": "Banyan", "date": "2026-11-24", "from": "15:00", "to": "15:30" });
    assert_eq!(
        grace.ask("room_book", next).await["title"],
        "Meeting",
        "one may begin when the other ends"
    );
    let day = ada
        .ask(
            "room_find",
            json!({ "date": "2026-11-24", "equipment": ["Whiteboard", "screen"] }),
        )
        .await;
    let banyan = day["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|room| room["name"] == "Banyan")
        .unwrap();
    assert!(
        banyan["booked"]
            .as_array()
            .unwrap()
            .iter()
            .any(|taken| taken["by"] == "Ada Lim")
    );

    for (room, date, from, to, sentence) in [
        ("banyan", "2026-11-20", "10:00", "11:00", "passed"),
        ("banyan", "2026-11-25", "11:00", "10:00", "after the start"),
        ("banyan", "2026-11-25", "06:00", "07:00", "07:00 to 20:00"),
        ("banyan", "2026-11-25", "08:00", "17:00", "eight hours"),
        ("banyan", "2028-11-25", "08:00", "09:00", "a year ahead"),
        ("cellar", "2026-11-25", "08:00", "09:00", "no room"),
        ("", "2026-11-25", "08:00", "09:00", "no room"),
        ("banyan", "2026-11-25", "8 am", "09:00", "not a time"),
    ] {
        let told = ada
            .refused(
                "room_book",
                json!({ "room": room, "date": date, "from": from, "to": to }),
            )
            .await;
        assert!(told.contains(sentence), "{told}");
    }
    assert!(
        ada.refused("room_find", json!({ "from": "10:00" }))
            .await
            .contains("both")
    );
}

#[tokio::test]
async fn the_handbook_is_searched_in_both_languages_and_read_as_resources() {
    let company = company().await;
    let tomas = Desk::of(&company, "tomas").await;
    let english = tomas
        .call(
            "handbook_search",
            json!({ "query": "How do I get money back for a receipt?" }),
        )
        .await;
    let page = english.structured_content.unwrap()["pages"][0].clone();
    assert_eq!(page["uri"], "meridian://handbook/expenses");
    assert!(page["excerpt"].as_str().unwrap().contains("receipts"));
    assert!(english.content.iter().any(|block| block.as_resource_link().is_some()));
    let chinese = tomas.ask("handbook_search", json!({ "query": "年假怎么申请" })).await;
    assert_eq!(chinese["pages"][0]["uri"], "meridian://handbook/vacation");

    let listed = tomas.0.list_all_resources().await.unwrap();
    assert_eq!(listed.len(), 9, "eight pages, and one's own leave");
    assert_eq!(
        tomas.0.list_all_resource_templates().await.unwrap()[0].uri_template,
        "meridian://handbook/{page}"
    );
    for resource in listed {
        let read = tomas
            .0
            .read_resource(ReadResourceRequestParams::new(resource.uri))
            .await
            .unwrap();
        assert_eq!(read.contents.len(), 1);
    }
    for unknown in [
        "meridian://handbook/secrets",
        "file:///etc/passwd",
        "meridian://handbook/../vacation",
    ] {
        assert!(
            tomas
                .0
                .read_resource(ReadResourceRequestParams::new(unknown))
                .await
                .is_err(),
            "{unknown}"
        );
    }
    let completed = tomas
        .0
        .complete_resource_simple("meridian://handbook/{page}", "page", "ex")
        .await
        .unwrap();
    assert_eq!(completed, ["expenses"]);
}
