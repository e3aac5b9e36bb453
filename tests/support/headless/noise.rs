//! Requests that mean harm, or nothing: parts of real ones, put together by chance.

use super::dice::Dice;

const PATHS: [&str; 18] = [
    "/mcp",
    "/mcp",
    "/mcp",
    "/authorize",
    "/token",
    "/token",
    "/register",
    "/revoke",
    "/consent",
    "/oauth/callback",
    "/jwks",
    "/healthz",
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
    "/.well-known/oauth-protected-resource/mcp",
    "/mcp/../token",
    "/%2e%2e/mcp",
    "/",
];

const METHODS: [&str; 8] = ["GET", "POST", "POST", "POST", "DELETE", "OPTIONS", "PUT", "NONSENSE"];

const KEYS: [&str; 18] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "scope",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "token",
    "assertion",
    "iss",
    "error",
    "csrf",
    "decision",
];

const VALUES: [&str; 18] = [
    "code",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "S256",
    "plain",
    "allow",
    "http://127.0.0.1/callback",
    "javascript:alert(1)",
    "https://evil.example/%0d%0aSet-Cookie:a=b",
    "leave:write openid",
    "%00",
    "%f0%28%8c%28",
    "' OR 1=1 --",
    "../../etc/passwd",
    "",
    "%7B%22a%22%3A1%7D",
];

const JSON: [&str; 8] = [
    r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"n","version":"1"}}}"#,
    r#"[{"jsonrpc":"2.0","id":null,"method":"tools/list"}]"#,
    r#"{"redirect_uris":["http://127.0.0.1/cb"],"client_name":"<script>"}"#,
    r#"{"redirect_uris":"#,
    r#"{"method":"tools/call","method":"tools/list"}"#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "null",
];

/// One request.
pub(crate) struct Noise {
    pub(crate) bytes: Vec<u8>,
    /// It goes to the tools.
    pub(crate) to_the_tools: bool,
}

fn one<'a>(dice: &mut Dice, of: &[&'a str]) -> &'a str {
    of[dice.below(of.len())]
}

/// A string of any bytes that may stand in a header.
fn junk(dice: &mut Dice, most: usize) -> String {
    (0..dice.below(most + 1))
        .map(|_| char::from(33 + u8::try_from(dice.below(94)).unwrap()))
        .collect()
}

fn pairs(dice: &mut Dice) -> String {
    let pair = |dice: &mut Dice| format!("{}={}", one(dice, &KEYS), one(dice, &VALUES));
    let many: Vec<String> = (0..dice.below(8)).map(|_| pair(dice)).collect();
    many.join("&").replace(' ', "+")
}

/// A token that nobody issued: another's with a letter changed or cut off, or none at all.
fn token(dice: &mut Dice, real: &str) -> String {
    match dice.below(5) {
        0 => junk(dice, 300),
        1 => format!("lanyard_{}", junk(dice, 40)),
        2 => real[..dice.below(real.len())].to_owned(),
        // Without its signature, and signed by nobody.
        3 => format!("{}.", real.rsplit_once('.').map_or(real, |(signed, _)| signed)),
        _ => {
            // Not in the last letter, of which some bits may not count.
            let at = dice.below(real.len() - 2);
            let other = if real.as_bytes()[at] == b'A' { 'B' } else { 'A' };
            format!("{}{other}{}", &real[..at], &real[at + 1..])
        }
    }
}

/// The next one.
pub(crate) fn request(dice: &mut Dice, host: &str, real: &str) -> Noise {
    let (method, path) = (one(dice, &METHODS), one(dice, &PATHS));
    let query = if dice.below(2) == 0 {
        format!("?{}", pairs(dice))
    } else {
        String::new()
    };
    let body = match dice.below(5) {
        0 => String::new(),
        1 => junk(dice, 2_000),
        2 => one(dice, &JSON).to_owned(),
        _ => pairs(dice),
    };
    let host = if dice.below(20) == 0 { "evil.example" } else { host };
    let mut text = format!("{method} {path}{query} HTTP/1.1\r\nhost: {host}\r\n");
    let mut header = |name: &str, value: &str| text.extend([name, ": ", value, "\r\n"]);
    header("content-length", &body.len().to_string());
    header("accept", "application/json, text/event-stream");
    let kind = [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/html",
        "*",
    ];
    header("content-type", one(dice, &kind));
    if dice.below(4) > 0 {
        header("authorization", &format!("Bearer {}", token(dice, real)));
    }
    if dice.below(4) == 0 {
        header("cookie", &junk(dice, 200));
        header(
            "origin",
            one(dice, &["null", "https://evil.example", "http://127.0.0.1:1"]),
        );
    }
    if dice.below(4) == 0 {
        header("mcp-session-id", &junk(dice, 60));
        header(
            "mcp-protocol-version",
            one(dice, &["2026-07-28", "2025-11-25", "never"]),
        );
        header("mcp-method", "tools/call");
    }
    text.push_str("\r\n");
    text.push_str(&body);
    Noise {
        bytes: text.into_bytes(),
        to_the_tools: path == "/mcp",
    }
}
