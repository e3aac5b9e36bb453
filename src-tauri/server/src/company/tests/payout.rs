//! A question on a page, asked over a session as it is until 2025-11-25.

use rmcp::model::{
    CallToolRequestParams, ClientConfig, CustomNotification, ElicitRequestParams, ElicitResult, ElicitationAction,
    ElicitationCapability, UrlElicitationCapability,
};
use rmcp::service::{NotificationContext, RequestContext, RoleClient};
use rmcp::{ClientHandler, ErrorData};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::signed::{asks, company, principal, walled};
use crate::clock::Clock;
use crate::principal::{Principal, Way};
use crate::questions::{Answers, CanNotAsk, Form, Questions, Sent, Text};
use crate::random;

/// A person at an application that opens pages, with the browser in between left out.
#[derive(Clone)]
struct Person {
    questions: Questions,
    action: ElicitationAction,
    /// What they type; none: they decline on the page.
    types: Option<&'static str>,
    told: mpsc::UnboundedSender<(String, Value)>,
}

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        asks(ElicitationCapability::default().with_url(UrlElicitationCapability::default()))
    }

    async fn create_elicitation(
        &self,
        asked: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let asked = json!(asked);
        self.told.send(("asked".to_owned(), asked.clone())).unwrap();
        let id = asked["elicitationId"].as_str().unwrap();
        if self.action == ElicitationAction::Accept {
            let csrf = random::hash("token");
            self.questions.show("ada", id, csrf.clone()).unwrap();
            let answers = self.types.map(|iban| {
                let mut answers = Answers::default();
                answers.put("iban", iban);
                answers
            });
            assert!(matches!(self.questions.send("ada", id, &csrf, answers), Sent::Taken));
        }
        Ok(ElicitResult::new(self.action.clone()))
    }

    async fn on_custom_notification(&self, told: CustomNotification, _: NotificationContext<RoleClient>) {
        let params = told.params.unwrap_or_default();
        self.told.send((told.method, params)).unwrap();
    }
}

/// The result of the call, and what the application heard.
async fn changed(
    action: ElicitationAction,
    types: Option<&'static str>,
    way: Way,
) -> (Value, mpsc::UnboundedReceiver<(String, Value)>) {
    let company = company().await;
    let questions = Questions::new("http://127.0.0.1:1", Clock::system());
    let (told, heard) = mpsc::unbounded_channel();
    let person = Person {
        questions: questions.clone(),
        action,
        types,
        told,
    };
    let mut who = principal("ada");
    who.way = way;
    let (client, _) = walled(&company, Some(who), Some(questions.clone()), person).await;
    let call = CallToolRequestParams::new("payout_account_change");
    let result = client.call_tool(call).await.unwrap();
    assert!(
        format!("{questions:?}").contains("open: 0"),
        "no page is left: {questions:?}"
    );
    (json!(result), heard)
}

#[tokio::test]
async fn over_a_session_the_call_waits_for_the_page() {
    let (result, mut heard) = changed(ElicitationAction::Accept, Some("DE89370400440532013000"), Way::OAuth).await;
    assert_eq!(result["structuredContent"]["account"], "DE…3000", "{result}");
    let (_, asked) = heard.recv().await.unwrap();
    assert_eq!(asked["mode"], "url");
    let (method, done) = heard.recv().await.unwrap();
    assert_eq!(method, "notifications/elicitation/complete");
    assert_eq!(done["elicitationId"], asked["elicitationId"]);
}

#[tokio::test]
async fn over_a_session_a_page_that_is_not_opened_or_declined_changes_nothing() {
    for (action, types) in [
        (ElicitationAction::Decline, None),
        (ElicitationAction::Cancel, None),
        (ElicitationAction::Accept, None),
    ] {
        let (result, _) = changed(action, types, Way::OAuth).await;
        assert!(
            result["isError"] == true && result.to_string().contains("nothing was changed"),
            "{result}"
        );
    }
}

#[test]
fn a_person_of_another_issuer_is_asked_nothing_that_they_could_not_answer() {
    let questions = Questions::new("http://127.0.0.1:1", Clock::system());
    let text = || Text::new("Which?", "哪一个？");
    let form = || Form::new(text(), text(), text());
    let mut who = principal("ada");
    who.way = Way::IdJag;
    assert!(questions.ask(&who, form()).is_ok(), "of the server's own provider");
    who.subject = "auth0|ada".to_owned();
    assert!(questions.ask(&who, form()).is_ok(), "a bar alone says nothing");
    who.subject = Principal::subject_of("https://other.example", "ada");
    assert!(matches!(questions.ask(&who, form()), Err(CanNotAsk::Elsewhere)));
}

#[tokio::test]
async fn a_program_is_sent_to_no_page() {
    let (result, mut heard) = changed(ElicitationAction::Accept, None, Way::IdJag).await;
    assert!(
        result.to_string().contains("nothing was changed"),
        "a person whom another provider asserts: {result}"
    );
    assert!(heard.recv().await.is_some());
    for way in [Way::ApiKey, Way::ClientCredentials] {
        let (result, mut heard) = changed(ElicitationAction::Accept, None, way).await;
        assert!(result.to_string().contains("ask finance"), "{result}");
        assert!(heard.try_recv().is_err(), "nobody was asked");
    }
}
