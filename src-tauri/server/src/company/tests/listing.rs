//! What each person is shown, and the promises of every tool's description.

use rmcp::model::{CallToolRequestParams, GetPromptRequestParams};
use serde_json::{Value, json};

use super::signed::{Desk, company, connect, every_scope, principal};
use crate::company::{SCOPES, required_scopes, scopes_for_groups};
use crate::principal::Way;

async fn names(desk: &Desk) -> Vec<String> {
    desk.0
        .list_all_tools()
        .await
        .unwrap()
        .into_iter()
        .map(|tool| tool.name.into_owned())
        .collect()
}

#[tokio::test]
async fn everybody_is_shown_what_their_groups_may_ever_use() {
    let company = company().await;
    let grace = names(&Desk::of(&company, "grace").await).await;
    assert_eq!(grace.len(), 15);
    let ada = names(&Desk::of(&company, "ada").await).await;
    assert_eq!(
        ada,
        grace
            .iter()
            .filter(|name| *name != "expense_report")
            .cloned()
            .collect::<Vec<_>>()
    );
    let tomas = names(&Desk::of(&company, "tomas").await).await;
    assert_eq!(
        tomas,
        [
            "handbook_search",
            "leave_balance",
            "leave_calendar",
            "leave_list",
            "people_search",
            "report_build",
            "room_find",
            "whoami"
        ]
    );
    let mut little = principal("ada");
    little.scopes.clear();
    assert_eq!(
        names(&Desk::with(&company, little).await).await,
        ada,
        "what is not granted yet can still be"
    );
    let mut program = principal("robot");
    program.way = Way::ApiKey;
    program.scopes = ["tickets:read".to_owned()].into();
    assert_eq!(
        names(&Desk::with(&company, program).await).await,
        ["ticket_search", "whoami"]
    );
}

#[tokio::test]
async fn every_tool_checks_its_scopes_once_more() {
    let company = company().await;
    let mut nothing = principal("grace");
    nothing.scopes.clear();
    let desk = Desk::with(&company, nothing).await;
    for tool in [
        "leave_balance",
        "leave_request",
        "ticket_create",
        "room_book",
        "handbook_search",
        "report_build",
    ] {
        let told = desk.refused(tool, json!({})).await;
        assert!(told.contains(required_scopes(tool)[0]), "{told}");
    }
    let who = desk.ask("whoami", json!({})).await;
    assert_eq!(who["name"], "Grace Okafor");
    assert_eq!(who["manager"], "Amara Diallo");
    assert_eq!(who["way"], "oauth");
    let intern = Desk::of(&company, "tomas").await;
    let told = intern
        .refused("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-21" }))
        .await;
    assert!(told.contains("not open to you"), "{told}");
}

#[tokio::test]
async fn nothing_is_answered_without_a_principal() {
    let company = company().await;
    let nobody = connect(&company, None, ()).await;
    assert!(nobody.list_all_tools().await.is_err());
    assert!(nobody.call_tool(CallToolRequestParams::new("whoami")).await.is_err());
    assert!(nobody.list_all_resources().await.is_err());
    assert!(nobody.list_all_prompts().await.is_err());
}

#[tokio::test]
async fn every_tool_says_what_it_does_and_what_it_takes() {
    let company = company().await;
    let tools = Desk::of(&company, "grace").await.0.list_all_tools().await.unwrap();
    for tool in tools {
        let name = tool.name.as_ref();
        assert!(
            tool.title.is_some() && tool.description.as_ref().is_some_and(|text| text.len() > 40),
            "{name}"
        );
        let notes = tool.annotations.as_ref().unwrap();
        let writes = [
            "leave_request",
            "leave_cancel",
            "payout_account_change",
            "ticket_create",
            "room_book",
        ]
        .contains(&name);
        assert_eq!(notes.read_only_hint, Some(!writes), "{name}");
        if writes {
            let destroys = ["leave_cancel", "payout_account_change"].contains(&name);
            assert_eq!(notes.destructive_hint, Some(destroys), "{name}");
        }
        let input = Value::Object((*tool.input_schema).clone());
        for (field, schema) in input["properties"].as_object().unwrap() {
            assert!(schema.get("$ref").is_none(), "{name}.{field} is written out");
            assert!(schema["description"].is_string(), "{name}.{field} is explained");
        }
        let output = tool.output_schema.as_ref().unwrap();
        assert_eq!(output["type"], "object", "{name}");
        let required = required_scopes(name);
        assert!(
            required
                .iter()
                .all(|scope| SCOPES.iter().any(|known| known.name == *scope)),
            "{name}"
        );
        assert_eq!(required.is_empty(), name == "whoami", "{name}");
    }
}

#[test]
fn groups_open_what_they_should() {
    let of = |groups: &[&str]| {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        scopes_for_groups(&groups)
    };
    assert_eq!(of(&["employees", "finance"]).len(), SCOPES.len());
    assert!(!of(&["employees"]).contains(&"expenses:read"));
    assert!(!of(&[]).contains(&"expenses:read") && of(&[]).contains(&"leave:write"));
    assert!(of(&["interns"]).iter().all(|scope| scope.ends_with(":read")));
    assert_eq!(
        of(&["interns", "employees"]),
        of(&["employees"]),
        "an intern who was hired"
    );
    for scope in SCOPES {
        assert!(!scope.english.is_empty() && !scope.chinese.is_empty());
        assert_eq!(
            scope.implies.len(),
            usize::from(scope.name.ends_with(":write")),
            "{}",
            scope.name
        );
        assert!(every_scope().contains(scope.name));
    }
}

#[tokio::test]
async fn prompts_are_filled_in_and_completed() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    let listed = ada.0.list_all_prompts().await.unwrap();
    assert_eq!(
        listed.iter().map(|prompt| prompt.name.as_str()).collect::<Vec<_>>(),
        ["plan_leave", "report_problem"]
    );
    let get = |name: &str, arguments: Value| {
        let Value::Object(arguments) = arguments else {
            panic!("arguments are an object")
        };
        ada.0
            .get_prompt(GetPromptRequestParams::new(name).with_arguments(arguments))
    };
    let plan = get("plan_leave", json!({ "month": "2026-12", "days": "3" }))
        .await
        .unwrap();
    let text = plan.messages[0].content.as_text().unwrap().text.clone();
    assert!(
        text.contains("3 working days off in 2026-12") && text.contains("Today is 2026-11-23"),
        "{text}"
    );
    assert!(get("plan_leave", json!({})).await.is_err());
    assert!(get("plan_leave", json!({ "month": "soon" })).await.is_err());
    assert!(get("unknown", json!({})).await.is_err());
    let months = ada
        .0
        .complete_prompt_simple("plan_leave", "month", "2027")
        .await
        .unwrap();
    assert_eq!(months.len(), 10);
    assert_eq!(months[0], "2027-01");
    assert_eq!(
        ada.0
            .complete_prompt_simple("report_problem", "category", "HARD")
            .await
            .unwrap(),
        ["hardware"]
    );
    assert!(ada.0.complete_prompt_simple("unknown", "month", "").await.is_err());

    let tomas = Desk::of(&company, "tomas").await;
    assert_eq!(
        tomas.0.list_all_prompts().await.unwrap().len(),
        1,
        "interns see no tickets"
    );
    let arguments = json!({ "category": "access", "problem": "x" });
    let Value::Object(arguments) = arguments else {
        panic!("arguments are an object")
    };
    let refused = tomas
        .0
        .get_prompt(GetPromptRequestParams::new("report_problem").with_arguments(arguments))
        .await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn no_schema_has_a_format_that_json_schema_does_not_know() {
    fn formats(schema: &Value, found: &mut Vec<String>) {
        match schema {
            Value::Object(map) => {
                found.extend(map.get("format").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|one| formats(one, found));
            }
            Value::Array(all) => all.iter().for_each(|one| formats(one, found)),
            _ => {}
        }
    }
    let company = company().await;
    let tools = Desk::of(&company, "grace").await.0.list_all_tools().await.unwrap();
    let mut found = Vec::new();
    formats(&json!(tools), &mut found);
    found.sort();
    found.dedup();
    assert_eq!(found, ["date", "date-time", "uri"]);
}
