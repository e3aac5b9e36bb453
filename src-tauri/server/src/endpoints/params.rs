//! The parameters of a request, from its query or its form, each at most once (RFC 6749 §3.1).

/// More parameters than anybody needs.
const MAX_COUNT: usize = 100;

/// Why the parameters can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WrongParams {
    /// One that stands there twice could be read two ways.
    #[error("the parameter {0:?} stands there twice")]
    Twice(String),
    /// Too many.
    #[error("there are more than 100 parameters")]
    TooMany,
}

/// Name and value pairs, in order.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `application/x-www-form-urlencoded` text. Only `resource` may be repeated (RFC 8707 §2).
    pub(crate) fn parse(text: &[u8]) -> Result<Self, WrongParams> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(text) {
            if pairs.len() >= MAX_COUNT {
                return Err(WrongParams::TooMany);
            }
            if name != "resource" && pairs.iter().any(|(known, _)| *known == name) {
                let shown = name.chars().filter(|c| !c.is_control()).take(40).collect();
                return Err(WrongParams::Twice(shown));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    /// The value, where there is one; an empty one counts as absent (RFC 6749 §3.1).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may be repeated.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_stands_there_twice_is_refused() {
        assert_eq!(
            Params::parse(b"a=1&a=2").err().unwrap(),
            WrongParams::Twice("a".to_owned())
        );
        assert_eq!(
            Params::parse(b"resource=1&resource=2").unwrap().all("resource").count(),
            2
        );
    }

    #[test]
    fn ten_thousand_parameters_are_refused() {
        let text: Vec<String> = (0..10_000).map(|n| format!("p{n}=1")).collect();
        assert_eq!(
            Params::parse(text.join("&").as_bytes()).err().unwrap(),
            WrongParams::TooMany
        );
    }

    #[test]
    fn an_empty_value_counts_as_absent() {
        assert_eq!(Params::parse(b"scope=&x=y").unwrap().get("scope"), None);
    }
}
