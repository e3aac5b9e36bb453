//! A provider of others, started by Node: see `tests/providers`.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use secrecy::SecretString;
use serde_json::Value;

/// A provider that runs until this is dropped.
pub(crate) struct Provider {
    child: Child,
    issuer: String,
    told: Value,
}

impl Provider {
    /// Starts `oidc-provider` for a server that is answered at `redirect`. It blocks until the provider answers.
    pub(crate) fn oidc(redirect: &str) -> Self {
        let folder = PathBuf::from(std::env::var_os("LANYARD_PROVIDERS").expect("cargo xtask test names the folder"));
        let node = std::env::var_os("LANYARD_NODE").expect("cargo xtask test names Node");
        let mut child = Command::new(node)
            .arg("oidc.mjs")
            .arg(redirect)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let issuer = told["issuer"].as_str().unwrap().to_owned();
        Self { child, issuer, told }
    }

    /// How the bundled server uses it.
    pub(crate) fn settings(&self) -> lanyard_server::Provider {
        let text = |key: &str| self.told[key].as_str().unwrap().to_owned();
        let scopes = ["openid", "email", "profile", "groups", "offline_access"];
        lanyard_server::Provider {
            issuer: self.issuer.clone(),
            client_id: text("client_id"),
            client_secret: Some(SecretString::from(text("client_secret"))),
            scopes: scopes.map(str::to_owned).to_vec(),
            // OpenID Connect Core §11: without it no refresh token is given.
            parameters: [("prompt".to_owned(), "consent".to_owned())].into(),
            ..lanyard_server::Provider::default()
        }
    }

    /// Asks one of its own pages: what it has seen so far.
    pub(crate) async fn ask(&self, path: &str) -> Value {
        let net = lanyard_net::Net::new(&lanyard_net::Settings::default()).unwrap();
        let url = format!("{}{path}", self.issuer);
        net.client().get(url).send().await.unwrap().json().await.unwrap()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // Its standard input ends with it; this is for one that does not listen.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
