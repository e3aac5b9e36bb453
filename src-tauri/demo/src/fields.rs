//! The parameters of a query string or form body, read by the rules of RFC 6749 §3.1.
//!
//! A parameter without a value counts as left out, and a repeated one is remembered as a fault: what to do about it
//! depends on the endpoint, which this module does not know.

use std::collections::HashMap;

/// Parsed parameters.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    values: HashMap<String, String>,
    repeated: Option<String>,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded` text.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if fields.values.contains_key(name.as_ref()) {
                fields.repeated.get_or_insert_with(|| name.to_string());
            }
            fields
                .values
                .entry(name.into_owned())
                .or_insert_with(|| value.into_owned());
        }
        fields
    }

    /// The value, unless it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The first parameter that came more than once.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.repeated.as_deref()
    }

    /// The words of a space-separated parameter.
    pub(crate) fn words(&self, name: &str) -> Vec<&str> {
        self.get(name)
            .map(|value| value.split(' ').filter(|word| !word.is_empty()).collect())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_is_no_value_and_a_repeated_name_is_remembered() {
        let fields = Fields::parse(b"a=1&b=&c=x+y%20z&a=2");
        assert_eq!(fields.get("a"), Some("1"));
        assert_eq!(fields.get("b"), None);
        assert_eq!(fields.words("c"), ["x", "y", "z"]);
        assert_eq!(fields.repeated(), Some("a"));
    }
}
