//! Which person an MCP session belongs to.
//!
//! rmcp's legacy sessions are known by an id alone. Another person's valid token with a stolen id would speak in the
//! session and could end it; so each id is bound to the subject that opened it, and is unknown to everybody else.

use std::collections::HashMap;
use std::sync::Mutex;

/// Sessions remembered; beyond that the one unused for longest is forgotten, and its client opens a new one.
const MAX: usize = 10_000;

#[derive(Debug)]
struct Owner {
    subject: String,
    used_at: i64,
}

/// The owners of the open sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Owner>>);

impl Sessions {
    /// Notes who opened a session.
    pub(crate) fn opened(&self, id: &str, subject: &str, now: i64) {
        let Ok(mut sessions) = self.0.lock() else { return };
        if sessions.len() >= MAX
            && let Some(oldest) = sessions
                .iter()
                .min_by_key(|(_, owner)| owner.used_at)
                .map(|(id, _)| id.clone())
        {
            sessions.remove(&oldest);
        }
        sessions.insert(
            id.to_owned(),
            Owner {
                subject: subject.to_owned(),
                used_at: now,
            },
        );
    }

    /// Whether the session belongs to this person.
    pub(crate) fn belongs(&self, id: &str, subject: &str, now: i64) -> bool {
        let Ok(mut sessions) = self.0.lock() else { return false };
        match sessions.get_mut(id) {
            Some(owner) if owner.subject == subject => {
                owner.used_at = now;
                true
            }
            _ => false,
        }
    }

    /// Forgets a session that ended.
    pub(crate) fn closed(&self, id: &str) {
        if let Ok(mut sessions) = self.0.lock() {
            sessions.remove(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_belongs_to_who_opened_it_and_to_nobody_else() {
        let sessions = Sessions::default();
        sessions.opened("s", "ada", 1);
        assert!(sessions.belongs("s", "ada", 2));
        assert!(!sessions.belongs("s", "bob", 2));
        assert!(!sessions.belongs("other", "ada", 2));
        sessions.closed("s");
        assert!(!sessions.belongs("s", "ada", 3));
    }

    #[test]
    fn the_number_of_sessions_is_bounded() {
        let sessions = Sessions::default();
        for n in 0..=MAX {
            sessions.opened(&n.to_string(), "ada", i64::try_from(n).unwrap_or(0));
        }
        assert!(!sessions.belongs("0", "ada", 0));
        assert!(sessions.belongs("1", "ada", 0));
    }
}
