//! A question on a page of the server's, for what must pass neither the application nor a model (SEP-1036).

use std::sync::Arc;

use http::request::Parts;
use rmcp::model::{
    CustomNotification, ElicitRequest, ElicitRequestParams, ElicitationAction, InputRequest, InputRequests,
    InputRequiredResult, ProtocolVersion, ServerNotification,
};
use serde_json::json;

use super::{Asking, PATIENCE};
use crate::company::caller::principal;
use crate::company::refusal::Refusal;
use crate::principal::Principal;
use crate::questions::{Answers, CanNotAsk, Form, NoAnswer, Question, Questions};

/// The name of the one question of a call.
const PAGE: &str = "page";
const NOTHING_CHANGED: &str = "the question was not answered: nothing was changed";

/// What a page comes to.
pub(in crate::company) enum OnPage {
    /// What the person typed there.
    Answers(Arc<Answers>),
    /// It has to be asked by the call's answer.
    Question(Box<InputRequiredResult>),
}

impl Asking {
    /// Has the person fill in a page in their browser. `otherwise` is what to say to a client that opens none.
    pub(in crate::company) async fn on_page(
        &self,
        message: &str,
        form: Form,
        otherwise: &str,
    ) -> Result<OnPage, Refusal> {
        let version = self.context.protocol_version().unwrap_or_default();
        let parts = self.context.extensions.get::<Parts>();
        let questions = parts.and_then(|parts| parts.extensions.get::<Questions>());
        let (Some(questions), Ok(who)) = (questions, principal(&self.context.extensions)) else {
            return Err(Refusal::told(otherwise));
        };
        let answer = self.answers.as_ref().and_then(|answers| answers.get(PAGE));
        if let (Some(answer), Some(id)) = (answer, &self.state) {
            if answer["action"] != "accept" {
                questions.withdraw(&who, id);
                return Err(Refusal::told(NOTHING_CHANGED));
            }
            return self.wait(questions, &who, id).await.map(OnPage::Answers);
        }
        let elicitation = self.context.client_capabilities().and_then(|can| can.elicitation);
        if elicitation.is_none_or(|can| can.url.is_none()) {
            return Err(Refusal::told(otherwise));
        }
        let question = questions.ask(&who, form).map_err(|error| match error {
            CanNotAsk::NoPerson => Refusal::told(otherwise),
            error => Refusal::told(error.to_string()),
        })?;
        let asked = ElicitRequestParams::UrlElicitationParams {
            meta: None,
            message: message.to_owned(),
            url: question.url.clone(),
            elicitation_id: question.id.clone(),
        };
        if version >= ProtocolVersion::V_2026_07_28 {
            let asked = InputRequest::Elicitation(ElicitRequest::new(asked));
            let asked = InputRequests::from([(PAGE.to_owned(), asked)]);
            let result = InputRequiredResult::new(Some(asked), Some(question.id));
            return Ok(OnPage::Question(Box::new(result)));
        }
        self.over_the_session(questions, &who, &question, asked, otherwise)
            .await
            .map(OnPage::Answers)
    }

    /// As it is asked until 2025-11-25: while the call waits.
    async fn over_the_session(
        &self,
        questions: &Questions,
        who: &Principal,
        question: &Question,
        asked: ElicitRequestParams,
        otherwise: &str,
    ) -> Result<Arc<Answers>, Refusal> {
        let asked = self.context.peer.create_elicitation_with_timeout(asked, Some(PATIENCE));
        let opened = tokio::select! {
            answer = asked => answer,
            () = self.context.ct.cancelled() => {
                questions.withdraw(who, &question.id);
                return Err(Refusal::Cancelled);
            }
        };
        match opened {
            Ok(answer) if answer.action == ElicitationAction::Accept => {}
            Ok(_) => {
                questions.withdraw(who, &question.id);
                return Err(Refusal::told(NOTHING_CHANGED));
            }
            Err(error) => {
                tracing::debug!(%error, "a question did not reach the person");
                questions.withdraw(who, &question.id);
                return Err(Refusal::told(otherwise));
            }
        }
        let answers = self.wait(questions, who, &question.id).await?;
        // So that the client can take its hint about the page away; that it hears is not needed for anything.
        let done = CustomNotification::new(
            "notifications/elicitation/complete",
            Some(json!({ "elicitationId": question.id })),
        );
        let told = self
            .context
            .peer
            .send_notification(ServerNotification::CustomNotification(done));
        if let Err(error) = told.await {
            tracing::debug!(%error, "a client could not be told that its page is done");
        }
        Ok(answers)
    }

    /// Until the person has filled in the page. A call that ends before takes the page along.
    async fn wait(&self, questions: &Questions, who: &Principal, id: &str) -> Result<Arc<Answers>, Refusal> {
        let answers = tokio::select! {
            answers = questions.answers(who, id) => answers,
            () = self.context.ct.cancelled() => {
                questions.withdraw(who, id);
                return Err(Refusal::Cancelled);
            }
            () = tokio::time::sleep(PATIENCE) => {
                questions.withdraw(who, id);
                Err(NoAnswer::Over)
            }
        };
        answers.map_err(|error| match error {
            NoAnswer::Declined => Refusal::told(NOTHING_CHANGED),
            NoAnswer::Over => Refusal::told(format!("{error}: nothing was changed, ask again")),
        })
    }
}
