//! The client that the official MCP conformance suite starts: one server, its sign-ins, everything it offers, exit code.
//!
//! What enters: the server's address as the last argument, and the suite's environment (`MCP_CONFORMANCE_CONTEXT`,
//! JSON with what the scenario hands out beforehand). What leaves: 0 when the call succeeded, 1 whenever it did not,
//! with the reason on stderr. It knows no scenario on purpose: it does what the app does, and the suite judges.

mod app;
mod browser;
mod calls;

use std::process::ExitCode;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

/// The suite hosts no metadata document: this address is the one that its scenario `auth/basic-cimd` expects, and stands
/// for the one where a company hosts Lanyard's.
const CLIENT_METADATA: &str = "https://conformance-test.local/client-metadata.json";

/// Shorter than the suite's own limit of 30 s, so that a client that hangs still says where.
const LIMIT: Duration = Duration::from_secs(25);

/// Why the call did not succeed.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What the scenario hands to a client before it starts.
#[derive(Debug)]
struct Given {
    url: String,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    /// A private key in PEM in place of a secret.
    private_key: Option<SecretString>,
    /// What a workload shows in place of a sign-in.
    assertion: Option<SecretString>,
    company: Option<Company>,
    /// The calls to make, where the scenario says which: a tool's name and its arguments.
    calls: Option<Vec<(String, Map<String, Value>)>>,
}

/// A company's identity provider, where somebody has signed in already.
#[derive(Debug)]
struct Company {
    issuer: String,
    client_id: String,
    id_token: SecretString,
}

impl Given {
    fn read() -> Result<Self, Failure> {
        let url = std::env::args().nth(1).ok_or("the server's address is missing")?;
        let context: Value = match std::env::var("MCP_CONFORMANCE_CONTEXT") {
            Ok(text) => serde_json::from_str(&text)?,
            Err(_) => Value::Null,
        };
        let text = |key: &str| context[key].as_str().map(str::to_owned);
        let secret = |key: &str| text(key).map(SecretString::from);
        let company = match (text("idp_issuer"), text("idp_client_id"), secret("idp_id_token")) {
            (Some(issuer), Some(client_id), Some(id_token)) => Some(Company {
                issuer,
                client_id,
                id_token,
            }),
            _ => None,
        };
        let calls = context["toolCalls"].as_array().map(|all| {
            let call = |call: &Value| {
                let arguments = call["arguments"].as_object().cloned().unwrap_or_default();
                Some((call["name"].as_str()?.to_owned(), arguments))
            };
            all.iter().filter_map(call).collect()
        });
        Ok(Self {
            url,
            client_id: text("client_id"),
            client_secret: secret("client_secret"),
            private_key: secret("private_key_pem"),
            assertion: secret("valid_jwt"),
            company,
            calls,
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match tokio::time::timeout(LIMIT, run()).await {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(why)) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
        Err(_) => {
            eprintln!("not done after {} s", LIMIT.as_secs());
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    app::run(Given::read()?).await
}
