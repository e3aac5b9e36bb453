//! How spans leave: through `net`, like everything else.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use lanyard_net::{Fetch, Net};
use opentelemetry_http::{HttpClient, HttpError};
use tokio::runtime::Handle;
use url::Url;

/// A collector's answer is a few bytes.
const MAX_ANSWER: usize = 64 << 10;

/// The OpenTelemetry library's HTTP client. It is called from a thread that is not the runtime's.
#[derive(Debug)]
pub(super) struct Post {
    net: Net,
    runtime: Handle,
}

impl Post {
    /// Within a Tokio runtime, which does the work.
    pub(super) fn new(net: Net) -> Self {
        Self {
            net,
            runtime: Handle::current(),
        }
    }
}

#[async_trait]
impl HttpClient for Post {
    async fn send_bytes(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let mut fetch = Fetch::post(Url::parse(&parts.uri.to_string())?)
            .timeout(Duration::from_secs(10))
            .max_body(MAX_ANSWER)
            .body(body);
        for (name, value) in &parts.headers {
            fetch = fetch.header(name.clone(), value.clone());
        }
        let net = self.net.clone();
        let answer = self.runtime.spawn(async move { net.fetch(fetch).await }).await??;
        let mut response = http::Response::new(answer.body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}
