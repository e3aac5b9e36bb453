//! The beginnings of a turn: a new message, an edited one, the same one once more, and an answer that goes on.
//!
//! What enters is stored before it is told. Nothing that was said is overwritten: an edited or repeated message stands
//! beside the one before it, on a branch of its own.

use std::sync::Arc;

use super::history::{self, Branch};
use super::live::Live;
use super::record::{Message, Part, id_of};
use super::{Chat, title, turn};
use crate::api::{Code, Error, EventBody, Role, TurnEnd};
use crate::say;
use crate::store::blobs::Blob;
use crate::store::conversations;
use crate::store::messages::{self, Beginning};

/// Longer messages are refused, in bytes: no model takes them, and the window would hang on them.
const LONGEST_MESSAGE: usize = 1 << 20;

/// What a turn begins with.
struct Start {
    /// The person's message, where there is a new one.
    user: Option<Message>,
    answer: Message,
    /// The contents of its files.
    files: Vec<Arc<Blob>>,
    /// The title so far.
    title: String,
    /// What was being written has been sent.
    sent: bool,
    /// It stands beside something that was said before.
    branches: bool,
}

impl Chat {
    /// Stores a person's message, with what was attached, and starts the turn that answers it. Returns when both are on
    /// disk.
    pub async fn send(&self, id: &str, text: &str, attached: &[String]) -> Result<(), Error> {
        let text = checked(text, !attached.is_empty())?;
        let parts = &self.inner.parts;
        let (live, row, model) = self.reserve(id).await?;
        let attachments = match self.inner.attachments.take(attached) {
            Ok(attachments) => attachments,
            Err(error) => {
                self.inner.release(&live);
                return Err(error);
            }
        };
        let named = attachments
            .first()
            .filter(|_| text.is_empty())
            .map(|a| a.view.title.clone());
        let title = if row.title.is_empty() {
            title::from_message(named.as_deref().unwrap_or(text))
        } else {
            row.title
        };
        let at = parts.clock.text();
        let begun = async {
            let parent = history::tree(&parts.store, id).await?.branch(row.leaf).last().copied();
            let start = Start {
                user: Some(Message {
                    parent,
                    ..Message::user(text, attachments.iter().map(|a| a.view.clone()).collect(), &at)
                }),
                answer: Message::answer(&at, parts.models.title(&model)),
                files: attachments.iter().filter_map(|a| a.blob.clone()).collect(),
                title,
                sent: true,
                branches: false,
            };
            self.start(id, &live, start).await
        };
        if let Err(error) = begun.await {
            // What was not sent can be sent again.
            self.inner.attachments.put_back(attachments);
            self.inner.release(&live);
            return Err(error);
        }
        self.run(live, model, 0);
        Ok(())
    }

    /// Says something else in place of a message of the person's, and starts a turn that answers that. What was attached
    /// to the message stays attached.
    pub async fn edit(&self, id: &str, message_id: &str, text: &str) -> Result<(), Error> {
        self.again(id, message_id, |old| {
            let attachments: Vec<_> = old
                .parts
                .iter()
                .filter_map(|part| match part {
                    Part::Attachment { attachment } => Some(attachment.as_ref().clone()),
                    _ => None,
                })
                .collect();
            let text = checked(text, !attachments.is_empty())?;
            (old.role == Role::User)
                .then(|| Some(Message::user(text, attachments, "")))
                .ok_or_else(nothing_there)
        })
        .await
    }

    /// Has the model answer once more in place of an answer.
    pub async fn regenerate(&self, id: &str, message_id: &str) -> Result<(), Error> {
        self.again(id, message_id, |old| {
            (old.role == Role::Assistant).then_some(None).ok_or_else(nothing_there)
        })
        .await
    }

    /// Begins beside a message: with the person's words that `instead` makes, or with another answer to the same ones.
    async fn again(
        &self,
        id: &str,
        message_id: &str,
        instead: impl FnOnce(&Message) -> Result<Option<Message>, Error>,
    ) -> Result<(), Error> {
        let parts = &self.inner.parts;
        let (live, row, model) = self.reserve(id).await?;
        let begun = async {
            let wanted = id_of(message_id).ok_or_else(nothing_there)?;
            let path = history::up_to(&parts.store, id, wanted).await?;
            let old = path.last().ok_or_else(nothing_there)?;
            let at = parts.clock.text();
            let user = instead(old)?.map(|user| Message {
                parent: old.parent,
                at: at.clone(),
                ..user
            });
            let answer = Message {
                parent: old.parent.filter(|_| user.is_none()),
                ..Message::answer(&at, parts.models.title(&model))
            };
            let start = Start {
                user,
                answer,
                // What was attached is there: the old message uses it.
                files: Vec::new(),
                title: row.title,
                sent: false,
                branches: true,
            };
            self.start(id, &live, start).await
        };
        if let Err(error) = begun.await {
            self.inner.release(&live);
            return Err(error);
        }
        self.run(live, model, 0);
        Ok(())
    }

    /// Lets the last answer go on that was stopped, or that broke off. What it has said so far stays.
    pub async fn go_on(&self, id: &str) -> Result<(), Error> {
        let parts = &self.inner.parts;
        let (live, row, model) = self.reserve(id).await?;
        let begun = async {
            let branch = history::branch(&parts.store, id, row.leaf).await?;
            let cut =
                |m: &Message| m.role == Role::Assistant && m.end.as_ref().is_some_and(|end| *end != TurnEnd::Complete);
            let readable = |m: &Message| !m.unreadable;
            let mut answer = branch
                .messages
                .into_iter()
                .next_back()
                .filter(cut)
                .filter(readable)
                .ok_or_else(|| {
                    Error::new(
                        Code::Invalid,
                        say!("There is no answer here that could go on. Send a message."),
                    )
                })?;
            let round = answer.next_round();
            answer.end = None;
            messages::update(&parts.store, &answer.row(id)).await?;
            live.start(answer);
            Ok::<u32, Error>(round)
        };
        match begun.await {
            Ok(round) => {
                self.inner.tell_row(id).await;
                self.run(live, model, round);
                Ok(())
            }
            Err(error) => {
                self.inner.release(&live);
                Err(error)
            }
        }
    }

    fn model(&self) -> Result<String, Error> {
        self.inner.parts.models.current_id().ok_or_else(|| {
            Error::new(
                Code::Model,
                say!("There is no model to answer. Add one in Settings; your text is kept."),
            )
        })
    }

    /// Takes the conversation's one place for a turn, and then looks at what is to be answered, and by which model.
    async fn reserve(&self, id: &str) -> Result<(Arc<Live>, conversations::Row, String), Error> {
        self.inner.row(id).await?;
        let live = self.inner.reserve(id).await?;
        let looked = async { Ok::<_, Error>((self.inner.row(id).await?, self.model()?)) };
        match looked.await {
            Ok((row, model)) => Ok((live, row, model)),
            Err(error) => {
                self.inner.release(&live);
                Err(error)
            }
        }
    }

    /// Stores what the turn begins with, and tells it.
    async fn start(&self, id: &str, live: &Live, start: Start) -> Result<(), Error> {
        let parts = &self.inner.parts;
        let user = start.user.as_ref().map(|user| user.whole_row(id));
        let begin = Beginning {
            user: user.as_ref(),
            files: &start.files,
            answer: &start.answer.row(id),
            title: &start.title,
            sent: start.sent,
        };
        let (user_id, answer_id) = messages::begin_turn(&parts.store, &begin).await?;
        let branch = if start.branches {
            Some(history::branch(&parts.store, id, Some(answer_id)).await)
        } else {
            None
        };
        let answer = match branch {
            // It is stored: from here on nothing fails, or the window would not know of it.
            Some(Ok(Branch {
                mut messages,
                elsewhere,
            })) => {
                let answer = messages.pop();
                self.tell_branch(id, &Branch { messages, elsewhere });
                answer
            }
            Some(Err(error)) => {
                tracing::warn!(%error, "the branch could not be read");
                None
            }
            None => None,
        };
        if let Some(user) = start.user.filter(|_| !start.branches) {
            parts.bus.emit(EventBody::Message {
                conversation_id: id.to_owned(),
                message: Message {
                    id: user_id.unwrap_or_default(),
                    ..user
                }
                .view(),
            });
        }
        live.start(answer.unwrap_or(Message {
            id: answer_id,
            parent: user_id.or(start.answer.parent),
            ..start.answer
        }));
        self.inner.tell_row(id).await;
        Ok(())
    }

    /// Runs a turn in a task of its own.
    fn run(&self, live: Arc<Live>, model: String, round: u32) {
        let inner = Arc::clone(&self.inner);
        tokio::spawn(async move {
            let _finished = live.finished.clone().drop_guard();
            let ended = turn::run(&live, &model, round).await;
            let stored = live.end(ended).await;
            // What could not be stored stays in memory, so that nothing shown is lost while the app runs.
            if stored {
                inner.forget(&live);
            }
            inner.tell_row(&live.conversation_id).await;
        });
    }
}

/// A person's words, if they can be sent.
fn checked(text: &str, more: bool) -> Result<&str, Error> {
    let text = text.trim();
    if text.is_empty() && !more {
        return Err(Error::new(Code::Invalid, say!("Write a message first.")));
    }
    if text.len() > LONGEST_MESSAGE {
        return Err(Error::new(
            Code::Invalid,
            say!("This message is too long. Send it in parts of less than 1 MB."),
        ));
    }
    Ok(text)
}

fn nothing_there() -> Error {
    Error::new(Code::NotFound, say!("This message is not there any more."))
}
