//! What a person, or a model on their behalf, would call, with which arguments: made from the tools' own schemas.
//!
//! What enters: tools as the app knows them. What leaves: calls. It knows no scenario: a tool that takes a schema is
//! given another tool's, because that is the only schema there is at hand.

use std::sync::Arc;

use lanyard_client::api::{ElicitationAnswer, ElicitationAsk, ElicitationView, FieldKind};
use lanyard_client::mcp::ToolInfo;
use serde_json::{Map, Value, json};

use crate::{Failure, Given};

/// One call.
pub(crate) struct Call {
    pub(crate) tool: String,
    pub(crate) arguments: Map<String, Value>,
}

/// The calls that were asked for, or one of each tool.
pub(crate) fn of(given: &Given, tools: &[Arc<ToolInfo>]) -> Result<Vec<Call>, Failure> {
    if let Some(calls) = &given.calls {
        let call = |(tool, arguments): &(String, Map<String, Value>)| Call {
            tool: tool.clone(),
            arguments: arguments.clone(),
        };
        return Ok(calls.iter().map(call).collect());
    }
    tools
        .iter()
        .map(|tool| {
            let other = tools.iter().find(|other| other.name != tool.name);
            Ok(Call {
                tool: tool.name.clone(),
                arguments: arguments(&tool.input_schema, other.map(|o| &o.input_schema)),
            })
        })
        .collect()
}

/// Arguments that fit a schema: whatever is required.
fn arguments(schema: &Map<String, Value>, other: Option<&Map<String, Value>>) -> Map<String, Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let names = required.into_iter().flatten().filter_map(Value::as_str);
    let value = |name: &str| {
        let property = &schema.get("properties").map_or(&Value::Null, |all| &all[name]);
        match (property["type"].as_str(), other) {
            (Some("object"), Some(other)) if name == "schema" => Value::Object(other.clone()),
            (Some("object"), _) => json!({}),
            (Some("array"), _) => json!([]),
            (Some("number" | "integer"), _) => json!(1),
            (Some("boolean"), _) => json!(true),
            (None, Some(other)) if name == "schema" => Value::Object(other.clone()),
            _ => json!("conformance"),
        }
    };
    names.map(|name| (name.to_owned(), value(name))).collect()
}

/// A person who takes every form as it comes, and opens every address.
pub(crate) fn agree(asked: &ElicitationView) -> ElicitationAnswer {
    let ElicitationAsk::Form { fields } = &asked.ask else {
        return ElicitationAnswer::Open;
    };
    let mut content = Map::new();
    for field in fields {
        let default = match &field.kind {
            FieldKind::Text { default, .. } | FieldKind::Choice { default, .. } | FieldKind::Number { default, .. } => {
                default.clone().map(Value::String)
            }
            FieldKind::Flag { default } => default.map(Value::Bool),
            FieldKind::Choices { default, .. } => (!default.is_empty()).then(|| json!(default)),
        };
        let required = || match &field.kind {
            FieldKind::Text { .. } => json!("conformance"),
            FieldKind::Number { .. } => json!("1"),
            FieldKind::Flag { .. } => json!(true),
            FieldKind::Choice { options, .. } => json!(options.first().map(|o| &o.value)),
            FieldKind::Choices { options, .. } => json!(options.first().map(|o| vec![&o.value])),
        };
        if let Some(value) = default.or_else(|| field.required.then(required)) {
            content.insert(field.name.clone(), value);
        }
    }
    ElicitationAnswer::Accept {
        content: Some(Value::Object(content).to_string()),
    }
}
