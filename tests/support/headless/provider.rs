//! A provider of others, started by Node: see `tests/providers`.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use secrecy::SecretString;
use serde_json::Value;

/// A provider that runs until this is dropped.
pub(crate) struct Provider {
    _child: Script,
    settings: lanyard_server::Provider,
}

impl Provider {
    /// Starts `oidc-provider` for a server that is answered at `redirect`. It blocks until the provider answers.
    pub(crate) fn oidc(redirect: &str) -> Self {
        let mut this = Self::start("oidc.mjs", redirect);
        let scopes = ["openid", "email", "profile", "groups", "offline_access"];
        this.settings.scopes = scopes.map(str::to_owned).to_vec();
        // OpenID Connect Core §11: without it no refresh token is given.
        this.settings.parameters = [("prompt".to_owned(), "consent".to_owned())].into();
        this
    }

    /// Starts `emulate` as Google, likewise. Scopes and parameters are those that the server has for Google by itself.
    pub(crate) fn google(redirect: &str) -> Self {
        let mut this = Self::start("google.mjs", redirect);
        // It looks for the secret nowhere else.
        this.settings.secret_in_form = true;
        this
    }

    fn start(script: &str, redirect: &str) -> Self {
        let (child, told) = start(script, &[redirect]);
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        let settings = lanyard_server::Provider {
            issuer: text("issuer"),
            client_id: text("client_id"),
            client_secret: Some(SecretString::from(text("client_secret"))),
            ..lanyard_server::Provider::default()
        };
        Self {
            _child: child,
            settings,
        }
    }

    /// How the bundled server uses it.
    pub(crate) fn settings(&self) -> lanyard_server::Provider {
        self.settings.clone()
    }

    /// Asks one of its own pages: what it has seen so far.
    pub(crate) async fn ask(&self, path: &str) -> Value {
        ask(&self.settings.issuer, path).await
    }
}

/// An MCP server with `oidc-provider` as its authorization server, until this is dropped.
pub(crate) struct Resource {
    _child: Script,
    issuer: String,
    url: String,
}

impl Resource {
    /// It blocks until both answer.
    pub(crate) fn start() -> Self {
        let (child, told) = start("resource.mjs", &[]);
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        Self {
            _child: child,
            issuer: text("issuer"),
            url: text("resource"),
        }
    }

    /// The MCP endpoint.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Asks one of the provider's own pages.
    pub(crate) async fn ask(&self, path: &str) -> Value {
        ask(&self.issuer, path).await
    }
}

/// A provider of models, until this is dropped.
pub(crate) struct Mock {
    _child: Script,
    url: String,
}

impl Mock {
    /// It blocks until it answers.
    pub(crate) fn start() -> Self {
        let (child, told) = start("models.mjs", &[]);
        Self {
            _child: child,
            url: told["url"].as_str().unwrap().to_owned(),
        }
    }

    /// Its address, without a path.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

struct Script(Child);

impl Drop for Script {
    fn drop(&mut self) {
        // Its standard input ends with it; this is for one that does not listen.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts one of the scripts and reads the line that it says once it answers.
fn start(script: &str, arguments: &[&str]) -> (Script, Value) {
    let folder = PathBuf::from(std::env::var_os("LANYARD_PROVIDERS").expect("cargo xtask test names the folder"));
    let node = std::env::var_os("LANYARD_NODE").expect("cargo xtask test names Node");
    let child = Command::new(node)
        .arg(script)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut script = Script(child.unwrap());
    let mut line = String::new();
    BufReader::new(script.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let told = serde_json::from_str(&line).unwrap();
    (script, told)
}

async fn ask(issuer: &str, path: &str) -> Value {
    let net = lanyard_net::Net::new(&lanyard_net::Settings::default()).unwrap();
    let url = format!("{issuer}{path}");
    net.client().get(url).send().await.unwrap().json().await.unwrap()
}
