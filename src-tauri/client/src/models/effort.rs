//! How much models are asked to think before they answer, and thoughts asked for where they only come on asking.
//!
//! Whether a model can, no list says: it is asked, and one that refuses is not asked again.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::ModelError;

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Effort {
    Low,
    Medium,
    High,
}

impl Effort {
    /// From the setting's value; none leaves it to the model.
    fn of(setting: &str) -> Option<Self> {
        match setting {
            "low" => Some(Self::Low),
            "medium" => Some(Self::Medium),
            "high" => Some(Self::High),
            _ => None,
        }
    }
}

/// What models refused, by their ids; for as long as the app runs.
#[derive(Debug, Default)]
pub(super) struct Efforts(Mutex<HashSet<(String, Effort)>>);

impl Efforts {
    /// What a model is asked for.
    pub(super) fn of(&self, model: &str, setting: &str) -> Option<Effort> {
        Effort::of(setting).filter(|effort| !self.lock().contains(&(model.to_owned(), *effort)))
    }

    /// A model that was told to think so much refused, and answered without.
    pub(super) fn refused(&self, model: &str, effort: Effort) {
        self.lock().insert((model.to_owned(), effort));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<(String, Effort)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a request was refused because of what it asks of the model's thinking, as far as the provider's words say.
pub(super) fn is_about_thinking(error: &ModelError) -> bool {
    let ModelError::Refused { status, said, .. } = error else {
        return false;
    };
    let said = said.as_deref().unwrap_or_default().to_lowercase();
    let words = ["reasoning", "think", "effort"];
    matches!(status, Some(400 | 422)) && words.iter().any(|word| said.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_refused_is_not_asked_again_and_others_are() {
        let efforts = Efforts::default();
        assert_eq!(efforts.of("a", "high"), Some(Effort::High));
        assert_eq!(efforts.of("a", "auto"), None);
        efforts.refused("a", Effort::High);
        assert_eq!(
            (efforts.of("a", "high"), efforts.of("b", "high")),
            (None, Some(Effort::High))
        );
        // Less it may take.
        assert_eq!(efforts.of("a", "low"), Some(Effort::Low));
    }

    #[test]
    fn only_a_refusal_of_thinking_is_one() {
        let refused = |status, said: Option<&str>| {
            is_about_thinking(&ModelError::Refused {
                provider: "P".into(),
                status,
                said: said.map(str::to_owned),
            })
        };
        for said in [
            "\"llama3\" does not support thinking",
            "Unsupported parameter: 'reasoning_effort' is not supported with this model.",
            "`max_tokens` must be greater than `thinking.budget_tokens`",
            "Your organization must be verified to generate reasoning summaries.",
            "Unrecognized request argument supplied: reasoning_effort",
        ] {
            assert!(refused(Some(400), Some(said)), "{said}");
        }
        assert!(refused(Some(422), Some("Unknown name \"thinkingConfig\"")));
        for other in [
            "prompt is too long",
            "Budget has been exceeded",
            "Unsupported image format",
            "for this reason",
        ] {
            assert!(!refused(Some(400), Some(other)), "{other}");
        }
        assert!(!refused(Some(400), None));
        assert!(!refused(Some(404), Some("no such model; think again")));
        assert!(!refused(None, Some("thinking")));
    }
}
