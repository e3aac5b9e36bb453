//! The JSON-RPC message of a POST, read so far as authorization needs it.
//!
//! What goes on to the tools is the body as it came, so it must mean one thing to this layer and the next: a body that
//! names its method, its parameters, a tool or a resource twice is refused, and so are parameters by position.

use std::fmt::{self, Formatter};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
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
        Self::parse(collected.to_bytes())
    }

    fn parse(body: Bytes) -> Result<Self, WrongMessage> {
        let one_or_many: OneOrMany = serde_json::from_slice(&body).map_err(|_| WrongMessage::NotJson)?;
        Ok(Self {
            body,
            requests: one_or_many.0,
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

/// A message, or a batch of them (2025-03-26), of which each counts.
struct OneOrMany(Vec<Named>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor)
    }
}

struct OneOrManyVisitor;

impl<'de> Visitor<'de> for OneOrManyVisitor {
    type Value = OneOrMany;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON-RPC message or a batch")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMany, A::Error> {
        Ok(OneOrMany(OneVisitor.visit_map(map)?.0.into_iter().collect()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut many: A) -> Result<OneOrMany, A::Error> {
        let mut all = Vec::new();
        while let Some(One(named)) = many.next_element()? {
            all.extend(named);
        }
        Ok(OneOrMany(all))
    }
}

/// What one message asks for; none: it is a response.
struct One(Option<Named>);

impl<'de> Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OneVisitor)
    }
}

struct OneVisitor;

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Method,
    Params,
    #[serde(other)]
    Other,
}

impl<'de> Visitor<'de> for OneVisitor {
    type Value = One;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON-RPC message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<One, A::Error> {
        let (mut method, mut params) = (None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Method => once(&mut method, map.next_value::<String>()?)?,
                Key::Params => once(&mut params, map.next_value::<Params>()?)?,
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let params = params.unwrap_or_default();
        let named = method.map(|method| {
            let name = match method.as_str() {
                "tools/call" | "prompts/get" => params.name,
                "resources/read" | "resources/subscribe" | "resources/unsubscribe" => params.uri,
                _ => None,
            };
            Named {
                method,
                name: name.unwrap_or_default(),
            }
        });
        Ok(One(named))
    }
}

/// What the parameters name. A name that is no text opens nothing: the layer behind says what is wrong with it, in the
/// words of JSON-RPC.
#[derive(Default)]
struct Params {
    name: Option<String>,
    uri: Option<String>,
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParamsVisitor)
    }
}

struct ParamsVisitor;

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum ParamsKey {
    Name,
    Uri,
    #[serde(other)]
    Other,
}

impl<'de> Visitor<'de> for ParamsVisitor {
    type Value = Params;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("parameters by name")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Params, E> {
        Ok(Params::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Params, A::Error> {
        let text = |value: Value| match value {
            Value::String(text) => text,
            _ => String::new(),
        };
        let mut params = Params::default();
        while let Some(key) = map.next_key()? {
            match key {
                ParamsKey::Name => once(&mut params.name, text(map.next_value()?))?,
                ParamsKey::Uri => once(&mut params.uri, text(map.next_value()?))?,
                ParamsKey::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(params)
    }
}

/// Keeps the first of a key's values; a second one is an error.
fn once<T, E: de::Error>(place: &mut Option<T>, value: T) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom("a key stands there twice")),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn parse(text: &[u8]) -> Result<Message, WrongMessage> {
        Message::parse(Bytes::copy_from_slice(text))
    }

    #[test]
    fn attack_a_body_that_names_something_twice_is_refused() {
        for twice in [
            br#"{"method":"tools/call","method":"tools/list","params":{"name":"x"},"id":1}"#.as_slice(),
            br#"{"method":"tools/list","\u006dethod":"tools/call","params":{"name":"x"},"id":1}"#,
            br#"{"method":"tools/call","params":{"name":"x"},"params":{"name":"y"},"id":1}"#,
            br#"{"method":"tools/call","params":{"name":"x","name":"y"},"id":1}"#,
            br#"{"method":"resources/read","params":{"uri":"x","ur\u0069":"y"},"id":1}"#,
            br#"[{"method":"tools/call","params":{"name":"x","name":"y"}}]"#,
        ] {
            let text = String::from_utf8_lossy(twice);
            assert_eq!(parse(twice).unwrap_err(), WrongMessage::NotJson, "{text}");
        }
    }

    #[test]
    fn attack_parameters_by_position_are_refused() {
        for odd in [
            br#"{"method":"tools/call","params":["change"],"id":1}"#.as_slice(),
            br#"{"method":"tools/call","params":[null,"change"],"id":1}"#,
            br#"{"method":"tools/call","params":"change","id":1}"#,
            br#"[["tools/call",{"name":"change"}]]"#,
        ] {
            let text = String::from_utf8_lossy(odd);
            assert_eq!(parse(odd).unwrap_err(), WrongMessage::NotJson, "{text}");
        }
    }

    #[test]
    fn what_goes_on_is_the_body_as_it_came() {
        let body =
            br#"{"jsonrpc":"2.0", "id":1,"method":"tools/call","params":{"name":"look","arguments":{"name":"x"}}}"#;
        let message = parse(body).unwrap();
        assert_eq!(message.body, body.as_slice());
        assert_eq!(message.requests()[0].name, "look");
    }

    #[test]
    fn every_call_of_a_batch_counts() {
        let batch = br#"[{"method":"tools/call","params":{"name":"a"}},{"method":"tools/call","params":{"name":"b"}}]"#;
        let message = parse(batch).unwrap();
        let names: Vec<&str> = message.requests().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for bad in [&b"1"[..], b"{", b"[1]", br#"{"method":1}"#] {
            assert_eq!(parse(bad).unwrap_err(), WrongMessage::NotJson);
        }
    }

    #[test]
    fn a_request_that_names_nothing_is_left_to_the_layer_that_knows_its_method() {
        for odd in [
            br#"{"method":"tools/call","params":{"name":7}}"#.as_slice(),
            br#"{"method":"tools/call"}"#,
        ] {
            let message = parse(odd).unwrap();
            assert_eq!(message.requests()[0].name, "");
        }
    }
}
