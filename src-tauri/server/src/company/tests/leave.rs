//! Vacation days: the sum, a request, its refusals, a cancellation.

use serde_json::json;

use super::signed::{Desk, company};

#[tokio::test]
async fn ada_has_twelve_days_left_and_nine_after_a_request() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    let balance = ada.ask("leave_balance", json!({})).await;
    assert_eq!(
        balance,
        json!({ "year": 2026, "entitled": 25, "carried_over": 2, "taken": 15, "planned": 0, "requested": 0, "left": 12 })
    );
    let wish = json!({ "from": "2026-12-21", "to": "2026-12-23", "note": "winter break" });
    let requested = ada.ask("leave_request", wish).await;
    assert_eq!(requested["request"]["working_days"], 3);
    assert_eq!(requested["request"]["status"], "requested");
    assert_eq!(requested["approver"], "Jonas Weber");
    assert_eq!(requested["left"], 9);
    let listed = ada.ask("leave_list", json!({})).await;
    assert!(listed["leave"].as_array().unwrap().contains(&requested["request"]));

    let id = requested["request"]["id"].clone();
    let cancelled = ada.ask("leave_cancel", json!({ "id": id })).await;
    assert_eq!(cancelled["cancelled"]["status"], "cancelled");
    assert_eq!(cancelled["left"], 12);
    assert!(
        ada.refused("leave_cancel", json!({ "id": id }))
            .await
            .contains("cancelled already")
    );
    ada.ask("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-23" }))
        .await;
}

#[tokio::test]
async fn a_request_that_cannot_be_is_refused_with_the_mend() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    ada.ask("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-23" }))
        .await;
    for (from, to, sentence) in [
        ("2026-12-23", "2026-12-24", "you already have leave"),
        ("2026-12-05", "2026-12-06", "nobody works"),
        ("2026-12-25", "2026-12-27", "nobody works"),
        ("2026-11-20", "2026-11-24", "has passed"),
        ("2026-12-11", "2026-12-10", "swap them"),
        (
            "2026-11-24",
            "2026-12-11",
            "14 vacation days in 2026, and you have 9 left",
        ),
        ("2026-12-31", "2027-03-31", "in 2027, and you have 25 left"),
        ("2027-01-04", "9999-12-31", "more than a year"),
        ("12/21/2026", "2026-12-23", "\"from\" is not a date"),
    ] {
        let told = ada.refused("leave_request", json!({ "from": from, "to": to })).await;
        assert!(told.contains(sentence), "{from} {to}: {told}");
    }
    let long = "x".repeat(501);
    let told = ada
        .refused(
            "leave_request",
            json!({ "from": "2026-12-28", "to": "2026-12-28", "note": long }),
        )
        .await;
    assert!(told.contains("shorten"), "{told}");
    assert!(
        ada.refused("leave_request", json!({ "from": "2026-12-28" }))
            .await
            .contains("`to`")
    );
    assert_eq!(
        ada.ask("leave_balance", json!({})).await["left"],
        9,
        "no refusal left anything behind"
    );
}

#[tokio::test]
async fn two_requests_at_once_cannot_overdraw_the_balance() {
    let company = company().await;
    let (one, other) = (Desk::of(&company, "ada").await, Desk::of(&company, "ada").await);
    // Ten and ten of twelve days.
    let (first, second) = tokio::join!(
        one.call("leave_request", json!({ "from": "2026-11-30", "to": "2026-12-11" })),
        other.call("leave_request", json!({ "from": "2026-12-14", "to": "2026-12-28" })),
    );
    let refused = [first, second]
        .iter()
        .filter(|result| result.is_error == Some(true))
        .count();
    assert_eq!(refused, 1);
    assert_eq!(one.ask("leave_balance", json!({})).await["left"], 2);
}

#[tokio::test]
async fn nobody_cancels_the_leave_of_another_or_of_the_past() {
    let company = company().await;
    let (ada, grace) = (Desk::of(&company, "ada").await, Desk::of(&company, "grace").await);
    let mine = ada
        .ask("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-21" }))
        .await;
    let id = mine["request"]["id"].as_str().unwrap();
    let told = grace.refused("leave_cancel", json!({ "id": id })).await;
    assert_eq!(told, format!("you have no leave {id}: leave_list shows the ids"));
    assert_eq!(
        grace.refused("leave_cancel", json!({ "id": "L-999" })).await,
        told.replace(id, "L-999")
    );
    assert!(
        ada.refused("leave_cancel", json!({ "id": "L-1" }))
            .await
            .contains("begun already")
    );
    for odd in ["", "L-", "L--1", "-5", "T-1", "L-1; DROP TABLE leave"] {
        assert!(
            ada.refused("leave_cancel", json!({ "id": odd }))
                .await
                .contains("you have no leave"),
            "{odd}"
        );
    }
}

#[tokio::test]
async fn somebody_from_elsewhere_gets_a_record_of_their_own() {
    let company = company().await;
    let guest = Desk::of(&company, "somebody").await;
    assert_eq!(guest.ask("whoami", json!({})).await["department"], "Guests");
    assert_eq!(guest.ask("leave_balance", json!({})).await["left"], 25);
    guest
        .ask("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-21" }))
        .await;
    let again = Desk::of(&company, "somebody").await;
    assert_eq!(again.ask("leave_balance", json!({})).await["left"], 24);
}
