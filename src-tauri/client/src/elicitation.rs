//! What servers ask the person in the middle of a call (MCP elicitation): forms, and addresses to open.
//!
//! What enters: a server's request, with the call that it belongs to, and the person's answer. What leaves: a result
//! for the server that keeps to the form it sent, events, and the effect of opening an address, which only the
//! person's own answer leads to. A question is withdrawn with its call. It knows no transport and no era on purpose.

mod address;
mod form;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lanyard_net::url::Url;
use rmcp::ErrorData;
use rmcp::model::{ElicitRequestParams, ElicitResult, ElicitationAction};
use serde_json::{Map, Value};
use tokio::sync::{mpsc, oneshot};

use crate::Effect;
use crate::api::{Code, ElicitationAnswer, ElicitationAsk, ElicitationView, Error, EventBody};
use crate::events::Bus;
use crate::say;
use form::Form;

/// How many questions of one call may stand at once; a server that asks more is refused.
const MOST: usize = 8;
/// The longest message of a server that is shown, in characters.
const LONGEST_MESSAGE: usize = 4_000;

/// The questions that wait; a clone shares them.
#[derive(Clone)]
pub struct Elicitations {
    bus: Bus,
    effects: mpsc::UnboundedSender<Effect>,
    pending: Arc<Mutex<BTreeMap<String, Pending>>>,
}

struct Pending {
    view: ElicitationView,
    what: What,
    answer: oneshot::Sender<Given>,
}

enum What {
    Form(Form),
    Address {
        url: Url,
        /// The server's name for it, by which it says that the person is done.
        elicitation_id: String,
        visit: Visit,
    },
}

/// How an address is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visit {
    /// By opening it; the server waits for the rest by itself.
    Once,
    /// By the person's or the server's word that they are done there: the server is to be asked again then.
    UntilDone,
    /// The same, and the person has opened it before.
    Again,
}

enum Given {
    Accept(Option<Map<String, Value>>),
    Decline,
    Cancel,
}

/// On whose behalf a server asks: one call, and where its questions are shown.
pub struct Asker {
    elicitations: Elicitations,
    about: About,
    standing: AtomicUsize,
}

/// What a question belongs to.
#[derive(Debug, Clone)]
pub struct About {
    /// The server's id.
    pub server_id: String,
    /// Its name for people.
    pub server_name: String,
    /// The account the call runs as.
    pub account: Option<String>,
    /// What was called, for people.
    pub title: String,
    /// Where: empty outside conversations.
    pub conversation_id: String,
    /// The call; none outside conversations.
    pub call_id: Option<String>,
}

impl Elicitations {
    /// None stands yet.
    pub(crate) fn new(bus: Bus, effects: mpsc::UnboundedSender<Effect>) -> Self {
        Self {
            bus,
            effects,
            pending: Arc::default(),
        }
    }

    /// For one call.
    pub fn asker(&self, about: About) -> Arc<Asker> {
        Arc::new(Asker {
            elicitations: self.clone(),
            about,
            standing: AtomicUsize::new(0),
        })
    }

    /// The questions that wait in a conversation, in the order they were put.
    pub fn waiting_in(&self, conversation_id: &str) -> Vec<ElicitationView> {
        let all = self.lock();
        let here = all.values().map(|p| &p.view);
        here.filter(|v| v.conversation_id == conversation_id).cloned().collect()
    }

    /// The person's answer. [`Code::Invalid`] where it does not keep to the form; the question then stands.
    pub fn answer(&self, id: &str, answer: &ElicitationAnswer) -> Result<(), Error> {
        let mut all = self.lock();
        let pending = all.get_mut(id).ok_or_else(gone)?;
        let given = match (answer, &pending.what) {
            (ElicitationAnswer::Decline, _) => Given::Decline,
            (ElicitationAnswer::Cancel, _) => Given::Cancel,
            (ElicitationAnswer::Accept { content }, What::Form(form)) => {
                Given::Accept(Some(form.check(content.as_deref().unwrap_or("{}"))?))
            }
            (ElicitationAnswer::Accept { .. }, What::Address { .. }) if was_opened(&pending.view) => {
                Given::Accept(None)
            }
            (ElicitationAnswer::Open, What::Address { url, visit, .. }) => {
                // A shell that is gone opens nothing, and the person can still copy the address.
                let _ = self.effects.send(Effect::OpenUrl(url.clone()));
                if *visit != Visit::Once {
                    if let ElicitationAsk::Url { opened, .. } = &mut pending.view.ask {
                        *opened = true;
                    }
                    let elicitation = pending.view.clone();
                    self.bus.emit(EventBody::Elicitation { elicitation });
                    return Ok(());
                }
                Given::Accept(None)
            }
            _ => {
                return Err(Error::new(
                    Code::Invalid,
                    say!("This question is answered in another way."),
                ));
            }
        };
        let pending = all.remove(id).ok_or_else(gone)?;
        self.done(&pending.view);
        // A call that ended meanwhile has no ear any more.
        pending.answer.send(given).map_err(|_| gone())
    }

    /// The server says that the person is done at an address.
    fn complete(&self, server_id: &str, elicitation_id: &str) {
        let mut all = self.lock();
        let meant = all.iter().find(|(_, one)| {
            one.view.server_id == server_id
                && was_opened(&one.view)
                && matches!(&one.what, What::Address { elicitation_id: id, .. } if id == elicitation_id)
        });
        let Some(id) = meant.map(|(id, _)| id.clone()) else {
            return;
        };
        if let Some(pending) = all.remove(&id) {
            self.done(&pending.view);
            let _ = pending.answer.send(Given::Accept(None));
        }
    }

    fn put(&self, view: ElicitationView, what: What) -> oneshot::Receiver<Given> {
        let (sender, answer) = oneshot::channel();
        let pending = Pending {
            view: view.clone(),
            what,
            answer: sender,
        };
        // Told under the lock, so that no answer can overtake its question.
        let mut all = self.lock();
        all.insert(view.id.clone(), pending);
        self.bus.emit(EventBody::Elicitation { elicitation: view });
        answer
    }

    fn withdraw(&self, id: &str) {
        let mut all = self.lock();
        if let Some(pending) = all.remove(id) {
            self.done(&pending.view);
        }
    }

    fn done(&self, view: &ElicitationView) {
        self.bus.emit(EventBody::ElicitationDone {
            conversation_id: view.conversation_id.clone(),
            id: view.id.clone(),
        });
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Withdraws a question whose call ended, or which the server took back.
struct Withdraw<'a> {
    asker: &'a Asker,
    id: String,
}

impl Drop for Withdraw<'_> {
    fn drop(&mut self) {
        self.asker.elicitations.withdraw(&self.id);
        self.asker.standing.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Asker {
    /// Whether the person is being asked: the call is then not late, but waits for them.
    pub(crate) fn is_asking(&self) -> bool {
        self.standing.load(Ordering::SeqCst) > 0
    }

    /// The server says that the person is done at an address of its.
    pub(crate) fn complete(&self, elicitation_id: &str) {
        self.elicitations.complete(&self.about.server_id, elicitation_id);
    }

    /// Asks the person. Dropping the future withdraws the question. Errors: what the server asks can't be shown or opened (-32602).
    pub(crate) async fn ask(&self, request: ElicitRequestParams, visit: Visit) -> Result<ElicitResult, ErrorData> {
        let (message, what) = match request {
            ElicitRequestParams::FormElicitationParams {
                message,
                requested_schema,
                ..
            } => (message, What::Form(Form::of(&requested_schema)?)),
            ElicitRequestParams::UrlElicitationParams {
                message,
                url,
                elicitation_id,
                ..
            } => {
                let url = address::usable(&url)?;
                (
                    message,
                    What::Address {
                        url,
                        elicitation_id,
                        visit,
                    },
                )
            }
            _ => return Err(ErrorData::invalid_params("this kind of question is not known", None)),
        };
        let standing = self.standing.fetch_add(1, Ordering::SeqCst);
        let view = self.view(message, &what);
        // From here on the guard gives the place back.
        let withdraw = Withdraw {
            asker: self,
            id: view.id.clone(),
        };
        if standing >= MOST {
            return Err(ErrorData::invalid_params("too many questions stand already", None));
        }
        let answer = self.elicitations.put(view, what).await;
        drop(withdraw);
        Ok(match answer {
            Ok(Given::Accept(None)) => ElicitResult::new(ElicitationAction::Accept),
            Ok(Given::Accept(Some(content))) => {
                ElicitResult::new(ElicitationAction::Accept).with_content(Value::Object(content))
            }
            Ok(Given::Decline) => ElicitResult::new(ElicitationAction::Decline),
            Ok(Given::Cancel) | Err(_) => ElicitResult::new(ElicitationAction::Cancel),
        })
    }

    fn view(&self, mut message: String, what: &What) -> ElicitationView {
        if message.chars().count() > LONGEST_MESSAGE {
            message = message.chars().take(LONGEST_MESSAGE).chain(['…']).collect();
        }
        let about = &self.about;
        ElicitationView {
            id: uuid::Uuid::now_v7().to_string(),
            conversation_id: about.conversation_id.clone(),
            call_id: about.call_id.clone(),
            server_id: about.server_id.clone(),
            server_name: about.server_name.clone(),
            account: about.account.clone(),
            title: about.title.clone(),
            message,
            ask: match what {
                What::Form(form) => ElicitationAsk::Form {
                    fields: form.fields().to_vec(),
                },
                What::Address { url, visit, .. } => ElicitationAsk::Url {
                    url: url.to_string(),
                    host: address::host(url),
                    opened: *visit == Visit::Again,
                },
            },
        }
    }
}

fn was_opened(view: &ElicitationView) -> bool {
    matches!(view.ask, ElicitationAsk::Url { opened: true, .. })
}

fn gone() -> Error {
    Error::new(
        Code::NotFound,
        say!("This question has been answered already, or its call has ended."),
    )
}
