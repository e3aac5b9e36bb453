//! AWS access keys, and requests signed with them (Signature Version 4).

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use lanyard_net::url::Url;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tracing::subscriber::{NoSubscriber, with_default};

use crate::api::Sentence;
use crate::clock::Clock;
use crate::say;

/// The service's name in a signature.
const SERVICE: &str = "bedrock";

/// The three parts of a key, as the access portal and the command line name them.
const PARTS: [&str; 3] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

/// An access key. A short-lived one has a session token.
#[derive(Clone)]
pub(in crate::models) struct AccessKey {
    id: String,
    secret: SecretString,
    token: Option<SecretString>,
}

/// Whether a text is meant as an access key. A Bedrock API key names none of its parts.
pub(super) fn is_access_key(text: &str) -> bool {
    // JSON names them without underscores.
    let bare = text.to_ascii_lowercase().replace('_', "");
    ["accesskeyid", "secretaccesskey"]
        .iter()
        .any(|name| bare.contains(name))
}

impl AccessKey {
    /// Reads what AWS offers to copy: the JSON of `aws configure export-credentials` and of `aws sts`, the lines for a
    /// shell, the lines for `~/.aws/credentials`; also where a field has made one line of them.
    pub(super) fn read(text: &str) -> Result<Self, Sentence> {
        let found = if text.starts_with('{') {
            of_json(text)
        } else {
            of_lines(text)
        };
        found.ok_or_else(|| {
            say!(
                "That is not an AWS access key: it needs an access key id and a secret access key, as AWS shows them to be copied."
            )
        })
    }

    /// What a request to one region carries besides, so that it is the key owner's (AWS Signature Version 4). The body is
    /// signed too. None: the request is none that can be signed.
    pub(in crate::models) fn sign(
        &self,
        region: &str,
        method: &Method,
        url: &Url,
        body: &[u8],
        clock: &Clock,
    ) -> Option<HeaderMap> {
        let identity = Credentials::new(
            &self.id,
            self.secret.expose_secret(),
            self.token.as_ref().map(|token| token.expose_secret().to_owned()),
            None,
            "lanyard",
        )
        .into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(SERVICE)
            .time(clock.now().into())
            .settings(SigningSettings::default())
            .build()
            .ok()?
            .into();
        let bare = std::iter::empty::<(&str, &str)>();
        let request = SignableRequest::new(method.as_str(), url.as_str(), bare, SignableBody::Bytes(body)).ok()?;
        // With a variable of the environment it would log the body, which is what a person said.
        let signed = with_default(NoSubscriber::default(), || sign(request, &params));
        let (signed, _) = signed.ok()?.into_parts();
        let mut headers = HeaderMap::new();
        for (name, value) in signed.headers() {
            let mut value = HeaderValue::from_str(value).ok()?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
        }
        Some(headers)
    }

    fn new(id: &str, secret: &str, token: Option<&str>) -> Option<Self> {
        let given = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        Some(Self {
            id: Some(id).filter(given)?.to_owned(),
            secret: Some(secret).filter(given)?.into(),
            token: match token {
                None | Some("") => None,
                Some(token) => Some(Some(token).filter(given)?.into()),
            },
        })
    }
}

fn of_json(text: &str) -> Option<AccessKey> {
    let value: Value = serde_json::from_str(text).ok()?;
    let parts = value.get("Credentials").unwrap_or(&value);
    let part = |name: &str| parts.get(name).and_then(Value::as_str);
    AccessKey::new(part("AccessKeyId")?, part("SecretAccessKey")?, part("SessionToken"))
}

fn of_lines(text: &str) -> Option<AccessKey> {
    let lower = text.to_ascii_lowercase();
    // Of two profiles, which one is meant can't be told, and half of each is none.
    if PARTS.iter().any(|name| lower.matches(name).count() > 1) {
        return None;
    }
    let places = PARTS.map(|name| lower.find(name));
    let [id, secret, token] = [0, 1, 2].map(|part| {
        let from = places[part]? + PARTS[part].len();
        // A value ends where the next part's name begins.
        let to = places.iter().flatten().copied().filter(|place| *place > from).min();
        let rest = text
            .get(from..to.unwrap_or(text.len()))?
            .trim_start()
            .strip_prefix(['=', ':'])?;
        let rest = rest.trim();
        match rest.strip_prefix(['"', '\'']) {
            Some(quoted) => quoted.split(['"', '\'']).next(),
            None => rest.split_whitespace().next(),
        }
    });
    AccessKey::new(id?, secret?, token)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String, Option<String>) {
        assert!(is_access_key(text), "{text}");
        let key = AccessKey::read(text).unwrap();
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        (key.id.clone(), plain(&key.secret), key.token.as_ref().map(plain))
    }

    #[test]
    fn it_reads_what_aws_offers_to_copy() {
        let whole = ("ASIA1".to_owned(), "s/e+c=".to_owned(), Some("tok/en==".to_owned()));
        for text in [
            r#"{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"s/e+c=","SessionToken":"tok/en==","Expiration":"x"}"#,
            r#"{"Credentials":{"AccessKeyId":"ASIA1","SecretAccessKey":"s/e+c=","SessionToken":"tok/en=="}}"#,
            "export AWS_ACCESS_KEY_ID=\"ASIA1\"\nexport AWS_SECRET_ACCESS_KEY=\"s/e+c=\"\nexport AWS_SESSION_TOKEN=\"tok/en==\"",
            // As a field of one line leaves it.
            "export AWS_ACCESS_KEY_ID=\"ASIA1\"export AWS_SECRET_ACCESS_KEY=\"s/e+c=\"export AWS_SESSION_TOKEN=\"tok/en==\"",
            "$Env:AWS_ACCESS_KEY_ID='ASIA1' $Env:AWS_SECRET_ACCESS_KEY='s/e+c=' $Env:AWS_SESSION_TOKEN='tok/en=='",
            "[1_Admin]\naws_access_key_id=ASIA1\naws_secret_access_key = s/e+c=\naws_session_token=tok/en==\n",
            "[1_Admin]aws_access_key_id=ASIA1aws_secret_access_key=s/e+c=aws_session_token=tok/en==",
            "aws_secret_access_key=s/e+c= aws_session_token=tok/en== aws_access_key_id=ASIA1",
        ] {
            assert_eq!(parts(text), whole, "{text}");
        }
        assert_eq!(
            parts(r#"{"AccessKeyId":"AKIA1","SecretAccessKey":"s","SessionToken":null}"#),
            ("AKIA1".into(), "s".into(), None)
        );
    }

    #[test]
    fn half_a_key_is_refused_and_an_api_key_is_none() {
        for text in [
            "AWS_ACCESS_KEY_ID=AKIA1",
            "AWS_SECRET_ACCESS_KEY=x",
            r#"{"AccessKeyId":"AKIA1"}"#,
            r#"{"AccessKeyId":"AKIA1","SecretAccessKey":""}"#,
            r#"{"AccessKeyId":"AKIA1","SecretAccessKey":"a\nb"}"#,
            "AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY=x",
            "[a]\naws_access_key_id=A\naws_secret_access_key=x\n[b]\naws_access_key_id=B\naws_secret_access_key=y\naws_session_token=z",
            "# aws_access_key_id=OLD\naws_access_key_id=A\naws_secret_access_key=x",
            "aws_access_key_id aws_secret_access_key",
        ] {
            assert!(is_access_key(text) && AccessKey::read(text).is_err(), "{text}");
        }
        assert!(!is_access_key("bedrock-api-key-YmVkcm9jaw=="));
        assert!(!is_access_key("ABSKQmVkcm9ja0FQSUtleS0="));
    }
}
