//! A question to the person in the middle of a call, in both eras of MCP.
//!
//! What enters: words, and what there is to choose from. What leaves: the choice, or a refusal. From 2026-07-28 on the
//! question is the call's answer and the call comes again with what the person said (SEP-2322); before, it goes to the
//! client while the call waits. The answer is as little to be trusted as any argument: whoever asks checks it.

mod page;

use std::time::Duration;

use rmcp::ErrorData;
use rmcp::handler::server::common::FromContextPart;
use rmcp::handler::server::tool::{IntoCallToolResult, ToolCallContext};
use rmcp::handler::server::wrapper::Json;
use rmcp::model::{
    CallToolResponse, ElicitRequest, ElicitRequestParams, ElicitationSchema, InputRequest, InputRequests,
    InputRequiredResult, InputResponses, ProtocolVersion,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Value, json};

use super::Company;
use super::refusal::Refusal;
pub(super) use page::OnPage;

/// How long a person may take while the call waits.
const PATIENCE: Duration = Duration::from_mins(5);
/// The name of the one question of a call, and of its one field.
const CHOICE: &str = "choice";

/// Something to choose.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What comes back.
    pub(super) value: String,
    /// What the person reads.
    pub(super) words: String,
}

/// What a question comes to.
pub(super) enum Chosen {
    /// The value of a choice, or whatever the client says instead.
    Value(String),
    /// It has to be asked by the call's answer.
    Question(Box<InputRequiredResult>),
}

/// The answer of a tool that may have to ask first.
pub(super) enum Asked<T> {
    Answer(Json<T>),
    Question(Box<InputRequiredResult>),
}

impl<T> IntoCallToolResult for Asked<T>
where
    Json<T>: IntoCallToolResult,
{
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        match self {
            Self::Answer(answer) => answer.into_call_tool_result(),
            Self::Question(question) => Ok((*question).into()),
        }
    }
}

/// The way to the person, as a tool's parameter.
pub(super) struct Asking {
    context: RequestContext<RoleServer>,
    answers: Option<InputResponses>,
    state: Option<String>,
}

impl FromContextPart<ToolCallContext<'_, Company>> for Asking {
    fn from_context_part(context: &mut ToolCallContext<'_, Company>) -> Result<Self, ErrorData> {
        Ok(Self {
            context: context.request_context.clone(),
            answers: context.input_responses.take(),
            state: context.request_state.take(),
        })
    }
}

impl Asking {
    /// Has the person choose one of these. `otherwise` is what to do with a client that shows no forms.
    pub(super) async fn choose(&self, message: &str, options: &[Choice], otherwise: &str) -> Result<Chosen, Refusal> {
        let version = self.context.protocol_version().unwrap_or_default();
        if let Some(answer) = self.answers.as_ref().and_then(|answers| answers.get(CHOICE)) {
            return chosen(answer).map(Chosen::Value);
        }
        let elicitation = self.context.client_capabilities().and_then(|can| can.elicitation);
        // A client that says no more than that it can be asked shows forms (2025-11-25).
        if elicitation.is_none_or(|can| can.form.is_none() && can.url.is_some()) {
            return Err(Refusal::told(otherwise));
        }
        let question = ElicitRequestParams::FormElicitationParams {
            meta: None,
            message: message.to_owned(),
            requested_schema: schema(options, &version)?,
        };
        if version >= ProtocolVersion::V_2026_07_28 {
            let question = InputRequest::Elicitation(ElicitRequest::new(question));
            let questions = InputRequests::from([(CHOICE.to_owned(), question)]);
            let result = InputRequiredResult::from_input_requests(questions);
            return Ok(Chosen::Question(Box::new(result)));
        }
        let asked = self
            .context
            .peer
            .create_elicitation_with_timeout(question, Some(PATIENCE));
        let answer = tokio::select! {
            answer = asked => answer,
            () = self.context.ct.cancelled() => return Err(Refusal::Cancelled),
        };
        match answer {
            Ok(answer) => chosen(&json!(answer)).map(Chosen::Value),
            Err(error) => {
                tracing::debug!(%error, "a question did not reach the person");
                Err(Refusal::told(otherwise))
            }
        }
    }
}

/// One field with a title for each value, as this revision writes it (SEP-1330 from 2025-11-25 on).
fn schema(options: &[Choice], version: &ProtocolVersion) -> Result<ElicitationSchema, Refusal> {
    let field = if *version >= ProtocolVersion::V_2025_11_25 {
        let titled = options
            .iter()
            .map(|one| json!({"const": one.value, "title": one.words}));
        json!({"type": "string", "oneOf": titled.collect::<Vec<_>>()})
    } else {
        let (values, words): (Vec<_>, Vec<_>) = options.iter().map(|one| (&one.value, &one.words)).unzip();
        json!({"type": "string", "enum": values, "enumNames": words})
    };
    let schema = json!({"type": "object", "properties": {CHOICE: field}, "required": [CHOICE]});
    Ok(serde_json::from_value(schema)?)
}

fn chosen(answer: &Value) -> Result<String, Refusal> {
    match (answer["action"].as_str(), answer["content"][CHOICE].as_str()) {
        (Some("accept"), Some(value)) => Ok(value.to_owned()),
        (Some("accept"), None) => Err(Refusal::told("the answer holds no choice: nothing was changed")),
        _ => Err(Refusal::told("the question was not answered: nothing was changed")),
    }
}
