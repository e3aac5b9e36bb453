//! A client on a desk: opened over real files, with the office connected and a model's wire.

use std::pin::Pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use lanyard_client::api::{
    CallState, CallView, ConversationView, Event, EventBody, MessageView, PartView, Profile, ServerState, TurnEnd,
    UsageView,
};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Options, VaultChoice};
use lanyard_vault::Vault;
use tempfile::TempDir;

use crate::office::Office;
use crate::wire::Wire;

/// Long enough for a slow machine; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Desk {
    pub(crate) client: Client,
    pub(crate) office: Office,
    pub(crate) wire: Wire,
    pub(crate) vault: Vault,
    pub(crate) folder: TempDir,
    company: String,
    profile: Profile,
    pub(crate) seen: Vec<Event>,
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
}

impl Desk {
    /// Everything is allowed but what a test says otherwise: `rules` is TOML after the company's own.
    pub(crate) async fn new(rules: &str) -> Self {
        Self::of(Profile::Main, rules).await
    }

    pub(crate) async fn of(profile: Profile, rules: &str) -> Self {
        let (office, wire) = (Office::start().await, Wire::start().await);
        let (office_url, wire_url) = (&office.url, &wire.url);
        let company = format!(
            "name = \"Acme\"\ninstructions = \"Be polite to Acme's people.\"\n{}\n\
             [[servers]]\nid = \"office\"\nname = \"Office\"\nurl = \"{office_url}\"\n\
             [gateway]\nname = \"Acme models\"\nkind = \"openai\"\nbase_url = \"{wire_url}\"\nmodels = [\"big\"]\n\
             [[rules]]\nserver = \"office\"\ntool = \"forbidden\"\nrule = \"block\"\n{rules}",
            if rules.contains("[[rules]]") {
                ""
            } else {
                "default_rule = \"allow\""
            },
        );
        let folder = TempDir::new().unwrap();
        let vault = Vault::memory();
        let client = open(profile, &folder, &company, &vault).await;
        let events = Box::pin(client.subscribe(Some(client.begin())));
        let mut desk = Self {
            client,
            office,
            wire,
            vault,
            folder,
            company,
            profile,
            seen: Vec::new(),
            events,
        };
        desk.connected().await;
        desk
    }

    /// Closes the app and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.client.close().await;
        self.client = open(self.profile, &self.folder, &self.company, &self.vault).await;
        self.seen.clear();
        self.events = Box::pin(self.client.subscribe(Some(self.client.begin())));
        self.connected().await;
    }

    async fn connected(&mut self) {
        self.until(|event| matches!(event, EventBody::Server { server } if server.state == ServerState::Ready))
            .await;
    }

    /// A new conversation in which something was said.
    pub(crate) async fn say(&mut self, text: &str) -> String {
        let id = self.client.new_conversation().await.unwrap().summary.id;
        self.client.send_message(&id, text).await.unwrap();
        id
    }

    /// Reads events until one fits.
    pub(crate) async fn until(&mut self, fits: impl Fn(&EventBody) -> bool) -> EventBody {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.events.next()).await;
            let event = next
                .unwrap_or_else(|_| panic!("the event came; seen: {:#?}", self.seen))
                .expect("an event");
            self.seen.push(event.clone());
            if fits(&event.body) {
                return event.body;
            }
        }
    }

    /// Waits for the turn's end, and until the list says that nothing runs.
    pub(crate) async fn ended(&mut self) -> TurnEnd {
        let body = self.until(|event| matches!(event, EventBody::TurnEnded { .. })).await;
        let EventBody::TurnEnded { end, .. } = body else {
            panic!("an end")
        };
        self.until(|event| matches!(event, EventBody::Conversation { conversation } if !conversation.busy))
            .await;
        end
    }

    /// Says something, waits for the end, and checks that a replay of the events equals the view.
    pub(crate) async fn turn(&mut self, text: &str) -> (ConversationView, TurnEnd) {
        let id = self.say(text).await;
        let end = self.ended().await;
        (self.checked(&id).await, end)
    }

    /// The view, after a check that a replay of all events equals it.
    pub(crate) async fn checked(&self, id: &str) -> ConversationView {
        let view = self.client.open_conversation(id).await.unwrap();
        assert_eq!(replay(&self.seen, id), view, "a replay equals the view");
        view
    }

    /// The bytes of all files of the profile.
    pub(crate) fn bytes_on_disk(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.extend(std::fs::read(path).unwrap());
                }
            }
        }
        all
    }
}

pub(crate) async fn open(profile: Profile, folder: &TempDir, company: &str, vault: &Vault) -> Client {
    let (company, problems) = Company::parse(company, std::path::Path::new("company.toml"));
    assert!(problems.is_empty(), "{problems:?}");
    open_with(profile, folder, company, vault).await
}

pub(crate) async fn open_with(profile: Profile, folder: &TempDir, company: Company, vault: &Vault) -> Client {
    let nowhere = folder.path().join("config");
    let options = Options {
        profile,
        paths: Paths::under(folder.path(), nowhere.clone(), nowhere, profile),
        vault: VaultChoice::Given(vault.clone()),
        company: Some(company),
        clock: Clock::system(),
        connect: true,
    };
    Client::open(options).await.unwrap()
}

/// What a window does with events, in one function.
fn replay(events: &[Event], id: &str) -> ConversationView {
    let mut view: Option<ConversationView> = None;
    for event in events {
        match (event.body.clone(), &mut view) {
            (EventBody::Conversation { conversation }, view) if conversation.id == id => {
                let messages = view.take().unwrap_or(ConversationView {
                    seq: 0,
                    summary: conversation.clone(),
                    messages: Vec::new(),
                    elicitations: Vec::new(),
                    approvals: Vec::new(),
                    draft: String::new(),
                    instructions: String::new(),
                    elsewhere: UsageView::default(),
                });
                *view = Some(ConversationView {
                    summary: conversation,
                    ..messages
                });
            }
            (body, Some(view)) => apply(view, id, body),
            _ => {}
        }
        if let Some(view) = &mut view {
            view.seq = event.seq;
        }
    }
    view.expect("the conversation was told")
}

fn apply(view: &mut ConversationView, id: &str, body: EventBody) {
    match body {
        EventBody::Message {
            conversation_id,
            message,
        } if conversation_id == id => match view.messages.iter_mut().find(|m| m.id == message.id) {
            Some(old) => *old = message,
            None => view.messages.push(message),
        },
        EventBody::Delta {
            conversation_id,
            message_id,
            part,
            reasoning,
            text,
        } if conversation_id == id => {
            let parts = &mut message(view, &message_id).parts;
            let part = part as usize;
            if part == parts.len() {
                let empty = String::new();
                parts.push(if reasoning {
                    PartView::Reasoning { text: empty }
                } else {
                    PartView::Text { text: empty }
                });
            }
            match &mut parts[part] {
                PartView::Text { text: old } if !reasoning => old.push_str(&text),
                PartView::Reasoning { text: old } if reasoning => old.push_str(&text),
                other => panic!("{other:?} takes no such delta"),
            }
        }
        EventBody::Call {
            conversation_id,
            message_id,
            call,
        } if conversation_id == id => {
            let parts = &mut message(view, &message_id).parts;
            let old = parts
                .iter_mut()
                .find(|part| matches!(part, PartView::Call { call: old } if old.id == call.id));
            match old {
                Some(old) => *old = PartView::Call { call },
                None => parts.push(PartView::Call { call }),
            }
        }
        EventBody::Branch {
            conversation_id,
            messages,
            elsewhere,
        } if conversation_id == id => {
            view.messages = messages;
            view.elsewhere = elsewhere;
        }
        EventBody::Instructions {
            conversation_id,
            instructions,
        } if conversation_id == id => view.instructions = instructions,
        EventBody::Approval { approval } if approval.conversation_id == id => view.approvals.push(approval),
        EventBody::ApprovalDone {
            conversation_id,
            id: done,
        } if conversation_id == id => {
            view.approvals.retain(|approval| approval.id != done);
        }
        EventBody::TurnEnded {
            conversation_id,
            message_id,
            end,
        } if conversation_id == id => {
            message(view, &message_id).end = Some(end);
        }
        _ => {}
    }
}

fn message<'a>(view: &'a mut ConversationView, id: &str) -> &'a mut MessageView {
    view.messages
        .iter_mut()
        .find(|m| m.id == id)
        .expect("the message was told")
}

/// The text of the last message.
pub(crate) fn text(view: &ConversationView) -> String {
    let parts = view.messages.last().unwrap().parts.iter();
    parts
        .filter_map(|part| {
            if let PartView::Text { text } = part {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect()
}

/// Our own sentences in the last message.
pub(crate) fn notes(view: &ConversationView) -> Vec<String> {
    let parts = view.messages.last().unwrap().parts.iter();
    parts
        .filter_map(|part| {
            if let PartView::Note { sentence } = part {
                Some(sentence.to_string())
            } else {
                None
            }
        })
        .collect()
}

/// The calls of the last message.
pub(crate) fn calls(view: &ConversationView) -> Vec<CallView> {
    let parts = view.messages.last().unwrap().parts.iter();
    parts
        .filter_map(|part| {
            if let PartView::Call { call } = part {
                Some(call.clone())
            } else {
                None
            }
        })
        .collect()
}

/// How those calls stand.
pub(crate) fn states(view: &ConversationView) -> Vec<CallState> {
    calls(view).iter().map(|call| call.state).collect()
}
