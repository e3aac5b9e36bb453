//! JSON in which our sentences are English text, as scripts read them: only a window says them in its language.

use lanyard_client::api::Sentence;
use serde::Serialize;
use serde_json::Value;

/// Something of the core's as JSON.
pub(crate) fn json(value: &impl Serialize) -> Value {
    said(serde_json::to_value(value).unwrap_or_default())
}

fn said(value: Value) -> Value {
    match value {
        // Nothing else that the core tells has these two fields; what servers send stands in it as JSON text.
        Value::Object(map) if map.len() == 2 && map.contains_key("pattern") && map.contains_key("parts") => {
            let value = Value::Object(map);
            match serde_json::from_value::<Sentence>(value.clone()) {
                Ok(sentence) => Value::String(sentence.to_string()),
                Err(_) => value,
            }
        }
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, said(value))).collect(),
        Value::Array(items) => items.into_iter().map(said).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use lanyard_client::api::{Code, Error};
    use lanyard_client::say;

    use super::*;

    #[test]
    fn a_sentence_is_its_english_text() {
        let why = say!("it is {kind}", kind = "{odd}");
        let error = Error::new(Code::Invalid, say!("{server} refused: {why}", server = "HR", why));
        let wanted = serde_json::json!({"code": "invalid", "message": "HR refused: it is {odd}", "details": null});
        assert_eq!(json(&error), wanted);
    }
}
