//! Which era an origin's servers spoke when they were last connected to.

use std::time::Duration;

use lanyard_net::url::Url;

use crate::clock::Clock;
use crate::store::{Store, facts};

/// What was remembered longer ago than this is asked anew: servers learn.
const HOLDS: Duration = Duration::from_hours(7 * 24);

/// How a server is first spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// 2026-07-28: `server/discover`, no session.
    Discover,
    /// Before: `initialize`.
    Initialize,
}

impl Era {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Discover => Self::Initialize,
            Self::Initialize => Self::Discover,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Discover => "discover",
            Self::Initialize => "initialize",
        }
    }
}

/// What is remembered, in the profile's file. A file that can't be used only means that it is asked anew.
pub(super) async fn known(store: &Store, clock: &Clock, place: &str) -> Option<Era> {
    let kept = facts::get(store, &name(place)).await.ok().flatten()?;
    let (era, at) = kept.split_once(' ')?;
    let at: jiff::Timestamp = at.parse().ok()?;
    let age = clock.now().duration_since(at);
    if age.is_negative() || age.unsigned_abs() > HOLDS {
        return None;
    }
    [Era::Discover, Era::Initialize].into_iter().find(|e| e.text() == era)
}

/// Remembers it.
pub(super) async fn remember(store: &Store, clock: &Clock, place: &str, era: Era) {
    let value = format!("{} {}", era.text(), clock.text());
    if let Err(error) = facts::set(store, &name(place), &value).await {
        tracing::debug!(%error, "a server's era could not be remembered");
    }
}

/// Per origin; a local command is a place of its own.
fn name(place: &str) -> String {
    let origin = Url::parse(place).ok().map(|url| url.origin().ascii_serialization());
    format!(
        "era {}",
        origin.filter(|o| o != "null").unwrap_or_else(|| place.to_owned())
    )
}
