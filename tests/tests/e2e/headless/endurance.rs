//! The running program under a thousand sign-ins and a million requests that mean harm or nothing (a twentieth of both
//! without `cargo xtask soak`): it answers no 500, takes no token that it did not issue, and grows no further.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use crate::support::headless::browser::Browser;
use crate::support::headless::dice::{Dice, repeats};
use crate::support::headless::noise::{self, Noise};
use crate::support::headless::program::Program;

const REDIRECT: &str = "com.example.endurance:/back";
/// Forty-three letters, and their SHA-256 in base64url (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// By how much the memory may have grown from one half of a load to the other, in bytes and as a part.
const SLACK: (u64, f64) = (12 << 20, 1.25);

#[tokio::test]
async fn a_thousand_sign_ins_and_a_million_wild_requests_leave_it_as_it_was() {
    let mut program = Program::start().await;
    let net = lanyard_net::Net::new(&lanyard_net::Settings::default()).unwrap();
    let http = net.client();
    let registration = http
        .post(program.at("/register"))
        .json(&json!({"redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"}));
    let client: Value = registration.send().await.unwrap().json().await.unwrap();
    let client = client["client_id"].as_str().unwrap();

    let sign_ins = repeats(1_000);
    let (mut token, mut half) = (String::new(), None);
    for number in 0..sign_ins {
        token = sign_in(http, &program, client).await;
        if number == sign_ins / 2 {
            half = program.memory();
        }
    }
    level("sign-ins", half, program.memory());
    assert_eq!(call(http, &program, &token).await, 200);

    let mut dice = Dice::new();
    let requests = repeats(1_000_000);
    let address: SocketAddr = format!("127.0.0.1:{}", program.url().port().unwrap()).parse().unwrap();
    let host = address.to_string();
    let mut line = Line::new(address);
    let mut half = None;
    for number in 0..requests {
        let noise = noise::request(&mut dice, &host, &token);
        let status = line.send(&noise).await;
        assert!(
            status < 500,
            "{status} to {}: {dice}",
            String::from_utf8_lossy(&noise.bytes)
        );
        // A preflight carries no credential and opens nothing.
        let is_preflight = noise.bytes.starts_with(b"OPTIONS");
        let refused = (400..500).contains(&status) || status == Line::CLOSED || is_preflight;
        assert!(
            !noise.to_the_tools || refused,
            "{status} to {}: {dice}",
            String::from_utf8_lossy(&noise.bytes)
        );
        if number == requests / 2 {
            half = program.memory();
        }
    }
    level("wild requests", half, program.memory());
    assert!(program.is_running());
    let fresh = sign_in(http, &program, client).await;
    assert_eq!(call(http, &program, &fresh).await, 200, "{dice}");
    eprintln!("{sign_ins} sign-ins, {requests} wild requests; {dice}");
    program.stop().await;
}

/// A person signs in with a new browser; answers the access token.
async fn sign_in(http: &reqwest::Client, program: &Program, client: &str) -> String {
    let mut url = Url::parse(&program.at("/authorize")).unwrap();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client)
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256")
        .append_pair("state", "s")
        .append_pair("resource", program.url().as_str());
    let back = Browser::new().sign_in(&url, "Ada Lim").await.app();
    let back = Url::parse(&back).unwrap();
    let code = back
        .query_pairs()
        .find(|(key, _)| key == "code")
        .unwrap()
        .1
        .into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", REDIRECT),
        ("client_id", client),
    ];
    let answer = http.post(program.at("/token")).form(&form).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

async fn call(http: &reqwest::Client, program: &Program, token: &str) -> u16 {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "whoami",
        "arguments": {},
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "endurance", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    }});
    let request = http
        .post(program.url().clone())
        .bearer_auth(token)
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "tools/call")
        .header("mcp-name", "whoami");
    request.json(&body).send().await.unwrap().status().as_u16()
}

/// Whether the second half of a load cost no more memory than the first had already taken.
fn level(what: &str, half: Option<u64>, end: Option<u64>) {
    let Some((half, end)) = half.zip(end) else { return };
    eprintln!("{what}: {} kB at half, {} kB at the end", half >> 10, end >> 10);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some millions, above 0"
    )]
    let most = (half as f64 * SLACK.1) as u64 + SLACK.0;
    assert!(end <= most, "{what}: the memory grew from {half} to {end} bytes");
}

/// A connection that is opened anew when the server has closed it.
struct Line {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Line {
    /// What is answered for a connection that was closed without an answer.
    const CLOSED: u16 = 0;

    fn new(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
            buffer: Vec::new(),
        }
    }

    /// The status of an answer, once it is here as a whole.
    async fn send(&mut self, noise: &Noise) -> u16 {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.address).await.unwrap(),
        };
        self.buffer.clear();
        if stream.write_all(&noise.bytes).await.is_err() {
            return Self::CLOSED;
        }
        loop {
            if let Some(keeps) = is_whole(&self.buffer) {
                self.stream = keeps.then_some(stream);
                break;
            }
            match stream.read_buf(&mut self.buffer).await {
                Ok(read) if read > 0 => {}
                // The end of the connection is the end of the answer.
                _ => break,
            }
        }
        let status = self
            .buffer
            .get(9..12)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        status.and_then(|digits| digits.parse().ok()).unwrap_or(Self::CLOSED)
    }
}

/// Whether an answer has come to its end, and then whether the connection stays open.
fn is_whole(answer: &[u8]) -> Option<bool> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let body = &answer[head + 4..];
    let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let length = header("content-length: ").and_then(|length| length.trim().parse::<usize>().ok());
    let whole = match length {
        Some(length) => body.len() >= length,
        None if header("transfer-encoding: ").is_some() => body.ends_with(b"0\r\n\r\n"),
        None => matches!(&text[9..12], "204" | "304"),
    };
    whole.then(|| header("connection: ") != Some("close"))
}
