//! The client as a host of servers: opened on an empty folder, every tool allowed, asked by code instead of a window.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use lanyard_client::api::{ElicitationAnswer, ElicitationView, EventBody, Profile, ServerState, ServerView};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::mcp::ToolResult;
use lanyard_client::paths::Paths;
use lanyard_client::servers::Local;
use lanyard_client::{Client, Options, VaultChoice};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio_util::sync::CancellationToken;

use super::watch::Watch;

/// The longest that a server may take to begin or to say something.
const PATIENCE: Duration = Duration::from_mins(1);

/// One client; its files go with it.
pub(crate) struct Host {
    pub(crate) client: Client,
    pub(crate) watch: Watch,
    pub(crate) folder: TempDir,
}

/// What became of a call, with what its server asked meanwhile.
pub(crate) struct Called {
    pub(crate) result: Result<ToolResult, lanyard_client::api::Error>,
    pub(crate) asked: Vec<ElicitationView>,
}

impl Called {
    pub(crate) fn text(&self) -> &str {
        &self.result.as_ref().expect("a result").text
    }
}

impl Host {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(
            &folder.path().join("data"),
            folder.path().join("config"),
            folder.path().join("etc"),
            Profile::Main,
        );
        let company = Company::parse("default_rule = \"allow\"\n", std::path::Path::new("company.toml")).0;
        let client = Client::open(Options {
            profile: Profile::Main,
            paths,
            vault: VaultChoice::Memory,
            company: Some(company),
            clock: Clock::system(),
            connect: true,
        })
        .await
        .unwrap();
        Self {
            watch: Watch::new(&client),
            client,
            folder,
        }
    }

    /// Adds a program, allows it, and waits until it is ready.
    pub(crate) async fn program(&mut self, program: PathBuf, arguments: &[&str]) -> ServerView {
        let arguments: Vec<String> = arguments.iter().map(|&a| a.to_owned()).collect();
        let local = Local::new(&program.display().to_string(), &arguments, &[]).unwrap();
        let added = self.client.add_local_server("", local, BTreeMap::new()).await.unwrap();
        let (client, id) = (self.client.clone(), added.id.clone());
        self.watch
            .server("the question whether it may run", |s| {
                matches!(s, ServerState::ConsentRequired { .. })
            })
            .await;
        client.allow_local_server(&id).await.unwrap();
        self.ready(&id).await
    }

    /// Adds an address and waits until it is ready.
    pub(crate) async fn address(&mut self, url: &str) -> ServerView {
        let added = self.client.add_server(url).await.unwrap();
        self.ready(&added.id).await
    }

    /// Waits until a server is ready.
    pub(crate) async fn ready(&mut self, id: &str) -> ServerView {
        self.view(id, "a server that is ready", |s| s.state == ServerState::Ready)
            .await
    }

    /// Waits for a view of a server.
    pub(crate) async fn view(&mut self, id: &str, what: &str, fits: impl Fn(&ServerView) -> bool) -> ServerView {
        self.watch
            .until(what, |body| match body {
                EventBody::Server { server } if server.id == id && fits(server) => Some(server.clone()),
                _ => None,
            })
            .await
    }

    /// Calls a tool; `answer` answers what its server asks.
    pub(crate) async fn call(
        &self,
        server: &str,
        tool: &str,
        arguments: Value,
        answer: impl Fn(&ElicitationView) -> ElicitationAnswer,
    ) -> Called {
        let Value::Object(arguments) = arguments else {
            panic!("arguments are an object")
        };
        let call = self.client.prepare_call(server, tool, arguments).unwrap();
        assert!(call.question().is_none(), "the company allows every tool");
        let mut watch = Watch::new(&self.client);
        let mut asked = Vec::new();
        let mut running = Box::pin(self.client.run_call(call, None, |_, _| {}, CancellationToken::new()));
        loop {
            let question = watch.until("a question", |body| match body {
                EventBody::Elicitation { elicitation } => Some(elicitation.clone()),
                _ => None,
            });
            tokio::select! {
                result = &mut running => return Called { result, asked },
                one = question => {
                    self.client.answer_elicitation(&one.id, &answer(&one)).unwrap();
                    asked.push(one);
                }
            }
        }
    }
}

/// The answer that nobody was asked for.
pub(crate) fn nobody(asked: &ElicitationView) -> ElicitationAnswer {
    panic!("nobody is to be asked: {asked:?}")
}

/// A form's answers.
pub(crate) fn accept(content: &Value) -> ElicitationAnswer {
    ElicitationAnswer::Accept {
        content: Some(content.to_string()),
    }
}

/// No arguments.
pub(crate) fn none() -> Value {
    json!({})
}

/// A server over HTTP that others wrote, or whose protocol others wrote. It ends when it is dropped.
pub(crate) struct Other {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Other {
    /// Starts it; it listens at a port that is given to it in the environment or as an argument.
    pub(crate) fn start(program: &PathBuf, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .envs(environment.iter().copied())
            .current_dir(folder())
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Waits until it says this.
    pub(crate) async fn says(&mut self, words: &str) {
        let heard = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains(words) {
                    return;
                }
            }
            panic!("it ended before it said {words}");
        };
        tokio::time::timeout(PATIENCE, heard).await.expect("it is silent");
    }

    /// Ends it as a crash would.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// A port that nobody listens at right now.
pub(crate) async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits until somebody listens at a port.
pub(crate) async fn listens(port: u16) {
    let knocking = async {
        // There is no event for it: the one who listens is another program.
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, knocking).await.expect("nobody listens");
}

/// Waits until a file holds a line.
pub(crate) async fn noted(file: &std::path::Path, line: &str) {
    let reading = async {
        // There is no event for it: the one who writes is another program.
        while !std::fs::read_to_string(file)
            .unwrap_or_default()
            .lines()
            .any(|l| l == line)
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("it is not noted");
}

/// Where the servers are.
pub(crate) fn folder() -> PathBuf {
    variable("LANYARD_SERVERS")
}

pub(crate) fn node() -> PathBuf {
    variable("LANYARD_NODE")
}

pub(crate) fn python() -> PathBuf {
    variable("LANYARD_PYTHON")
}

fn variable(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(name).expect("cargo xtask test names it"))
}
