//! A form: made from the schema that the server sent, and held against what the person answered.
//!
//! Only flat forms of plain values exist (MCP, elicitation, "requested schema"); what is nested or refers elsewhere was
//! refused before it came here.

use std::collections::HashSet;

use rmcp::ErrorData;
use rmcp::model::{
    ConstTitle, ElicitationSchema, EnumSchema, MultiSelectEnumSchema, PrimitiveSchemaDefinition,
    SingleSelectEnumSchema, StringFormat,
};
use serde_json::{Map, Number, Value};

use crate::api::{ChoiceView, Code, Error, FieldKind, FieldView, Sentence, TextFormat};
use crate::say;

/// The longest form, in bytes as JSON.
const LONGEST: usize = 64 << 10;
/// More fields than this are no form that a person would fill in.
const MOST_FIELDS: usize = 50;
/// More choices than this are no list that a person would read.
const MOST_OPTIONS: usize = 500;
/// The longest text that is taken, in characters.
const LONGEST_TEXT: usize = 20_000;

/// A server's form.
#[derive(Debug)]
pub(super) struct Form {
    fields: Vec<FieldView>,
}

impl Form {
    /// Errors: more than a person can be asked (-32602).
    pub(super) fn of(schema: &ElicitationSchema) -> Result<Self, ErrorData> {
        let required: HashSet<&str> = schema.required.iter().flatten().map(String::as_str).collect();
        let order = schema.property_order.iter().flatten();
        let mut names: Vec<&String> = order.filter(|name| schema.properties.contains_key(*name)).collect();
        let ordered: HashSet<&String> = names.iter().copied().collect();
        names.extend(schema.properties.keys().filter(|name| !ordered.contains(name)));
        if names.len() > MOST_FIELDS {
            return Err(ErrorData::invalid_params("the form has too many fields", None));
        }
        if serde_json::to_string(schema).map_or(0, |text| text.len()) > LONGEST {
            return Err(ErrorData::invalid_params("the form is too long", None));
        }
        let fields: Vec<_> = names
            .into_iter()
            .filter_map(|name| {
                let definition = schema.properties.get(name)?;
                field(name, definition, required.contains(name.as_str()))
            })
            .collect();
        let too_long = |field: &FieldView| match &field.kind {
            FieldKind::Choice { options, .. } | FieldKind::Choices { options, .. } => options.len() > MOST_OPTIONS,
            _ => false,
        };
        if fields.iter().any(too_long) {
            return Err(ErrorData::invalid_params(
                "a field of the form has too many choices",
                None,
            ));
        }
        Ok(Self { fields })
    }

    pub(super) fn fields(&self) -> &[FieldView] {
        &self.fields
    }

    /// Holds the answers against the form. What the form does not name is left out, and so is what was left empty.
    pub(super) fn check(&self, content: &str) -> Result<Map<String, Value>, Error> {
        let Ok(Value::Object(mut given)) = serde_json::from_str(content) else {
            return Err(Error::new(Code::Invalid, say!("The answers can't be read.")));
        };
        let mut answers = Map::new();
        for field in &self.fields {
            let value = given.remove(&field.name).filter(|value| !is_empty(value, &field.kind));
            match value {
                None if field.required => {
                    return Err(wrong(say!("Fill in \"{field}\" first.", field = &field.title)));
                }
                None => {}
                Some(value) => {
                    answers.insert(field.name.clone(), checked(field, value).map_err(wrong)?);
                }
            }
        }
        Ok(answers)
    }
}

fn wrong(why: Sentence) -> Error {
    Error::new(Code::Invalid, why)
}

fn is_empty(value: &Value, kind: &FieldKind) -> bool {
    match (value, kind) {
        (Value::Null, _) => true,
        // An empty text is an answer only where the form has no least length; a form's empty field is none.
        (Value::String(text), _) => text.is_empty(),
        _ => false,
    }
}

fn checked(field: &FieldView, value: Value) -> Result<Value, Sentence> {
    let title = &field.title;
    let no_such = || say!("\"{field}\" takes one of its choices.", field = title);
    match &field.kind {
        FieldKind::Text {
            format,
            min_length,
            max_length,
            ..
        } => {
            let Value::String(text) = value else {
                return Err(say!("\"{field}\" takes a text.", field = title));
            };
            let count = text.chars().count();
            let most = max_length.map_or(LONGEST_TEXT, |most| (most as usize).min(LONGEST_TEXT));
            if count > most {
                return Err(say!(
                    "\"{field}\" takes at most {count} characters.",
                    field = title,
                    count = most
                ));
            }
            if let Some(least) = min_length.filter(|least| count < *least as usize) {
                return Err(say!(
                    "\"{field}\" takes at least {count} characters.",
                    field = title,
                    count = least
                ));
            }
            if let Some(format) = format {
                keeps_to(*format, &text, title)?;
            }
            Ok(Value::String(text))
        }
        FieldKind::Number {
            integer,
            minimum,
            maximum,
            ..
        } => number(title, *integer, minimum.as_deref(), maximum.as_deref(), &value),
        FieldKind::Flag { .. } => match value {
            Value::Bool(_) => Ok(value),
            _ => Err(say!("\"{field}\" takes yes or no.", field = title)),
        },
        FieldKind::Choice { options, .. } => match value {
            Value::String(text) if options.iter().any(|o| o.value == text) => Ok(Value::String(text)),
            _ => Err(no_such()),
        },
        FieldKind::Choices { options, min, max, .. } => {
            let Value::Array(chosen) = value else {
                return Err(no_such());
            };
            let known = |one: &Value| options.iter().any(|o| one.as_str() == Some(&o.value));
            if !chosen.iter().all(known) {
                return Err(no_such());
            }
            if min.is_some_and(|min| chosen.len() < min as usize) || max.is_some_and(|max| chosen.len() > max as usize)
            {
                return Err(how_many(title, *min, *max));
            }
            Ok(Value::Array(chosen))
        }
    }
}

fn how_many(title: &str, min: Option<u32>, max: Option<u32>) -> Sentence {
    match (min, max) {
        (Some(min), Some(max)) => say!(
            "Choose between {min} and {max} in \"{field}\".",
            field = title,
            min = min,
            max = max
        ),
        (Some(min), None) => say!("Choose at least {min} in \"{field}\".", field = title, min = min),
        (None, max) => say!(
            "Choose at most {max} in \"{field}\".",
            field = title,
            max = max.unwrap_or_default()
        ),
    }
}

fn number(
    title: &str,
    integer: bool,
    minimum: Option<&str>,
    maximum: Option<&str>,
    value: &Value,
) -> Result<Value, Sentence> {
    // A window sends what was typed as text; a terminal may send a number.
    let number: Option<Number> = match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => serde_json::from_str(text.trim()).ok(),
        _ => None,
    };
    let wanted = || {
        if integer {
            say!("\"{field}\" takes a whole number.", field = title)
        } else {
            say!("\"{field}\" takes a number.", field = title)
        }
    };
    let number = number.ok_or_else(wanted)?;
    let size = number.as_f64().filter(|n| n.is_finite()).ok_or_else(wanted)?;
    if integer && !(number.is_i64() || number.is_u64()) {
        return Err(wanted());
    }
    let bound = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    if bound(minimum).is_some_and(|least| size < least) {
        let least = minimum.unwrap_or_default();
        return Err(say!("\"{field}\" is at least {least}.", field = title, least = least));
    }
    if bound(maximum).is_some_and(|most| size > most) {
        let most = maximum.unwrap_or_default();
        return Err(say!("\"{field}\" is at most {most}.", field = title, most = most));
    }
    Ok(Value::Number(number))
}

fn keeps_to(format: TextFormat, text: &str, title: &str) -> Result<(), Sentence> {
    match format {
        TextFormat::Email => {
            let fine = text
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
                && !text.contains(char::is_whitespace);
            fine.then_some(())
                .ok_or_else(|| say!("\"{field}\" takes an e-mail address.", field = title))
        }
        TextFormat::Uri => url::Url::parse(text)
            .map(|_| ())
            .map_err(|_| say!("\"{field}\" takes a whole address.", field = title)),
        TextFormat::Date => text
            .parse::<jiff::civil::Date>()
            .map(|_| ())
            .map_err(|_| say!("\"{field}\" takes a day, such as 2026-12-21.", field = title)),
        TextFormat::DateTime => text.parse::<jiff::Timestamp>().map(|_| ()).map_err(|_| {
            say!(
                "\"{field}\" takes a moment, such as 2026-12-21T09:00:00Z.",
                field = title
            )
        }),
    }
}

fn field(name: &str, definition: &PrimitiveSchemaDefinition, required: bool) -> Option<FieldView> {
    let (title, description, kind) = match definition {
        PrimitiveSchemaDefinition::String(s) => {
            let kind = FieldKind::Text {
                format: s.format.and_then(format),
                min_length: s.min_length,
                max_length: s.max_length,
                default: s.default.clone(),
            };
            (s.title.as_deref(), s.description.as_deref(), kind)
        }
        PrimitiveSchemaDefinition::Number(n) => {
            let kind = FieldKind::Number {
                integer: false,
                minimum: n.minimum.map(|v| v.to_string()),
                maximum: n.maximum.map(|v| v.to_string()),
                default: n.default.map(|v| v.to_string()),
            };
            (n.title.as_deref(), n.description.as_deref(), kind)
        }
        PrimitiveSchemaDefinition::Integer(n) => {
            let kind = FieldKind::Number {
                integer: true,
                minimum: n.minimum.map(|v| v.to_string()),
                maximum: n.maximum.map(|v| v.to_string()),
                default: n.default.map(|v| v.to_string()),
            };
            (n.title.as_deref(), n.description.as_deref(), kind)
        }
        PrimitiveSchemaDefinition::Boolean(b) => {
            let kind = FieldKind::Flag { default: b.default };
            (b.title.as_deref(), b.description.as_deref(), kind)
        }
        PrimitiveSchemaDefinition::Enum(choice) => choices(choice)?,
        _ => return None,
    };
    Some(FieldView {
        name: name.to_owned(),
        title: title.filter(|t| !t.trim().is_empty()).unwrap_or(name).to_owned(),
        description: description.map(str::to_owned),
        required,
        kind,
    })
}

type Parts<'a> = (Option<&'a str>, Option<&'a str>, FieldKind);

fn choices(choice: &EnumSchema) -> Option<Parts<'_>> {
    let small = |n: Option<u64>| n.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    Some(match choice {
        EnumSchema::Single(SingleSelectEnumSchema::Untitled(s)) => {
            let kind = FieldKind::Choice {
                options: s.enum_.iter().map(|value| option(value, value)).collect(),
                default: s.default.clone(),
            };
            (s.title.as_deref(), s.description.as_deref(), kind)
        }
        EnumSchema::Single(SingleSelectEnumSchema::Titled(s)) => {
            let kind = FieldKind::Choice {
                options: titled(&s.one_of),
                default: s.default.clone(),
            };
            (s.title.as_deref(), s.description.as_deref(), kind)
        }
        EnumSchema::Multi(MultiSelectEnumSchema::Untitled(m)) => {
            let kind = FieldKind::Choices {
                options: m.items.enum_.iter().map(|value| option(value, value)).collect(),
                min: small(m.min_items),
                max: small(m.max_items),
                default: m.default.clone().unwrap_or_default(),
            };
            (m.title.as_deref(), m.description.as_deref(), kind)
        }
        EnumSchema::Multi(MultiSelectEnumSchema::Titled(m)) => {
            let kind = FieldKind::Choices {
                options: titled(&m.items.any_of),
                min: small(m.min_items),
                max: small(m.max_items),
                default: m.default.clone().unwrap_or_default(),
            };
            (m.title.as_deref(), m.description.as_deref(), kind)
        }
        EnumSchema::Legacy(s) => {
            let names = s.enum_names.as_deref().unwrap_or_default();
            let title = |at: usize, value: &String| option(value, names.get(at).unwrap_or(value));
            let kind = FieldKind::Choice {
                options: s.enum_.iter().enumerate().map(|(at, value)| title(at, value)).collect(),
                default: s.default.clone(),
            };
            (s.title.as_deref(), s.description.as_deref(), kind)
        }
        _ => return None,
    })
}

fn titled(all: &[ConstTitle]) -> Vec<ChoiceView> {
    all.iter().map(|one| option(&one.const_, &one.title)).collect()
}

fn option(value: &str, title: &str) -> ChoiceView {
    ChoiceView {
        value: value.to_owned(),
        title: title.to_owned(),
    }
}

fn format(format: StringFormat) -> Option<TextFormat> {
    match format {
        StringFormat::Email => Some(TextFormat::Email),
        StringFormat::Uri => Some(TextFormat::Uri),
        StringFormat::Date => Some(TextFormat::Date),
        StringFormat::DateTime => Some(TextFormat::DateTime),
        _ => None,
    }
}
