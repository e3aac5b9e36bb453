//! Calls over connections that stay open, with as little of a client as there can be: the same bytes again and again.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One request, and where it goes.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) address: std::net::SocketAddr,
    pub(crate) bytes: Vec<u8>,
    /// What every answer holds.
    pub(crate) holds: &'static str,
}

impl Request {
    /// A POST with these headers.
    pub(crate) fn post(
        address: std::net::SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
        holds: &'static str,
    ) -> Self {
        let mut text = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        text.extend(["\r\n", body]);
        Self {
            address,
            bytes: text.into_bytes(),
            holds,
        }
    }
}

/// Open connections to one server.
pub(crate) struct Load {
    lines: Vec<Line>,
}

/// What one round came to.
pub(crate) struct Run {
    calls: usize,
    whole: Duration,
    /// Of single calls, in seconds.
    pub(crate) times: Vec<f64>,
}

impl Run {
    /// Calls a second.
    pub(crate) fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let calls = self.calls as f64;
        calls / self.whole.as_secs_f64()
    }
}

impl Load {
    pub(crate) async fn connect(request: &Request, connections: usize) -> Self {
        let mut lines = Vec::new();
        for _ in 0..connections {
            lines.push(Line::open(request).await);
        }
        Self { lines }
    }

    /// Makes so many calls, shared among the connections.
    pub(crate) async fn run(&mut self, calls: usize) -> Run {
        let each = calls / self.lines.len();
        let begun = Instant::now();
        let tasks: Vec<_> = self
            .lines
            .drain(..)
            .map(|mut line| {
                tokio::spawn(async move {
                    let mut times = Vec::with_capacity(each);
                    for _ in 0..each {
                        times.push(line.call().await);
                    }
                    (line, times)
                })
            })
            .collect();
        let mut run = Run {
            calls: each * tasks.len(),
            whole: Duration::ZERO,
            times: Vec::new(),
        };
        for task in tasks {
            let (line, times) = task.await.unwrap();
            self.lines.push(line);
            run.times.extend(times);
        }
        run.whole = begun.elapsed();
        run
    }
}

/// One connection.
pub(crate) struct Line {
    stream: TcpStream,
    request: Request,
    buffer: Vec<u8>,
}

impl Line {
    pub(crate) async fn open(request: &Request) -> Self {
        let stream = TcpStream::connect(request.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            request: request.clone(),
            buffer: Vec::with_capacity(8 << 10),
        }
    }

    /// Sends another request from now on.
    pub(crate) fn ask(&mut self, request: Request) {
        self.request = request;
    }

    /// One call; how long it took, in seconds. An answer that is not the one expected ends the bench.
    pub(crate) async fn call(&mut self) -> f64 {
        let begun = Instant::now();
        self.stream.write_all(&self.request.bytes).await.unwrap();
        self.buffer.clear();
        while !is_whole(&self.buffer) {
            let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
            assert!(
                read > 0,
                "the connection was closed: {}",
                String::from_utf8_lossy(&self.buffer)
            );
        }
        let took = begun.elapsed().as_secs_f64();
        let answer = std::str::from_utf8(&self.buffer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains(self.request.holds), "{answer}");
        took
    }
}

/// Whether an answer has come to its end, by its length or its last chunk.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let body = &answer[head + 4..];
    match text.lines().find_map(|line| line.strip_prefix("content-length: ")) {
        Some(length) => body.len() >= length.trim().parse().unwrap(),
        None => body.ends_with(b"0\r\n\r\n"),
    }
}
