//! An event stream with a limit.

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt as _};
use rmcp::transport::streamable_http_client::SseError;
use sse_stream::{Sse, SseStream};

/// An event stream whose events are capped before they are parsed: the parser keeps a whole event in memory.
pub(super) fn events<S>(bytes: S, max_event: usize) -> BoxStream<'static, Result<Sse, SseError>>
where
    S: Stream<Item = reqwest::Result<Bytes>> + Send + 'static,
{
    let mut in_event = 0usize;
    let mut at_line_start = false;
    let capped = bytes.map(move |chunk| {
        let chunk = chunk.map_err(std::io::Error::other)?;
        for byte in &chunk {
            in_event += 1;
            match byte {
                b'\n' if at_line_start => in_event = 0,
                b'\n' => at_line_start = true,
                b'\r' => {}
                _ => at_line_start = false,
            }
            if in_event > max_event {
                return Err(std::io::Error::other("an event of the stream is larger than the limit"));
            }
        }
        Ok(chunk)
    });
    SseStream::from_bytes_stream(capped).boxed()
}
