//! Requests whose bodies say more than genai writes, or are signed.
//!
//! genai makes a body and sends it in one breath. Such a request goes to a port of this process first, open for it alone
//! and at a path that nobody can guess; what is lacking is added there, and the answer comes back piece by piece. No
//! proxy sees this part of the way.

use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt as _;
use genai::resolver::{AuthData, Endpoint};
use genai::{Headers, ModelIden, ServiceTarget};
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Empty, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use lanyard_net::url::Url;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// As many may knock at once, and so long each may take to say what it wants: none of them is us.
const CALLERS: usize = 64;
const HESITATION: Duration = Duration::from_secs(5);
/// After a failure of the system's to let somebody in, which says nothing of the next.
const PAUSE: Duration = Duration::from_millis(20);

/// The body as it is sent on, and the headers that follow from it. None: it can't be sent.
pub(super) type Finish = Box<dyn Fn(&[u8]) -> Option<(Vec<u8>, HeaderMap)> + Send + Sync>;
type Body = BoxBody<Bytes, reqwest::Error>;

/// Where a request goes on to, and how.
pub(super) struct Errand {
    pub(super) http: reqwest::Client,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) finish: Finish,
}

/// Why nothing came back.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The provider was not reached.
    Web(reqwest::Error),
    /// The body could not be finished.
    Unfinished,
}

/// The port; nobody listens there any more when this is dropped, and what is under way ends.
pub(super) struct Relay {
    client: genai::Client,
    url: String,
    known: Arc<Known>,
    _serving: AbortOnDropHandle<()>,
}

/// What is known of the errand.
#[derive(Default)]
struct Known {
    trouble: OnceLock<Trouble>,
    added: OnceLock<HeaderMap>,
}

impl Relay {
    /// None: this computer gave no port.
    pub(super) async fn open(errand: Errand) -> Option<Self> {
        let client = super::client(&lanyard_net::near().ok()?)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.ok()?;
        let path = format!("/{}", uuid::Uuid::new_v4());
        let url = format!("http://{}{path}", listener.local_addr().ok()?);
        let known = Arc::<Known>::default();
        let serving = tokio::spawn(serve(listener, path, Arc::new(errand), Arc::clone(&known)));
        Some(Self {
            client,
            url,
            known,
            _serving: AbortOnDropHandle::new(serving),
        })
    }

    /// The client that reaches the port: no proxy stands between.
    pub(super) fn client(&self) -> genai::Client {
        self.client.clone()
    }

    /// What genai is told.
    pub(super) fn target(&self, model: ModelIden) -> ServiceTarget {
        ServiceTarget {
            endpoint: Endpoint::from_owned(self.url.as_str()),
            auth: AuthData::RequestOverride {
                url: self.url.clone(),
                headers: Headers::default(),
            },
            model,
        }
    }

    /// What went wrong on this side of the provider.
    pub(super) fn trouble(&self) -> Option<&Trouble> {
        self.known.trouble.get()
    }

    /// The headers that were added.
    pub(super) fn added(&self) -> HeaderMap {
        self.known.added.get().cloned().unwrap_or_default()
    }
}

/// Takes one request to the path; from then on nobody listens. Whoever else comes is refused, and keeps nobody waiting.
async fn serve(listener: TcpListener, path: String, errand: Arc<Errand>, known: Arc<Known>) {
    let taken = CancellationToken::new();
    let mut callers = JoinSet::new();
    loop {
        let stream = tokio::select! {
            biased;
            () = taken.cancelled() => break,
            Some(_) = callers.join_next(), if callers.len() >= CALLERS => continue,
            accepted = listener.accept(), if callers.len() < CALLERS => accepted,
        };
        match stream {
            Ok((stream, _)) => {
                let (path, taken) = (path.clone(), taken.clone());
                callers.spawn(hear(stream, path, taken, Arc::clone(&errand), Arc::clone(&known)));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    drop(listener);
    while callers.join_next().await.is_some() {}
}

async fn hear(stream: TcpStream, path: String, taken: CancellationToken, errand: Arc<Errand>, known: Arc<Known>) {
    let answer = service_fn(async |request: Request<Incoming>| {
        if request.uri().path() != path || taken.is_cancelled() {
            return Ok::<_, hyper::Error>(empty(StatusCode::NOT_FOUND));
        }
        taken.cancel();
        let body = request.into_body().collect().await?.to_bytes();
        Ok(forward(&errand, &body, &known).await.unwrap_or_else(|trouble| {
            // There is one request, and so one trouble.
            let _ = known.trouble.set(trouble);
            empty(StatusCode::BAD_GATEWAY)
        }))
    });
    let mut connection = hyper::server::conn::http1::Builder::new();
    // A caller that breaks off has said nothing.
    let _ = connection
        .keep_alive(false)
        .timer(TokioTimer::new())
        .header_read_timeout(HESITATION)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

async fn forward(errand: &Errand, body: &[u8], known: &Known) -> Result<Response<Body>, Trouble> {
    let (body, added) = (errand.finish)(body).ok_or(Trouble::Unfinished)?;
    let _ = known.added.set(added.clone());
    let mut headers = errand.headers.clone();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // They take the place of what a person added under the same names.
    headers.extend(added);
    let request = errand.http.post(errand.url.clone()).headers(headers).body(body);
    let answer = request.send().await.map_err(Trouble::Web)?;
    let mut response = empty(answer.status());
    for (name, value) in answer.headers() {
        // They are about this connection, and the one to genai is another.
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name) {
            response.headers_mut().append(name, value.clone());
        }
    }
    *response.body_mut() = BoxBody::new(StreamBody::new(answer.bytes_stream().map_ok(Frame::data)));
    Ok(response)
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Empty::new().map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Another program of this computer finds the port: it is neither heard nor does it keep anybody waiting; and what was
    /// asked once is not asked again, whoever learns of the path.
    #[tokio::test]
    async fn only_the_one_request_to_the_path_goes_on_and_whoever_hesitates_stops_nobody() {
        let provider = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let errand = Errand {
            http: lanyard_net::near().unwrap(),
            url: format!("http://{}/chat", provider.local_addr().unwrap())
                .parse()
                .unwrap(),
            headers: HeaderMap::new(),
            finish: Box::new(|body| Some(([body, b"!"].concat(), HeaderMap::new()))),
        };
        let relay = Relay::open(errand).await.unwrap();
        let url: Url = relay.url.parse().unwrap();
        let at = (Ipv4Addr::LOCALHOST, url.port().unwrap());
        let call = async |path: &str, body: &str| {
            let mut stream = TcpStream::connect(at).await.unwrap();
            let length = body.len();
            let request = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let status = |answer: &str| answer.split(' ').nth(1).unwrap().to_owned();
        let mut silent = Vec::new();
        for _ in 0..CALLERS - 8 {
            let mut one = TcpStream::connect(at).await.unwrap();
            one.write_all(b"POST / HTTP/1.1\r\n").await.unwrap();
            silent.push(one);
        }
        assert_eq!(status(&call("/", "false").await), "404");
        assert_eq!(status(&call(&format!("{}/", url.path()), "false").await), "404");
        let asked = async {
            let (mut stream, _) = provider.accept().await.unwrap();
            let mut read = Vec::new();
            while !read.ends_with(b"true!") {
                assert_ne!(
                    stream.read_buf(&mut read).await.unwrap(),
                    0,
                    "{}",
                    String::from_utf8_lossy(&read)
                );
            }
            let answer = b"HTTP/1.1 201 Created\r\nx-said: it\r\ncontent-length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
        };
        let (answer, ()) = tokio::join!(call(url.path(), "true"), asked);
        assert_eq!(status(&answer), "201");
        assert!(answer.contains("x-said: it") && answer.contains("ok"), "{answer}");
        let again = TcpStream::connect(at).await;
        assert!(again.is_err(), "nobody listens any more");
        assert!(relay.trouble().is_none());
        drop((relay, silent));
    }

    #[tokio::test]
    async fn a_provider_that_is_not_there_is_told_and_so_is_a_body_that_can_not_be_finished() {
        let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url: Url = format!("http://{}/", nobody.local_addr().unwrap()).parse().unwrap();
        drop(nobody);
        for finishes in [true, false] {
            let relay = Relay::open(Errand {
                http: lanyard_net::near().unwrap(),
                url: url.clone(),
                headers: HeaderMap::new(),
                finish: Box::new(move |body| finishes.then(|| (body.to_vec(), HeaderMap::new()))),
            })
            .await
            .unwrap();
            let answer = lanyard_net::near().unwrap().post(&relay.url).send().await.unwrap();
            assert_eq!(answer.status(), 502);
            match relay.trouble() {
                Some(Trouble::Web(error)) => assert!(finishes && error.is_connect(), "{error:?}"),
                Some(Trouble::Unfinished) => assert!(!finishes),
                None => panic!("it is not told"),
            }
        }
    }
}
