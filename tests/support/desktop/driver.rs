//! WebDriver, the part of it that is needed: a thin client of WebKitWebDriver (W3C WebDriver, HTTP and JSON).
//!
//! The driver attaches to an app that is running already, through WebKit's inspector: so it does not matter who started
//! the app, a test or the desktop by a link.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::child::Kept;
use super::desk::Desk;

/// The key under which WebDriver names an element (W3C WebDriver §11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session with one window.
#[derive(Debug)]
pub(crate) struct Driver {
    http: reqwest::Client,
    session: String,
    _process: Kept,
}

/// What the driver answered instead of a value: its error code and message.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Driver {
    /// Attaches to the app whose inspector listens on `inspector`.
    pub(crate) async fn attach(desk: &Desk, inspector: u16) -> Self {
        await_port(inspector, Duration::from_secs(30));
        let port = free_port();
        let process = Kept::start(
            desk.command("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .arg(format!("--target=127.0.0.1:{inspector}")),
            &desk.log("driver"),
        );
        await_port(port, Duration::from_secs(10));
        #[expect(
            clippy::disallowed_methods,
            reason = "the driver is a tool of the test, not a peer of the product"
        )]
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(90))
            .build();
        let http = http.expect("an HTTP client can be built");
        let base = format!("http://127.0.0.1:{port}/session");
        let wanted = json!({"capabilities": {"alwaysMatch": {"timeouts": {"script": 60_000}}}});
        let answer = send(http.post(&base).json(&wanted))
            .await
            .expect("the window can be driven");
        let id = answer["sessionId"].as_str().expect("a session has a name").to_owned();
        Self {
            http,
            session: format!("{base}/{id}"),
            _process: process,
        }
    }

    /// Runs a script in the page and returns its value. `arguments` are its arguments.
    pub(crate) async fn script(&self, script: &str, arguments: Value) -> Result<Value, Refused> {
        self.post("execute/sync", json!({"script": script, "args": arguments}))
            .await
    }

    /// Runs a script that calls its last argument with its value when it has one.
    pub(crate) async fn promise(&self, script: &str, arguments: Value) -> Result<Value, Refused> {
        self.post("execute/async", json!({"script": script, "args": arguments}))
            .await
    }

    /// Clicks an element as a pointer does.
    pub(crate) async fn click(&self, element: &Value) -> Result<Value, Refused> {
        self.post(&format!("element/{}/click", name(element)), json!({})).await
    }

    /// Types into an element, key by key.
    pub(crate) async fn keys(&self, element: &Value, text: &str) -> Result<Value, Refused> {
        self.post(&format!("element/{}/value", name(element)), json!({"text": text}))
            .await
    }

    /// Performs actions of an input device, wherever the focus is.
    pub(crate) async fn act(&self, actions: Value) -> Result<Value, Refused> {
        self.post("actions", actions).await
    }

    /// A picture of the page, as PNG in base64.
    pub(crate) async fn picture(&self) -> Result<String, Refused> {
        let value = send(self.http.get(format!("{}/screenshot", self.session))).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Loads the page anew.
    pub(crate) async fn reload(&self) -> Result<Value, Refused> {
        self.post("refresh", json!({})).await
    }

    /// Sets the window's size in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<Value, Refused> {
        self.post("window/rect", json!({"width": width, "height": height}))
            .await
    }

    /// Lets go of the window. Without this the next session might find it taken.
    pub(crate) async fn detach(&self) {
        let _ = send(self.http.delete(&self.session)).await;
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Refused> {
        send(self.http.post(format!("{}/{path}", self.session)).json(&body)).await
    }
}

fn name(element: &Value) -> &str {
    element[ELEMENT]
        .as_str()
        .unwrap_or_else(|| panic!("{element} is not an element"))
}

async fn send(request: reqwest::RequestBuilder) -> Result<Value, Refused> {
    let lost = |why: reqwest::Error| Refused {
        code: "lost".to_owned(),
        message: why.to_string(),
    };
    let mut answer: Value = request.send().await.map_err(lost)?.json().await.map_err(lost)?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(code) => Err(Refused {
            code: code.to_owned(),
            message: value["message"].as_str().unwrap_or_default().to_owned(),
        }),
        None => Ok(value),
    }
}

/// A port that nobody listens on at this moment.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback is up");
    listener.local_addr().expect("a listener has an address").port()
}

/// Waits until somebody listens. Another process's listening cannot be awaited, only tried.
fn await_port(port: u16, patience: Duration) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let until = Instant::now() + patience;
    while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
        assert!(Instant::now() < until, "nobody listens on port {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
