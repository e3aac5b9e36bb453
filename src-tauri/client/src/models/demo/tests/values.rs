//! What the demo model writes: values for people, and few words where it has no tool.

use serde_json::json;

use super::{after, said};
use crate::models::request::OutcomeKind;

#[test]
fn values_are_written_for_people() {
    let made =
        json!({ "id": "L-7", "from": "2026-12-21", "requested_at": "2026-11-23T08:05:00Z", "note": "", "paid": true });
    let tell = |question| after(question, "s__request_leave", OutcomeKind::Done, "", Some(made.clone()));
    let english = tell("Request leave");
    for wanted in [
        "**From**: 21 Dec 2026",
        "**Requested at**: 23 Nov 2026, 08:05",
        "**Paid**: yes",
    ] {
        assert!(english.contains(wanted), "{english}");
    }
    assert!(!english.contains("Note"), "what is empty is not said: {english}");
    assert!(tell("请假").contains("2026年11月23日, 08:05"), "{}", tell("请假"));
    let found =
        json!({ "pages": [{ "uri": "handbook://travel", "title": "Travel", "note": null, "day": "2026-13-40" }] });
    let table = after(
        "Which rooms are free?",
        "s__free_rooms",
        OutcomeKind::Done,
        "",
        Some(found),
    );
    assert!(table.starts_with("**Free meeting rooms**, 1 entry:"), "{table}");
    let bare = json!({ "pages": [{ "uri": "handbook://travel" }, { "uri": "handbook://rooms" }] });
    let bare = after(
        "Which rooms are free?",
        "s__free_rooms",
        OutcomeKind::Done,
        "",
        Some(bare),
    );
    assert!(bare.contains("| handbook://rooms |"), "{bare}");
    assert!(
        table.contains("| Title | Day |") && table.contains("| Travel | 2026-13-40 |"),
        "{table}"
    );
}

#[test]
fn where_it_finds_no_tool_it_tells_a_few_and_names_the_others() {
    let (help, call) = said("Sing me a song");
    assert!(call.is_none());
    assert_eq!(help.lines().filter(|line| line.starts_with("- ")).count(), 5, "{help}");
    assert!(help.contains("- **Leave balance**: How many vacation days"), "{help}");
    assert!(
        help.ends_with("And: **Submit an expense**, **Create a ticket**, **Ticket status**, **Export payroll**."),
        "{help}"
    );
}

#[test]
fn a_value_is_cut_and_escaped_once_whatever_it_is() {
    let many: Vec<String> = (0..10_000).map(|number| format!("*{number}*")).collect();
    let answer = after(
        "Request leave",
        "s__request_leave",
        OutcomeKind::Done,
        "",
        Some(json!({ "id": "1", "labels": { "all": many, "text": "x".repeat(9_000) } })),
    );
    assert!(answer.contains("**All**: \\*0\\*, \\*1\\*,"), "{answer}");
    assert!(answer.len() < 800 && answer.matches('…').count() == 2, "{answer}");
}
