//! Folds a model's deltas into a message: pure.

use super::record::Part;

/// What a window has to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Appended {
    pub(super) part: u32,
    pub(super) reasoning: bool,
    pub(super) text: String,
}

/// Appends text or reasoning. It goes on in the last part where kind and round are the same, and begins a part
/// otherwise. Empty text changes nothing, so that no empty part is ever begun.
pub(super) fn append(parts: &mut Vec<Part>, round: u32, reasoning: bool, text: String) -> Option<Appended> {
    if text.is_empty() {
        return None;
    }
    match parts.last_mut() {
        Some(Part::Text { round: r, text: t }) if !reasoning && *r == round => t.push_str(&text),
        Some(Part::Reasoning { round: r, text: t }) if reasoning && *r == round => t.push_str(&text),
        _ if reasoning => parts.push(Part::Reasoning {
            round,
            text: text.clone(),
        }),
        _ => parts.push(Part::Text {
            round,
            text: text.clone(),
        }),
    }
    let part = u32::try_from(parts.len() - 1).unwrap_or(u32::MAX);
    Some(Appended { part, reasoning, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_on_where_it_was_and_begins_anew_where_the_kind_or_the_round_changes() {
        let mut parts = Vec::new();
        let mut indexes = Vec::new();
        for (round, reasoning, text) in [
            (0, true, "h"),
            (0, true, "m"),
            (0, false, "a"),
            (0, false, ""),
            (0, false, "b"),
            (1, false, "c"),
        ] {
            indexes.push(append(&mut parts, round, reasoning, text.to_owned()).map(|a| a.part));
        }
        assert_eq!(indexes, [Some(0), Some(0), Some(1), None, Some(1), Some(2)]);
        assert_eq!(
            parts,
            [
                Part::Reasoning {
                    round: 0,
                    text: "hm".into()
                },
                Part::Text {
                    round: 0,
                    text: "ab".into()
                },
                Part::Text {
                    round: 1,
                    text: "c".into()
                },
            ]
        );
    }
}
