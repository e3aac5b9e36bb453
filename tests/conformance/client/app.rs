//! The whole client as the app runs it: configured by a company's file, connected in the background, signed in to by
//! a person's click and a browser, called through the approval rules.
//!
//! What enters: the server's address and a client id. What leaves: that the call succeeded, or why not. A person is
//! assumed who signs in whenever the app asks for it; when to stop asking is the app's decision.

use std::fmt::Write as _;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use futures::{Stream, StreamExt as _};
use lanyard_client::api::{Code, Event, EventBody, Profile, ServerState, ServerView, SignInState, ToolView};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::mcp::ToolInfo;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Effect, Options, VaultChoice};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use crate::{CLIENT_METADATA, Failure, Given, browser, calls};

/// The server's id in the company's file.
const SERVER: &str = "conformance";

/// Far more sign-ins than any scenario needs: only an app that asks for ever reaches it.
const MOST_SIGN_INS: usize = 12;

/// Connects, signs in as often as asked to, and uses what the server offers.
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
        company: Some(company(&given, folder.path())?),
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
    let result = desk.work(&given).await;
    desk.client.close().await;
    result
}

/// What a company's IT would write for what was handed out: programs first, a person where the server takes none.
fn company(given: &Given, folder: &Path) -> Result<Company, Failure> {
    let mut server = format!(
        "[[servers]]\nid = \"{SERVER}\"\nurl = {}\nredirect = \"loopback\"\n\
         client_metadata_url = \"{CLIENT_METADATA}\"\n",
        json!(given.url)
    );
    let mut provider = String::new();
    // A JSON string is also a TOML one.
    let mut line = |key: &str, value: &str| writeln!(server, "{key} = {}", json!(value));
    if let Some(id) = &given.client_id {
        line("client_id", id)?;
    }
    let secrets = [
        ("client_secret", &given.client_secret),
        ("client_key", &given.private_key),
        ("assertion", &given.assertion),
    ];
    for (key, secret) in secrets {
        if let Some(secret) = secret {
            line(key, &place(folder, key, secret)?)?;
        }
    }
    let sources = if let Some(company) = &given.company {
        let id_token = place(folder, "id_token", &company.id_token)?;
        write!(
            provider,
            "[identity_provider]\nissuer = {}\nclient_id = {}\nid_token = {}\n",
            json!(company.issuer),
            json!(company.client_id),
            json!(id_token)
        )?;
        json!(["company"])
    } else if given.assertion.is_some() {
        json!(["workload"])
    } else if given.client_secret.is_some() || given.private_key.is_some() {
        json!(["client_credentials", "sign_in"])
    } else {
        json!(["sign_in"])
    };
    let text = format!("default_rule = \"allow\"\n{server}credentials = {sources}\n{provider}");
    let (company, problems) = Company::parse(&text, Path::new("company.toml"));
    if problems.is_empty() {
        Ok(company)
    } else {
        Err(format!("the company's file has problems: {problems:?}").into())
    }
}

/// Puts a secret where the file can say that it is.
fn place(folder: &Path, name: &str, secret: &SecretString) -> Result<String, Failure> {
    let path = folder.join(name);
    std::fs::write(&path, secret.expose_secret())?;
    Ok(format!("file:{}", path.display()))
}

/// The app and the person in front of it.
struct Desk {
    client: Client,
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
    effects: UnboundedReceiver<Effect>,
    sign_ins: usize,
}

impl Desk {
    /// Does what a person would with what the server offers: calls its tools, takes its prompts, reads its resources.
    async fn work(&mut self, given: &Given) -> Result<(), Failure> {
        let server = self.ready().await?;
        if server.tools.is_empty() && server.prompts.is_empty() && server.resources.is_empty() {
            // Only the beginning is looked at.
            return Ok(());
        }
        for call in calls::of(given, &self.tools(&server)?)? {
            self.call(&call.tool, call.arguments).await?;
        }
        for prompt in &server.prompts {
            eprintln!("prompt {}", prompt.name);
            let required = prompt.arguments.iter().filter(|a| a.required);
            let arguments = required.map(|a| (a.name.clone(), "conformance".to_owned())).collect();
            let taking = self
                .client
                .get_prompt(SERVER, &prompt.name, &arguments, CancellationToken::new());
            taking.await.map_err(|e| told(&e))?;
        }
        for resource in &server.resources {
            eprintln!("resource {}", resource.uri);
            let reading = self
                .client
                .read_resource(SERVER, &resource.uri, CancellationToken::new());
            reading.await.map_err(|e| told(&e))?;
        }
        Ok(())
    }

    fn tools(&self, server: &ServerView) -> Result<Vec<Arc<ToolInfo>>, Failure> {
        let tool = |tool: &ToolView| self.client.tool(SERVER, &tool.name).map_err(|e| told(&e));
        server.tools.iter().map(tool).collect()
    }

    /// Calls a tool; a call that asks for a sign-in is made once more after it.
    async fn call(&mut self, tool: &str, arguments: Map<String, Value>) -> Result<(), Failure> {
        loop {
            self.ready().await?;
            eprintln!("calling {tool}");
            let call = self.client.prepare_call(SERVER, tool, arguments.clone())?;
            let client = self.client.clone();
            let mut running = Box::pin(client.run_call(call, None, |_, _| {}, CancellationToken::new()));
            let result = loop {
                tokio::select! {
                    result = &mut running => break result,
                    event = self.events.next() => {
                        if let EventBody::Elicitation { elicitation } = event.ok_or("the app ended")?.body {
                            eprintln!("asked: {}", elicitation.message);
                            self.client.answer_elicitation(&elicitation.id, &calls::agree(&elicitation))?;
                        }
                    }
                }
            };
            match result {
                Ok(answer) if answer.is_error => return Err(format!("the tool failed: {}", answer.text).into()),
                Ok(_) => return Ok(()),
                Err(error) if error.code == Code::SignInRequired => self.sign_in().await?,
                // A server may list what it can't call; that is then what the person reads, and no fault of the app's.
                Err(error) if error.message.to_string().contains("Method not found") => return Ok(()),
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
                ServerState::Off | ServerState::ConsentRequired { .. } => return Err("the server does not run".into()),
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
