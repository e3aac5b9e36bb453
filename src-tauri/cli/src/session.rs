//! One server, connected as far as it lets us.

use std::pin::Pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use lanyard_client::api::{Code, Error, Event, EventBody, Sentence, ServerState, ServerView};
use lanyard_client::{Client, Effect, say};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::interrupt::Interrupt;
use crate::output::Output;

/// A server that neither answers nor fails is given up after this long; each step has its own limit below it.
const PATIENCE: Duration = Duration::from_secs(90);

/// The server a command is about.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) out: Output,
    pub(crate) interrupt: Interrupt,
    /// As last told.
    pub(crate) server: ServerView,
    pub(crate) events: Pin<Box<dyn Stream<Item = Event> + Send>>,
    pub(crate) effects: UnboundedReceiver<Effect>,
    /// The server was not configured before this command.
    added: bool,
}

/// Where a server stands once it is no longer on its way.
#[derive(Debug)]
pub(crate) enum Settled {
    /// Its tools are there.
    Ready,
    /// It wants a sign-in.
    SignIn {
        /// Why, when it was signed in before.
        reason: Option<Sentence>,
    },
}

impl Session {
    /// Takes the server with this address or id; an address that is not configured yet is added.
    pub(crate) async fn begin(client: Client, server: &str, out: Output, interrupt: Interrupt) -> Result<Self, Error> {
        let before = client.configured_servers().await?;
        let events = Box::pin(client.subscribe(None));
        let effects = client
            .effects()
            .ok_or_else(|| Error::new(Code::Internal, say!("A command is about one server.")))?;
        let server = client.use_server(server).await?;
        let known = before.iter().any(|s| s.id == server.id);
        Ok(Self {
            client,
            out,
            interrupt,
            server,
            events,
            effects,
            added: !known,
        })
    }

    /// Waits until the server is ready, wants a sign-in, or failed.
    pub(crate) async fn settle(&mut self) -> Result<Settled, Error> {
        let stop = self.interrupt.token();
        let late = tokio::time::sleep(PATIENCE);
        tokio::pin!(late);
        loop {
            match &self.server.state {
                ServerState::Connecting => {}
                ServerState::Ready => return Ok(Settled::Ready),
                ServerState::SignInRequired { reason } => return Ok(Settled::SignIn { reason: reason.clone() }),
                ServerState::Failed { error } => return Err(error.clone()),
                ServerState::Waiting { error, .. } => return Err(once(error.clone(), &self.server.name)),
                ServerState::ConsentRequired { command, .. } => {
                    let message = say!(
                        "{server} is a program that has not been allowed yet: {command}. Add it again in a terminal to allow it.",
                        server = &self.server.name,
                        command = command
                    );
                    return Err(Error::new(Code::ApprovalRequired, message));
                }
                ServerState::Off => {
                    let message = say!(
                        "{server} is switched off. Switch it on in the app.",
                        server = &self.server.name
                    );
                    return Err(Error::new(Code::NotFound, message));
                }
            }
            tokio::select! {
                () = stop.cancelled() => return Err(stopped()),
                () = &mut late => {
                    let message = say!("{server} did not answer in time. Try again.", server = &self.server.name);
                    return Err(Error::new(Code::Unreachable, message));
                }
                event = self.events.next() => self.hear(event).await?,
            }
        }
    }

    /// Whether an event tells of this server.
    pub(crate) fn is_about(&self, event: Option<&Event>) -> bool {
        matches!(event, Some(Event { body: EventBody::Server { server }, .. }) if server.id == self.server.id)
    }

    /// Takes note of what an event says about the server.
    pub(crate) async fn hear(&mut self, event: Option<Event>) -> Result<(), Error> {
        match event.map(|event| event.body) {
            Some(EventBody::Server { server }) if server.id == self.server.id => self.server = server,
            // Some events were missed: the present state is asked for.
            Some(EventBody::Reset) => {
                if let Some(server) = self.client.servers().await.into_iter().find(|s| s.id == self.server.id) {
                    self.server = server;
                }
            }
            Some(_) => {}
            None => return Err(Error::new(Code::Internal, say!("Lanyard's core ended."))),
        }
        Ok(())
    }

    /// Forgets a server that this command added to no use, so that a mistyped address does not stay in the app.
    pub(crate) async fn forget_if_added(&self) {
        if self.added {
            // It is a courtesy: what failed first is what the person is told.
            let _ = self.client.remove_server(&self.server.id).await;
        }
    }
}

/// A window keeps trying; a command tries once, and says so.
fn once(mut error: Error, server: &str) -> Error {
    if error.code == Code::Unreachable {
        error.message = say!(
            "{server} can't be reached right now. Check its address and your connection, then try again.",
            server
        );
    }
    error
}

/// What a command ends with after Ctrl-C.
pub(crate) fn stopped() -> Error {
    Error::new(Code::Cancelled, say!("Stopped."))
}
