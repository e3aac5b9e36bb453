//! The JSON-RPC message of a POST, read so far as authorization needs it.
//!
//! What goes on to the tools is what was read here, written again: a body with two `method` keys can't mean one thing
//! to this layer and another to the next.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

/// Why a body is not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrongMessage {
    TooLarge,
    TooSlow,
    NotJson,
}

impl WrongMessage {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::TooLarge => "the message is too large",
            Self::TooSlow => "the message did not arrive in time",
            Self::NotJson => "the body is not a JSON-RPC message",
        }
    }
}

/// One message.
#[derive(Debug)]
pub(super) struct Message {
    body: Bytes,
    requests: Vec<Named>,
}

/// What a request wants, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) method: String,
    /// The tool's or prompt's name, or the resource's URI; empty where the method has none.
    pub(super) name: String,
}

impl Message {
    /// What a request without a body carries.
    pub(super) fn empty() -> Self {
        Self {
            body: Bytes::new(),
            requests: Vec::new(),
        }
    }

    /// Reads a body of at most `limit` bytes within `time`.
    pub(super) async fn read(body: Body, limit: usize, time: Duration) -> Result<Self, WrongMessage> {
        let collected = tokio::time::timeout(time, Limited::new(body, limit).collect())
            .await
            .map_err(|_| WrongMessage::TooSlow)?
            .map_err(|error| {
                if error.is::<LengthLimitError>() {
                    WrongMessage::TooLarge
                } else {
                    WrongMessage::NotJson
                }
            })?;
        Self::parse(&collected.to_bytes())
    }

    fn parse(bytes: &[u8]) -> Result<Self, WrongMessage> {
        let value: Value = serde_json::from_slice(bytes).map_err(|_| WrongMessage::NotJson)?;
        let requests = match &value {
            Value::Object(_) => note(&value)?.into_iter().collect(),
            // A batch (2025-03-26): each of its requests counts.
            Value::Array(many) => many
                .iter()
                .filter_map(|one| note(one).transpose())
                .collect::<Result<Vec<_>, _>>()?,
            _ => return Err(WrongMessage::NotJson),
        };
        let body = serde_json::to_vec(&value).map_err(|_| WrongMessage::NotJson)?;
        Ok(Self {
            body: Bytes::from(body),
            requests,
        })
    }

    /// The requests and notifications in it.
    pub(super) fn requests(&self) -> &[Named] {
        &self.requests
    }

    pub(super) fn into_body(self) -> Body {
        Body::from(self.body)
    }
}

fn note(message: &Value) -> Result<Option<Named>, WrongMessage> {
    let object = message.as_object().ok_or(WrongMessage::NotJson)?;
    let method = match object.get("method") {
        None => return Ok(None),
        Some(Value::String(method)) => method.clone(),
        Some(_) => return Err(WrongMessage::NotJson),
    };
    let pointer = match method.as_str() {
        "tools/call" | "prompts/get" => "/params/name",
        "resources/read" | "resources/subscribe" | "resources/unsubscribe" => "/params/uri",
        _ => {
            return Ok(Some(Named {
                method,
                name: String::new(),
            }));
        }
    };
    // A request without one opens nothing: the layer behind says what is wrong with it, in the words of JSON-RPC.
    let name = message.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    Ok(Some(Named {
        method,
        name: name.to_owned(),
    }))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_second_method_key_means_the_same_to_both_layers() {
        let twice = br#"{"method":"tools/call","method":"tools/list","params":{"name":"x"},"id":1}"#;
        let message = Message::parse(twice).unwrap();
        let forwarded: Value = serde_json::from_slice(&message.body).unwrap();
        assert_eq!(forwarded["method"], "tools/list");
        assert_eq!(message.body.windows(8).filter(|w| *w == b"\"method\"").count(), 1);
        assert_eq!(
            message.requests(),
            [Named {
                method: "tools/list".into(),
                name: String::new()
            }]
        );
    }

    #[test]
    fn every_call_of_a_batch_counts() {
        let batch = br#"[{"method":"tools/call","params":{"name":"a"}},{"method":"tools/call","params":{"name":"b"}}]"#;
        let message = Message::parse(batch).unwrap();
        let names: Vec<&str> = message.requests().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for bad in [&b"1"[..], b"{", b"[1]", br#"{"method":1}"#] {
            assert_eq!(Message::parse(bad).unwrap_err(), WrongMessage::NotJson);
        }
    }

    #[test]
    fn a_request_that_names_nothing_is_left_to_the_layer_that_knows_its_method() {
        for odd in [
            br#"{"method":"tools/call","params":{"name":7}}"#.as_slice(),
            br#"{"method":"tools/call"}"#,
        ] {
            let message = Message::parse(odd).unwrap();
            assert_eq!(message.requests()[0].name, "");
        }
    }
}
