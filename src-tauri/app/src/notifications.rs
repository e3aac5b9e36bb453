//! When something in a conversation is worth a notification, and showing it.
//!
//! What enters: the core's events, the time, whether the person looks at the window and whether they want to be told.
//! What leaves: the conversation's title and one sentence of our own. A notification may lie on a locked screen, so
//! nothing of an answer, a call or a question leaves. The title does say something: until somebody renames the
//! conversation it is the first line of what the person wrote, and the settings say so.

use std::collections::HashMap;
use std::time::Duration;

use lanyard_client::api::{ConversationSummary, EventBody, TurnEnd};
use tauri::{AppHandle, Manager as _, Wry};
use tauri_plugin_notification::{Notification, NotificationExt as _};

use crate::window;
use crate::words::Words;

/// An answer that took no longer was waited for.
const LONG: Duration = Duration::from_secs(10);
/// A title is no longer than this in a notification, in characters.
const TITLE: usize = 80;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Ended,
    Failed,
    Asks,
}

/// Something that a person should be told who looks elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct News {
    /// The conversation's title; empty where it has none.
    pub(crate) title: String,
    pub(crate) what: What,
}

/// What is going on in each conversation.
#[derive(Debug, Default)]
pub(crate) struct Watch(HashMap<String, Turn>);

#[derive(Debug, Default)]
struct Turn {
    title: String,
    since: Option<Duration>,
    asking: bool,
}

impl Watch {
    /// Takes an event. `now` counts from any moment. Nothing is told to who looks at the window, or wants no
    /// notifications; `looks` is asked only when there is something to tell.
    pub(crate) fn take(
        &mut self,
        body: &EventBody,
        now: Duration,
        wanted: bool,
        looks: impl FnOnce() -> bool,
    ) -> Option<News> {
        let news = match body {
            EventBody::Conversation { conversation } => self.row(conversation, now),
            EventBody::TurnEnded {
                conversation_id, end, ..
            } => self.ended(conversation_id, end, now),
            EventBody::ConversationRemoved { id } => {
                self.0.remove(id);
                None
            }
            _ => None,
        };
        news.filter(|_| wanted && !looks())
    }

    fn row(&mut self, row: &ConversationSummary, now: Duration) -> Option<News> {
        let turn = self.0.entry(row.id.clone()).or_default();
        turn.title.clone_from(&row.title);
        if row.busy {
            turn.since.get_or_insert(now);
        } else {
            turn.since = None;
        }
        let asks = row.asking && !std::mem::replace(&mut turn.asking, row.asking);
        turn.asking = row.asking;
        asks.then(|| News {
            title: row.title.clone(),
            what: What::Asks,
        })
    }

    fn ended(&mut self, id: &str, end: &TurnEnd, now: Duration) -> Option<News> {
        let turn = self.0.get_mut(id)?;
        let long = now.saturating_sub(turn.since.take()?) >= LONG;
        let what = match end {
            TurnEnd::Complete => What::Ended,
            TurnEnd::Failed { .. } => What::Failed,
            // Who stopped it knows, and an app that ends tells nothing.
            TurnEnd::Stopped | TurnEnd::Interrupted => return None,
        };
        long.then(|| News {
            title: turn.title.clone(),
            what,
        })
    }
}

/// Shows it. Where no notification can be shown, the conversation's row in the window says the same.
pub(crate) fn show(app: &AppHandle, news: &News, words: &Words) {
    let title = line(&news.title);
    // The title is plain text everywhere; a body may be read as markup, so it is always our own.
    let shown = ready(app).and_then(|()| {
        app.notification()
            .builder()
            .title(if title.is_empty() { words.untitled } else { &title })
            .body(match news.what {
                What::Ended => words.ended,
                What::Failed => words.failed,
                What::Asks => words.asks,
            })
            .show()
            .map_err(|error| error.to_string())
    });
    if let Err(error) = shown {
        tracing::warn!(%error, "no notification could be shown");
    }
}

/// The plugin comes with the first notification: the start does not wait for it, and the page gets nothing of it.
fn ready(app: &AppHandle) -> Result<(), String> {
    if app.try_state::<Notification<Wry>>().is_none() {
        app.plugin(tauri_plugin_notification::init())
            .map_err(|error| error.to_string())?;
        let handle = app.clone();
        app.notification()
            .on_action(move |_| window::focus(&handle))
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// One short line without characters that hide or reorder text.
fn line(title: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let words: Vec<&str> = title
        .split(|c: char| c.is_whitespace() || hidden(c))
        .filter(|word| !word.is_empty())
        .collect();
    let whole = words.join(" ");
    if whole.chars().count() <= TITLE {
        return whole;
    }
    let mut short: String = whole.chars().take(TITLE - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use lanyard_client::api::{Code, Error};
    use lanyard_client::say;

    use super::*;

    fn row(busy: bool, asking: bool) -> EventBody {
        EventBody::Conversation {
            conversation: ConversationSummary {
                id: "c".into(),
                title: "Leave in December".into(),
                updated_at: String::new(),
                busy,
                asking,
                pinned: false,
                archived: false,
            },
        }
    }

    fn end(end: TurnEnd) -> EventBody {
        EventBody::TurnEnded {
            conversation_id: "c".into(),
            message_id: "m".into(),
            end,
        }
    }

    fn news(what: What) -> News {
        let title = "Leave in December".into();
        News { title, what }
    }

    /// What is told of these events, each with its second, to somebody who looks elsewhere.
    fn told(events: &[(u64, EventBody)]) -> Vec<News> {
        let mut watch = Watch::default();
        events
            .iter()
            .filter_map(|(second, body)| watch.take(body, Duration::from_secs(*second), true, || false))
            .collect()
    }

    #[test]
    fn a_long_answer_is_told_and_a_short_one_is_not() {
        let failed = || TurnEnd::Failed {
            error: Error::new(Code::Internal, say!("Lanyard is closing.")),
        };
        for (seconds, how, expected) in [
            (9, TurnEnd::Complete, None),
            (10, TurnEnd::Complete, Some(news(What::Ended))),
            (11, failed(), Some(news(What::Failed))),
            (2, failed(), None),
            (60, TurnEnd::Stopped, None),
            (60, TurnEnd::Interrupted, None),
        ] {
            let heard = told(&[
                (5, row(true, false)),
                (7, row(true, false)),
                (5 + seconds, end(how.clone())),
            ]);
            assert_eq!(heard, Vec::from_iter(expected), "{seconds} s, {how:?}");
        }
    }

    #[test]
    fn each_turn_has_its_own_time() {
        let heard = told(&[
            (0, row(true, false)),
            (3, end(TurnEnd::Complete)),
            (3, row(false, false)),
            (20, row(true, false)),
            (22, end(TurnEnd::Complete)),
            // One that was never seen to begin.
            (60, end(TurnEnd::Complete)),
        ]);
        assert_eq!(heard, []);
    }

    #[test]
    fn a_question_is_told_at_once_and_once() {
        let heard = told(&[
            (0, row(true, false)),
            (1, row(true, true)),
            (2, row(true, true)),
            (3, row(true, false)),
            (4, row(true, true)),
        ]);
        assert_eq!(heard, [news(What::Asks), news(What::Asks)]);
    }

    #[test]
    fn who_looks_or_does_not_want_it_is_not_told() {
        let ask = row(true, true);
        assert_eq!(Watch::default().take(&ask, Duration::ZERO, true, || true), None);
        assert_eq!(
            Watch::default().take(&ask, Duration::ZERO, true, || false),
            Some(news(What::Asks))
        );
        let mut looked = false;
        let heard = Watch::default().take(&ask, Duration::ZERO, false, || {
            looked = true;
            false
        });
        assert_eq!((heard, looked), (None, false));
    }

    #[test]
    fn a_conversation_that_is_gone_is_forgotten() {
        let mut watch = Watch::default();
        watch.take(&row(true, false), Duration::ZERO, true, || false);
        watch.take(
            &EventBody::ConversationRemoved { id: "c".into() },
            Duration::ZERO,
            true,
            || false,
        );
        let late = watch.take(&end(TurnEnd::Complete), Duration::from_secs(99), true, || false);
        assert_eq!((late, watch.0.len()), (None, 0));
    }

    #[test]
    fn a_title_is_one_short_honest_line() {
        assert_eq!(line(" Leave\n\tin \u{202e}December\u{7} "), "Leave in December");
        assert_eq!(line(&"长".repeat(200)).chars().count(), TITLE);
        assert_eq!(line("<b>x</b>"), "<b>x</b>");
    }
}
