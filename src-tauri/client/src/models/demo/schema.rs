//! Reads a tool's JSON schema as far as filling a form needs it.

use serde_json::{Map, Value};

/// How deep references and alternatives are followed: a schema may refer to itself.
const DEEPEST: usize = 8;

/// One argument of a tool.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    /// What a person calls it.
    pub(super) label: String,
    /// Name, title and description, to be compared with what was asked.
    pub(super) about: String,
    pub(super) kind: Kind,
    /// The names that the description gives as examples.
    pub(super) examples: Vec<String>,
    /// Must be there: required, and without a default.
    pub(super) required: bool,
}

/// What an argument takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Choice(Vec<Value>),
    Date,
    Time,
    DateTime,
    Email,
    Integer,
    Number,
    Boolean,
    Text,
    List(Box<Kind>),
    /// Objects and whatever else can't be said in a sentence.
    Other,
}

/// The arguments of a tool, in the schema's order.
pub(super) fn fields(schema: &Map<String, Value>) -> Vec<Field> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    for (name, property) in properties {
        let resolved = resolve(property, schema, 0);
        let text = |key: &str| {
            let own = property.get(key).and_then(Value::as_str);
            own.or_else(|| resolved.get(key).and_then(Value::as_str))
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let (title, description) = (text("title"), text("description"));
        fields.push(Field {
            label: label(name, &title, &description),
            about: format!("{name} {title} {description}"),
            examples: examples(&description),
            kind: kind(&resolved, schema, name, &description, 0),
            required: required.contains(&name.as_str()) && property.get("default").is_none(),
            name: name.clone(),
        });
    }
    fields
}

/// Follows a reference within the schema, or takes the first alternative that is not null.
fn resolve(property: &Value, root: &Map<String, Value>, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(reference) = property.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix("#/").and_then(|path| {
            path.split('/').try_fold(None::<&Value>, |at, step| {
                let next = at.map_or_else(|| root.get(step), |value| value.get(step));
                next.map(Some)
            })
        });
        return target
            .flatten()
            .map_or(Value::Null, |value| resolve(value, root, depth + 1));
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(options) = property.get(key).and_then(Value::as_array) {
            let real: Vec<Value> = options
                .iter()
                .map(|option| resolve(option, root, depth + 1))
                .filter(|option| option.get("type").and_then(Value::as_str) != Some("null"))
                .collect();
            let constants: Vec<Value> = real.iter().filter_map(|option| option.get("const").cloned()).collect();
            if !real.is_empty() && constants.len() == real.len() {
                return serde_json::json!({ "enum": constants });
            }
            return real.into_iter().next().unwrap_or(Value::Null);
        }
    }
    property.clone()
}

fn kind(schema: &Value, root: &Map<String, Value>, name: &str, description: &str, depth: usize) -> Kind {
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        return Kind::Choice(choices.iter().filter(|choice| !choice.is_null()).cloned().collect());
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        Some(Value::String(kind)) => Some(kind.as_str()),
        _ => None,
    };
    match (kind, schema.get("format").and_then(Value::as_str)) {
        (Some("string"), Some("date")) => Kind::Date,
        (Some("string"), Some("time" | "partial-time")) => Kind::Time,
        (Some("string"), Some("date-time" | "partial-date-time")) => Kind::DateTime,
        (Some("string"), Some("email")) => Kind::Email,
        (Some("string"), _) if is_time(schema, description) => Kind::Time,
        (Some("string"), _) => by_words(name, description),
        (Some("integer"), _) => Kind::Integer,
        (Some("number"), _) => Kind::Number,
        (Some("boolean"), _) => Kind::Boolean,
        (Some("array"), _) if depth < DEEPEST => {
            let items = resolve(schema.get("items").unwrap_or(&Value::Null), root, depth + 1);
            Kind::List(Box::new(kind_of_items(&items, root, depth)))
        }
        _ => Kind::Other,
    }
}

fn kind_of_items(items: &Value, root: &Map<String, Value>, depth: usize) -> Kind {
    kind(items, root, "", "", depth + 1)
}

/// A text of hours and minutes: by its pattern or its description.
fn is_time(schema: &Value, description: &str) -> bool {
    let pattern = schema.get("pattern").and_then(Value::as_str).unwrap_or_default();
    let description = description.to_lowercase();
    pattern.contains(":[0-5]") || description.contains("hours:minutes") || description.contains("hh:mm")
}

/// A text whose name or description says that it is a date.
fn by_words(name: &str, description: &str) -> Kind {
    let words = super::words::latin(name);
    let has = |word: &str| words.iter().any(|w| w == word);
    let description = description.to_lowercase();
    let iso =
        description.contains("yyyy-mm-dd") || description.contains("iso 8601") || description.contains("iso date");
    if has("datetime") || description.contains("date and time") || description.contains("rfc 3339") {
        Kind::DateTime
    } else if iso || has("date") || has("day") || description.starts_with("date") {
        Kind::Date
    } else if has("email") || has("mail") {
        Kind::Email
    } else if (has("from") || has("to") || has("start") || has("end") || has("since") || has("until"))
        && (description.contains("date") || description.contains(" day"))
    {
        Kind::Date
    } else {
        Kind::Text
    }
}

/// Capitalised words of a description, but for the first: "The office: Berlin or Lisbon."
fn examples(description: &str) -> Vec<String> {
    let words = description
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .skip(1);
    words
        .filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase))
        .map(str::to_owned)
        .collect()
}

fn label(name: &str, title: &str, description: &str) -> String {
    if !title.is_empty() {
        return title.to_owned();
    }
    let first = description
        .split(['.', ';', '\n', '(', ',', '。', '；', '（'])
        .next()
        .unwrap_or_default()
        .trim();
    if !first.is_empty() && first.chars().count() <= 60 {
        return first.to_owned();
    }
    super::words::latin(name).join(" ")
}
