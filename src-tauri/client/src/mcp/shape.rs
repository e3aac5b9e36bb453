//! Whether a structured result keeps to the shape that its tool declares (JSON Schema 2020-12).
//!
//! Nothing is fetched: a schema that refers outside itself is one that can't be held against anything, and no result
//! fits it. So is one that can't be read.

use serde_json::{Map, Value};

/// A schema larger than this is not compiled, in bytes of its JSON.
const LARGEST: usize = 1 << 20;

/// Whether it fits.
pub(super) fn fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let schema = Value::Object(schema.clone());
    if schema.to_string().len() > LARGEST {
        return false;
    }
    jsonschema::options()
        .should_validate_formats(false)
        .build(&schema)
        .is_ok_and(|schema| schema.is_valid(value))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::*;

    fn fit(schema: Value, value: &Value) -> bool {
        let Value::Object(schema) = schema else {
            panic!("an object")
        };
        fits(&schema, value)
    }

    #[test]
    fn a_result_is_held_against_its_shape() {
        let schema = json!({ "type": "object", "properties": { "days": { "type": "integer" } }, "required": ["days"] });
        assert!(fit(schema.clone(), &json!({ "days": 12 })));
        assert!(!fit(schema.clone(), &json!({ "days": "twelve" })));
        assert!(!fit(schema, &json!({})));
    }

    #[test]
    fn a_schema_may_refer_to_itself_and_to_nothing_outside() {
        let tree = json!({ "type": "object", "properties": { "next": { "$ref": "#" } } });
        assert!(fit(tree.clone(), &json!({ "next": { "next": {} } })));
        assert!(!fit(tree, &json!({ "next": { "next": 1 } })));
        for outside in [
            "http://127.0.0.1:9/schema",
            "file:///etc/passwd",
            "https://example.com/s#/a",
        ] {
            assert!(!fit(json!({ "$ref": outside }), &json!({})), "{outside}");
        }
    }

    #[test]
    fn what_is_no_schema_and_what_refers_in_circles_ends() {
        assert!(!fit(json!({ "type": 7 }), &json!({})));
        let circle =
            json!({ "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } }, "$ref": "#/$defs/a" });
        let _ = fit(circle, &json!({}));
        let mut deep = json!({});
        for _ in 0..100 {
            deep = json!({ "properties": { "a": deep } });
        }
        assert!(fit(serde_json::from_value(deep).unwrap(), &json!({})));
    }
}
