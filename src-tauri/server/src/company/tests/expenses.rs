//! What finance sees and others do not.

use serde_json::json;

use super::signed::{Desk, company, every_scope, principal};

#[tokio::test]
async fn finance_gets_sums_that_agree_with_each_other() {
    let company = company().await;
    let grace = Desk::of(&company, "grace").await;
    let cents = |text: &serde_json::Value| text.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    let mut totals = Vec::new();
    for group_by in ["department", "category", "month"] {
        let report = grace.ask("expense_report", json!({ "group_by": group_by })).await;
        let sums = report["sums"].as_array().unwrap();
        assert_eq!(
            sums.iter().map(|sum| cents(&sum["amount"])).sum::<i64>(),
            cents(&report["total"])
        );
        assert_eq!(report["from"], "2026-01-01");
        assert_eq!(report["to"], "2026-11-23");
        totals.push(report["total"].clone());
    }
    assert!(totals.windows(2).all(|pair| pair[0] == pair[1]) && cents(&totals[0]) > 0);
    let narrow = json!({ "department": "engineering", "from": "2026-10-01", "to": "2026-10-31" });
    let report = grace.ask("expense_report", narrow).await;
    assert_eq!(report["sums"].as_array().unwrap().len(), 1);
    assert!(
        grace
            .refused("expense_report", json!({ "from": "2026-02-01", "to": "2026-01-01" }))
            .await
            .contains("swap")
    );
}

#[tokio::test]
async fn others_are_refused_even_with_the_scope_in_hand() {
    let company = company().await;
    for id in ["ada", "tomas", "somebody"] {
        let mut thief = principal(id);
        thief.scopes = every_scope();
        let told = Desk::with(&company, thief)
            .await
            .refused("expense_report", json!({}))
            .await;
        assert!(
            told.contains("not open to you") && told.contains("expenses:read"),
            "{told}"
        );
    }
    let mut grace = principal("grace");
    grace.scopes.remove("expenses:read");
    let told = Desk::with(&company, grace)
        .await
        .refused("expense_report", json!({}))
        .await;
    assert!(told.contains("this sign-in does not include"), "{told}");
}
