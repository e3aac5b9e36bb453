//! A question in the middle of a call: asked over the session, or as the call's answer.

use rmcp::model::{ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationCapability};
use rmcp::service::{RequestContext, RoleClient};
use rmcp::{ClientHandler, ErrorData};
use serde_json::{Value, json};

use super::over_http::{Service, message, post, service};
use super::signed::{Desk, asks, company, connect, principal};
use crate::company::Company;

/// A person who answers every question alike; `{first}` is the first choice offered.
#[derive(Clone)]
struct Answers(ElicitationAction, Option<&'static str>);

impl ClientHandler for Answers {
    fn get_info(&self) -> ClientConfig {
        asks(ElicitationCapability::default())
    }

    async fn create_elicitation(
        &self,
        asked: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let first = first(&json!(asked)["requestedSchema"]);
        let content = self.1.map(|value| json!({"choice": value.replace("{first}", &first)}));
        let mut result = ElicitResult::new(self.0.clone());
        result.content = content.and_then(|content| serde_json::from_value(content).ok());
        Ok(result)
    }
}

fn first(schema: &Value) -> String {
    let field = &schema["properties"]["choice"];
    let offered = field.pointer("/oneOf/0/const").or_else(|| field.pointer("/enum/0"));
    offered.and_then(Value::as_str).unwrap().to_owned()
}

async fn with_leave() -> (Company, String) {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    let days = json!({ "from": "2026-12-21", "to": "2026-12-23" });
    let requested = ada.ask("leave_request", days).await;
    (company, requested["request"]["id"].as_str().unwrap().to_owned())
}

async fn cancelled_by(company: &Company, person: Answers) -> (bool, String) {
    let client = connect(company, Some(principal("ada")), person).await;
    let call = rmcp::model::CallToolRequestParams::new("leave_cancel");
    let result = client.call_tool(call).await.unwrap();
    (result.is_error == Some(true), json!(result).to_string())
}

#[tokio::test]
async fn over_a_session_the_person_chooses_which_leave_is_cancelled() {
    let (company, id) = with_leave().await;
    for (person, sentence) in [
        (Answers(ElicitationAction::Decline, None), "not answered"),
        (Answers(ElicitationAction::Cancel, Some("{first}")), "not answered"),
        (Answers(ElicitationAction::Accept, None), "holds no choice"),
        (
            Answers(ElicitationAction::Accept, Some("L-9999")),
            "you have no leave L-9999",
        ),
    ] {
        let (refused, said) = cancelled_by(&company, person).await;
        assert!(refused && said.contains(sentence), "{sentence}: {said}");
    }
    let (refused, said) = cancelled_by(&company, Answers(ElicitationAction::Accept, Some("{first}"))).await;
    assert!(!refused && said.contains(&id), "{said}");
    let (refused, said) = cancelled_by(&company, Answers(ElicitationAction::Accept, Some("{first}"))).await;
    assert!(refused && said.contains("no leave to come"), "{said}");
}

#[tokio::test]
async fn a_client_that_shows_no_forms_is_told_another_way() {
    let (company, _) = with_leave().await;
    let ada = Desk::of(&company, "ada").await;
    assert!(ada.refused("leave_cancel", json!({})).await.contains("by its id"));
}

const MODERN: &str = "2026-07-28";

/// `leave_cancel` without an id, at 2026-07-28, with what the client can and what the person answered.
async fn cancel(service: &Service, who: &str, can: Value, answers: Value) -> Value {
    let mut params = json!({ "name": "leave_cancel", "arguments": {} });
    if !answers.is_null() {
        params["inputResponses"] = answers;
    }
    let mut call = message("tools/call", params, MODERN);
    call["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] = can;
    let answer = post(service, MODERN, Some(principal(who)), "leave_cancel", call).await;
    assert!(answer["error"].is_null(), "{answer}");
    answer["result"].clone()
}

#[tokio::test]
async fn without_a_session_the_question_is_the_answer_and_the_call_comes_again() {
    let (company, id) = with_leave().await;
    let service = service(company);
    let can = || json!({ "elicitation": { "form": {} } });
    let asked = cancel(&service, "ada", can(), Value::Null).await;
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let question = &asked["inputRequests"]["choice"];
    assert_eq!(question["method"], "elicitation/create");
    assert_eq!(first(&question["params"]["requestedSchema"]), id);
    let answer = |action: &str, value: &str| json!({ "choice": { "action": action, "content": { "choice": value } } });
    for (answers, sentence) in [
        (answer("decline", &id), "not answered"),
        (json!({ "choice": 7 }), "not answered"),
        (json!({ "choice": { "action": "accept" } }), "holds no choice"),
    ] {
        let refused = cancel(&service, "ada", can(), answers).await;
        assert!(
            refused["isError"] == true && refused.to_string().contains(sentence),
            "{refused}"
        );
    }
    // An answer to a question that was never asked is no more than an argument: another person's leave is not theirs.
    let foreign = cancel(&service, "grace", can(), answer("accept", &id)).await;
    assert!(foreign.to_string().contains("you have no leave"), "{foreign}");
    let done = cancel(&service, "ada", can(), answer("accept", &id)).await;
    assert_eq!(done["structuredContent"]["cancelled"]["id"], id, "{done}");
}

#[tokio::test]
async fn nobody_is_asked_what_their_client_can_not_show() {
    let (company, _) = with_leave().await;
    let service = service(company);
    for can in [json!({}), json!({ "elicitation": { "url": {} } })] {
        let told = cancel(&service, "ada", can, Value::Null).await;
        assert!(
            told["isError"] == true && told.to_string().contains("by its id"),
            "{told}"
        );
    }
}
