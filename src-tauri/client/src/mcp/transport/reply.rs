//! What comes back for a message that was posted.
//!
//! An answer that is another's, or nobody's, would leave its caller waiting for ever: here it fails the exchange.

use http::StatusCode;
use rmcp::model::{RequestId, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_client::{StreamableHttpPostResponse, StreamableHttpResponseLimits};

use super::{Authorized, EVENT_STREAM, JSON, SESSION_ID, media_type};
use crate::mcp::sse::events;
use crate::mcp::trouble::{Failed, Trouble};

impl Authorized {
    /// Judges an answer. `asked` is the id of the request, where it was one; `attached` says that a session was named.
    pub(super) async fn reply(
        &self,
        response: reqwest::Response,
        asked: Option<RequestId>,
        attached: bool,
        limits: StreamableHttpResponseLimits,
    ) -> Result<StreamableHttpPostResponse, Failed> {
        let status = response.status();
        if matches!(status, StatusCode::ACCEPTED | StatusCode::NO_CONTENT) {
            return match asked {
                None => Ok(StreamableHttpPostResponse::Accepted),
                // A request that is merely accepted has no answer, ever.
                Some(_) => Err(self.fail(Trouble::NotMcp)),
            };
        }
        if status == StatusCode::NOT_FOUND && attached {
            return Err(Failed::SessionExpired);
        }
        let session = response.headers().get(&SESSION_ID);
        let session = session.and_then(|v| v.to_str().ok()).map(str::to_owned);
        let media = media_type(response.headers());
        if !status.is_success() {
            return self.refusal(response, status, &media, asked, attached, limits).await;
        }
        match media.as_str() {
            EVENT_STREAM => {
                let stream = events(response.bytes_stream(), limits.max_sse_event_size);
                Ok(StreamableHttpPostResponse::Sse(stream, session))
            }
            JSON => {
                let body = self.read(response, limits.max_json_response_size).await?;
                match (serde_json::from_slice(&body), asked) {
                    (Ok(message), None) => Ok(StreamableHttpPostResponse::Json(message, session)),
                    (Ok(message), Some(id)) => match answer_to(message, &id) {
                        Some(answer) => Ok(StreamableHttpPostResponse::Json(answer, session)),
                        None => Err(self.fail(Trouble::NotMcp)),
                    },
                    (Err(_), None) => Ok(StreamableHttpPostResponse::Accepted),
                    (Err(error), Some(_)) => {
                        self.report.put(Trouble::NotMcp);
                        Err(Failed::Deserialize(error))
                    }
                }
            }
            // The specification wants 202 for what needs no answer; some servers send an empty 200.
            _ if asked.is_none() => Ok(StreamableHttpPostResponse::Accepted),
            other => {
                self.report.put(Trouble::NotMcp);
                Err(Failed::UnexpectedContentType(Some(other.to_owned())))
            }
        }
    }

    /// A failed request may still carry a JSON-RPC error, which says more than the status.
    async fn refusal(
        &self,
        response: reqwest::Response,
        status: StatusCode,
        media: &str,
        asked: Option<RequestId>,
        attached: bool,
        limits: StreamableHttpResponseLimits,
    ) -> Result<StreamableHttpPostResponse, Failed> {
        if media == JSON && status != StatusCode::TOO_MANY_REQUESTS {
            let body = self.read(response, limits.max_json_response_size).await?;
            if let Ok(ServerJsonRpcMessage::Error(error)) = serde_json::from_slice(&body) {
                // The specification wants 404 for a session that is gone; servers that others wrote say it so, too.
                if attached
                    && status == StatusCode::BAD_REQUEST
                    && error.error.message.to_lowercase().contains("session")
                {
                    return Err(Failed::SessionExpired);
                }
                let answer = asked.and_then(|id| answer_to(ServerJsonRpcMessage::Error(error), &id));
                if let Some(answer) = answer {
                    return Ok(StreamableHttpPostResponse::Json(answer, None));
                }
            }
        }
        Err(self.fail(Trouble::Status(status)))
    }

    async fn read(&self, mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, Failed> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| self.unreachable(&e))? {
            if body.len() + chunk.len() > limit {
                return Err(Failed::ResponseBodyTooLarge { max_size: limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// A message as the answer to a request; none: it is another's. An error without an id answers the request that it came
/// back for (2026-07-28, error responses).
fn answer_to(message: ServerJsonRpcMessage, id: &RequestId) -> Option<ServerJsonRpcMessage> {
    match message {
        ServerJsonRpcMessage::Response(response) if response.id == *id => {
            Some(ServerJsonRpcMessage::Response(response))
        }
        ServerJsonRpcMessage::Error(mut error) if error.id.as_ref().is_none_or(|other| other == id) => {
            error.id = Some(id.clone());
            Some(ServerJsonRpcMessage::Error(error))
        }
        _ => None,
    }
}
