//! The whole client as the app runs it: configured by a company's file, connected in the background, signed in to by
//! a person's click and a browser, called through the approval rules.
//!
//! What enters: the server's address and a client id. What leaves: that the call succeeded, or why not. A person is
//! assumed who signs in whenever the app asks for it; when to stop asking is the app's decision.

use std::path::Path;
use std::pin::Pin;

use futures::{Stream, StreamExt as _};
use lanyard_client::api::{Code, Event, EventBody, Profile, ServerState, ServerView, SignInState};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Effect, Options, VaultChoice};
use serde_json::{Map, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use crate::{CLIENT_METADATA, Failure, Given, browser};

/// The server's id in the company's file.
const SERVER: &str = "conformance";

/// Far more sign-ins than any scenario needs: only an app that asks for ever reaches it.
const MOST_SIGN_INS: usize = 12;

/// Connects, signs in as often as asked to, and calls the first tool.
pub(crate) async fn run(given: Given) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let client = Client::open(Options {
        // The demo's profile differs in its model only, and does not look for others on this computer.
        profile: Profile::Demo,
        paths: Paths::under(
            &folder.path().join("data"),
            folder.path().join("config"),
            folder.path().join("etc"),
            Profile::Demo,
        ),
        vault: VaultChoice::Memory,
        company: Some(company(&given)?),
        clock: Clock::system(),
        connect: true,
    })
    .await?;
    let mut desk = Desk {
        events: client.subscribe(Some(client.begin())).boxed(),
        effects: client.effects().ok_or("the app's effects were taken already")?,
        client,
        sign_ins: 0,
    };
    let result = desk.call().await;
    desk.client.close().await;
    result
}

/// What a company's IT would write for this server.
fn company(given: &Given) -> Result<Company, Failure> {
    // A JSON string is also a TOML one.
    let client_id = given
        .client_id
        .as_ref()
        .map(|id| format!("client_id = {}\n", json!(id)))
        .unwrap_or_default();
    let text = format!(
        "default_rule = \"allow\"\n[[servers]]\nid = \"{SERVER}\"\nurl = {}\nredirect = \"loopback\"\n\
         client_metadata_url = \"{CLIENT_METADATA}\"\n{client_id}",
        json!(given.url)
    );
    let (company, problems) = Company::parse(&text, Path::new("company.toml"));
    if problems.is_empty() {
        Ok(company)
    } else {
        Err(format!("the company's file has problems: {problems:?}").into())
    }
}

/// The app and the person in front of it.
struct Desk {
    client: Client,
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
    effects: UnboundedReceiver<Effect>,
    sign_ins: usize,
}

impl Desk {
    /// Calls the first tool that the server lists; a call that asks for a sign-in is made once more after it.
    async fn call(&mut self) -> Result<(), Failure> {
        loop {
            let server = self.ready().await?;
            let tool = server.tools.first().ok_or("the server lists no tool")?.name.clone();
            eprintln!("calling {tool}");
            let call = self.client.prepare_call(SERVER, &tool, Map::new())?;
            let result = self
                .client
                .run_call(call, None, |_, _| {}, CancellationToken::new())
                .await;
            match result {
                Ok(answer) if answer.is_error => return Err(format!("the tool failed: {}", answer.text).into()),
                Ok(_) => return Ok(()),
                Err(error) if error.code == Code::SignInRequired => self.sign_in().await?,
                Err(error) => return Err(told(&error)),
            }
        }
    }

    /// Waits until the server is ready, signing in on the way.
    async fn ready(&mut self) -> Result<ServerView, Failure> {
        loop {
            let servers = self.client.servers().await;
            let server = servers
                .into_iter()
                .find(|s| s.id == SERVER)
                .ok_or("the server is gone")?;
            match &server.state {
                ServerState::Ready => return Ok(server),
                ServerState::SignInRequired { .. } => self.sign_in().await?,
                ServerState::Failed { error } | ServerState::Waiting { error, .. } => return Err(told(error)),
                ServerState::Off => return Err("the server is switched off".into()),
                ServerState::Connecting => {
                    self.next().await?;
                }
            }
        }
    }

    /// One click on "sign in", the browser, and the session's new beginning.
    async fn sign_in(&mut self) -> Result<(), Failure> {
        self.sign_ins += 1;
        if self.sign_ins > MOST_SIGN_INS {
            return Err("the app asks for a sign-in again and again".into());
        }
        eprintln!("sign-in {}", self.sign_ins);
        let id = self.client.sign_in(SERVER)?;
        // Whether the answer came, and whether the session has begun anew with it: which of "done" and "connecting"
        // is told first is not promised.
        let (mut answered, mut done, mut anew) = (false, false, false);
        while !(done && anew) {
            tokio::select! {
                Some(effect) = self.effects.recv() => {
                    if let Effect::OpenUrl(url) = effect {
                        browser::open(&url).await?;
                    }
                }
                event = self.events.next() => match event.ok_or("the app ended")?.body {
                    EventBody::SignIn { sign_in } if sign_in.id == id => match sign_in.state {
                        SignInState::Preparing | SignInState::Waiting => {}
                        SignInState::Finishing => answered = true,
                        SignInState::Done { .. } => done = true,
                        SignInState::Denied { message } => return Err(message.to_string().into()),
                        SignInState::Failed { error } => return Err(told(&error)),
                        SignInState::Cancelled => return Err("the sign-in was cancelled".into()),
                    },
                    EventBody::Server { server } if server.id == SERVER => {
                        anew |= answered && server.state == ServerState::Connecting;
                    }
                    _ => {}
                },
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Event, Failure> {
        self.events.next().await.ok_or_else(|| "the app ended".into())
    }
}

/// The sentence and what stands in its Details fold.
fn told(error: &lanyard_client::api::Error) -> Failure {
    format!("{error} ({:?})", error.details).into()
}
