//! rmcp's HTTP client with our authorization at its door.
//!
//! Every request asks the [`Door`] for its headers and shows it the answer. What rmcp hides or loses (a challenge
//! without a header, a second header, a challenge on a notification or on the stream) is kept as a [`Trouble`].

mod reply;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use lanyard_net::url::Url;
use lanyard_net::{Net, classify};
use lanyard_oauth::{Door, Observation};
use rmcp::model::ClientJsonRpcMessage;
use rmcp::transport::streamable_http_client::{
    AuthRequiredError, SseError, StreamableHttpClient, StreamableHttpPostResponse, StreamableHttpResponseLimits,
};
use sse_stream::Sse;

use super::sse::events;
use super::trouble::{Failed, Failure, Report, Trouble};

const EVENT_STREAM: &str = "text/event-stream";
const JSON: &str = "application/json";
const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const MAX_SSE_EVENT: usize = 16 << 20;

/// One server's HTTP, with its authorization.
#[derive(Clone)]
pub(super) struct Authorized {
    net: Net,
    door: Door,
    report: Report,
    host: String,
}

fn bad_request(error: &dyn std::error::Error) -> Failed {
    Failed::Client(Failure {
        text: error.to_string(),
        trouble: None,
    })
}

impl Authorized {
    pub(super) fn new(net: Net, door: Door, report: Report, endpoint: &Url) -> Self {
        Self {
            net,
            door,
            report,
            host: endpoint.host_str().unwrap_or_default().to_owned(),
        }
    }

    /// Sends with credentials; once more when the door replaced them.
    async fn send(
        &self,
        method: Method,
        uri: &str,
        headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Result<reqwest::Response, Failed> {
        let url = Url::parse(uri).map_err(|e| bad_request(&e))?;
        // A new token, and a proof with the nonce that the server then asks for.
        let mut again = 2;
        loop {
            let pass = match self.door.authorize(&method, &url).await {
                Ok(pass) => pass,
                Err(error) => return Err(self.fail(Trouble::Auth(error))),
            };
            let mut request = self
                .net
                .client_to(&url)
                .request(method.clone(), url.clone())
                .headers(headers.clone());
            request = request.headers(pass.headers().clone());
            if let Some(body) = &body {
                request = request.body(body.clone());
            }
            let response = request.send().await.map_err(|e| self.unreachable(&e))?;
            let trouble = match self.door.observe(&pass, response.status(), response.headers()).await {
                Observation::Fine => return Ok(response),
                Observation::Retry if again > 0 => {
                    again -= 1;
                    continue;
                }
                Observation::Retry => Trouble::Status(response.status()),
                Observation::SignInRequired(challenge) => Trouble::SignIn(challenge),
                Observation::CompanySignInRequired => Trouble::CompanySignIn,
                Observation::StepUp(challenge) => Trouble::StepUp(challenge),
                Observation::Forbidden(why) => Trouble::Forbidden(why),
                Observation::KeyRefused => Trouble::KeyRefused,
                Observation::Unavailable(error) => Trouble::Auth(error),
            };
            return Err(self.fail(trouble));
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failed {
        self.fail(Trouble::Net(classify(&self.host, error)))
    }

    fn fail(&self, trouble: Trouble) -> Failed {
        self.report.put(trouble.clone());
        Failed::Client(Failure {
            text: trouble.to_string(),
            trouble: Some(Box::new(trouble)),
        })
    }

    async fn post(
        &self,
        uri: &str,
        message: ClientJsonRpcMessage,
        session_id: Option<Arc<str>>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
        limits: StreamableHttpResponseLimits,
    ) -> Result<StreamableHttpPostResponse, Failed> {
        let mut headers = merge(custom_headers);
        headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream, application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        let attached = session(&mut headers, session_id)?;
        let asked = match &message {
            ClientJsonRpcMessage::Request(request) => Some(request.id.clone()),
            _ => None,
        };
        let body = Bytes::from(serde_json::to_vec(&message)?);
        let response = self.send(Method::POST, uri, headers, Some(body)).await?;

        self.reply(response, asked, attached, limits).await
    }

    /// Whether this is a server of the transport of 2024-11-05: it answers a GET with a stream whose first event names
    /// another address to post to. It reads a beginning of the stream and no more.
    pub(super) async fn is_old(&self, uri: &str) -> bool {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(EVENT_STREAM))]);
        let Ok(response) = self.send(Method::GET, uri, headers, None).await else {
            return false;
        };
        if !response.status().is_success() || media_type(response.headers()) != EVENT_STREAM {
            return false;
        }
        let mut stream = events(response.bytes_stream(), 4_096);
        matches!(stream.next().await, Some(Ok(first)) if first.event.as_deref() == Some("endpoint"))
    }

    async fn listen(
        &self,
        uri: &str,
        session_id: Option<Arc<str>>,
        last_event_id: Option<String>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
        max_event: usize,
    ) -> Result<BoxStream<'static, Result<Sse, SseError>>, Failed> {
        let mut headers = merge(custom_headers);
        headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream, application/json"));
        session(&mut headers, session_id)?;
        if let Some(last) = last_event_id {
            let value = HeaderValue::from_str(&last).map_err(|e| bad_request(&e))?;
            headers.insert(LAST_EVENT_ID, value);
        }
        // A stream that is refused for want of a sign-in is not tried again by rmcp; the session is woken by the
        // sign-in itself.
        let response = self.send(Method::GET, uri, headers, None).await.map_err(|error| {
            if wants_a_person(&error) {
                return Failed::AuthRequired(AuthRequiredError::new(String::new()));
            }
            error
        })?;
        if response.status() == StatusCode::METHOD_NOT_ALLOWED {
            return Err(Failed::ServerDoesNotSupportSse);
        }
        if !response.status().is_success() {
            return Err(self.fail(Trouble::Status(response.status())));
        }
        if media_type(response.headers()) != EVENT_STREAM {
            return Err(Failed::UnexpectedContentType(Some(media_type(response.headers()))));
        }
        Ok(events(response.bytes_stream(), max_event))
    }
}

impl StreamableHttpClient for Authorized {
    type Error = Failure;

    async fn post_message(
        &self,
        uri: Arc<str>,
        message: ClientJsonRpcMessage,
        session_id: Option<Arc<str>>,
        _auth_header: Option<String>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
    ) -> Result<StreamableHttpPostResponse, Failed> {
        self.post(
            &uri,
            message,
            session_id,
            custom_headers,
            StreamableHttpResponseLimits::default(),
        )
        .await
    }

    async fn post_message_with_response_limits(
        &self,
        uri: Arc<str>,
        message: ClientJsonRpcMessage,
        session_id: Option<Arc<str>>,
        _auth_header: Option<String>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
        limits: StreamableHttpResponseLimits,
    ) -> Result<StreamableHttpPostResponse, Failed> {
        self.post(&uri, message, session_id, custom_headers, limits).await
    }

    async fn delete_session(
        &self,
        uri: Arc<str>,
        session_id: Arc<str>,
        _auth_header: Option<String>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
    ) -> Result<(), Failed> {
        let mut headers = merge(custom_headers);
        session(&mut headers, Some(session_id))?;
        let response = self.send(Method::DELETE, &uri, headers, None).await?;
        match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => Ok(()),
            status if status.is_success() => Ok(()),
            status => Err(self.fail(Trouble::Status(status))),
        }
    }

    async fn get_stream(
        &self,
        uri: Arc<str>,
        session_id: Option<Arc<str>>,
        last_event_id: Option<String>,
        _auth_header: Option<String>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
    ) -> Result<BoxStream<'static, Result<Sse, SseError>>, Failed> {
        self.listen(&uri, session_id, last_event_id, custom_headers, MAX_SSE_EVENT)
            .await
    }

    async fn get_stream_with_max_sse_event_size(
        &self,
        uri: Arc<str>,
        session_id: Option<Arc<str>>,
        last_event_id: Option<String>,
        _auth_header: Option<String>,
        custom_headers: HashMap<HeaderName, HeaderValue>,
        max_sse_event_size: usize,
    ) -> Result<BoxStream<'static, Result<Sse, SseError>>, Failed> {
        self.listen(&uri, session_id, last_event_id, custom_headers, max_sse_event_size)
            .await
    }
}

/// Whether an exchange was refused until a person does something.
fn wants_a_person(error: &Failed) -> bool {
    let Failed::Client(Failure {
        trouble: Some(trouble), ..
    }) = error
    else {
        return false;
    };
    matches!(
        trouble.as_ref(),
        Trouble::SignIn(_) | Trouble::CompanySignIn | Trouble::StepUp(_) | Trouble::KeyRefused | Trouble::Forbidden(_)
    )
}

fn merge(custom: HashMap<HeaderName, HeaderValue>) -> HeaderMap {
    custom.into_iter().collect()
}

/// Adds the session's id; whether there was one.
fn session(headers: &mut HeaderMap, id: Option<Arc<str>>) -> Result<bool, Failed> {
    let Some(id) = id else { return Ok(false) };
    let value = HeaderValue::from_str(&id).map_err(|e| bad_request(&e))?;
    headers.insert(SESSION_ID, value);
    Ok(true)
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
