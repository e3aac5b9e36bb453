//! One request, one capped answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::address::{AddressRefused, literal_allowed};
use crate::url::{Refused, Url, check_endpoint, same_origin};
use crate::{Addresses, Net};

const MAX_REDIRECTS: usize = 5;

/// A request to be sent once.
#[derive(Debug, Clone)]
#[must_use]
pub struct Fetch {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
    addresses: Addresses,
    max_body: usize,
    timeout: Duration,
    redirects: usize,
}

/// What came back, whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The URL that answered, after redirects.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, at most the request's cap.
    pub body: Bytes,
}

/// Where an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Name, TCP or TLS.
    Connect,
    /// The request or the answer on its way.
    Transfer,
}

/// Why there is no answer. `host` is the host asked; nothing of the request's content is in the text.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FetchError {
    /// The URL is not one we use.
    #[error(transparent)]
    Url(#[from] Refused),
    /// The address rule forbids where the name leads.
    #[error("{host} leads to an address inside this network, which a public server may not name")]
    Address {
        /// The host asked.
        host: String,
    },
    /// No connection, or it broke.
    #[error("{host} can't be reached")]
    Unreachable {
        /// The host asked.
        host: String,
        /// Where it ended.
        step: Step,
        /// The operating system's or library's words, for Details.
        detail: String,
    },
    /// The server's certificate does not verify.
    #[error("the certificate of {host} can't be verified")]
    Certificate {
        /// The host asked.
        host: String,
        /// What the verifier said, for Details.
        detail: String,
    },
    /// No whole answer within the time.
    #[error("{host} did not answer within {seconds} s")]
    Timeout {
        /// The host asked.
        host: String,
        /// The limit, in seconds.
        seconds: u64,
    },
    /// The body is larger than the cap.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// The host asked.
        host: String,
        /// The cap, in bytes.
        limit: usize,
    },
    /// A redirect to another origin, or too many.
    #[error("{host} redirects {to}, which is not followed")]
    Redirect {
        /// The host asked.
        host: String,
        /// Where to, or how often.
        to: String,
    },
    /// A request that could not be written.
    #[error("the request to {host} can't be written: {reason}")]
    Request {
        /// The host asked.
        host: String,
        /// Why.
        reason: String,
    },
}

/// The body is not what was expected.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the answer of {host} is not the JSON expected: {reason}")]
pub struct NotJson {
    host: String,
    reason: String,
}

impl Fetch {
    /// GET: up to 1 MiB in 15 s, same-origin redirects followed.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            addresses: Addresses::Any,
            max_body: 1 << 20,
            timeout: Duration::from_secs(15),
            redirects: MAX_REDIRECTS,
        }
    }

    /// POST: the same limits, no redirect followed, because a body with secrets is sent to one place only.
    pub fn post(url: Url) -> Self {
        Self {
            method: Method::POST,
            redirects: 0,
            ..Self::get(url)
        }
    }

    /// Adds a header; a value that is not one is left out by the server's refusal, never sent cut.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// A form body (`application/x-www-form-urlencoded`).
    pub fn form<K: AsRef<str>, V: AsRef<str>>(mut self, pairs: &[(K, V)]) -> Self {
        let mut form = ::url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in pairs {
            form.append_pair(key.as_ref(), value.as_ref());
        }
        self.headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        self.body = Bytes::from(form.finish());
        self
    }

    /// A JSON body.
    pub fn json<T: Serialize>(mut self, value: &T) -> Result<Self, FetchError> {
        let body = serde_json::to_vec(value).map_err(|e| FetchError::Request {
            host: host(&self.url),
            reason: e.to_string(),
        })?;
        self.headers
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = Bytes::from(body);
        Ok(self)
    }

    /// A body of bytes; the content type is the caller's header.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Which addresses may be reached.
    pub fn addresses(mut self, rule: Addresses) -> Self {
        self.addresses = rule;
        self
    }

    /// The cap of the body, in bytes.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// The time for the whole exchange, redirects included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Follows no redirect: a 3xx is the answer.
    pub fn no_redirects(mut self) -> Self {
        self.redirects = 0;
        self
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, NotJson> {
        // The position is kept, the content is not: a body may hold a token.
        serde_json::from_slice(&self.body).map_err(|e| NotJson {
            host: host(&self.url),
            reason: format!("{:?} error at line {}, column {}", e.classify(), e.line(), e.column()),
        })
    }
}

impl Net {
    /// Sends the request and reads the answer whole.
    pub async fn fetch(&self, request: Fetch) -> Result<Answer, FetchError> {
        let name = host(&request.url);
        let timeout = request.timeout;
        tokio::time::timeout(timeout, self.exchange(request))
            .await
            .unwrap_or(Err(FetchError::Timeout {
                host: name,
                seconds: timeout.as_secs(),
            }))
    }

    async fn exchange(&self, request: Fetch) -> Result<Answer, FetchError> {
        let mut url = request.url.clone();
        let mut left = request.redirects;
        loop {
            check_endpoint(&url)?;
            if !literal_allowed(&url, request.addresses) {
                return Err(FetchError::Address { host: host(&url) });
            }
            let response = self
                .client_for(&url, request.addresses)
                .request(request.method.clone(), url.clone())
                .headers(request.headers.clone())
                .body(request.body.clone())
                .send()
                .await
                .map_err(|e| classify(&host(&url), &e))?;
            if request.redirects > 0
                && let Some(next) = redirect_target(&url, &response)
            {
                if left == 0 {
                    return Err(FetchError::Redirect {
                        host: host(&url),
                        to: "again and again".into(),
                    });
                }
                if !same_origin(&url, &next) {
                    return Err(FetchError::Redirect {
                        host: host(&url),
                        to: format!("to {}", host(&next)),
                    });
                }
                left -= 1;
                url = next;
                continue;
            }
            return read(url, response, request.max_body).await;
        }
    }
}

fn redirect_target(from: &Url, response: &reqwest::Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    from.join(response.headers().get(header::LOCATION)?.to_str().ok()?).ok()
}

async fn read(url: Url, mut response: reqwest::Response, limit: usize) -> Result<Answer, FetchError> {
    let too_large = || FetchError::TooLarge {
        host: host(&url),
        limit,
    };
    if response.content_length().is_some_and(|n| n > limit as u64) {
        return Err(too_large());
    }
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| classify(&host(&url), &e))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        url,
        status,
        headers,
        body: body.freeze(),
    })
}

/// Says what a failed exchange was: also for streams that use [`Net::client`] directly.
pub fn classify(host: &str, error: &reqwest::Error) -> FetchError {
    let host = host.to_owned();
    let mut detail = String::new();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.downcast_ref::<AddressRefused>().is_some() {
            return FetchError::Address { host };
        }
        if let Some(rustls::Error::InvalidCertificate(reason)) = inner.downcast_ref::<rustls::Error>() {
            return FetchError::Certificate {
                host,
                detail: format!("{reason:?}"),
            };
        }
        detail = inner.to_string();
        // An I/O error's `source` skips the error it wraps, and TLS errors come wrapped twice.
        let wrapped = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = wrapped.map_or_else(|| inner.source(), |e| Some(e as &(dyn std::error::Error + 'static)));
    }
    if error.is_timeout() {
        return FetchError::Timeout { host, seconds: 10 };
    }
    let step = if error.is_connect() {
        Step::Connect
    } else {
        Step::Transfer
    };
    FetchError::Unreachable { host, step, detail }
}

fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "the address".to_owned(),
    }
}
