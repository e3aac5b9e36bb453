//! One span for one request, from its first line to the last byte of its answer.
//!
//! Its attributes are the whole list of what a collector learns: HTTP method, route, status (OpenTelemetry's HTTP
//! conventions), MCP method and tool, the way of authentication and the decision. A path that is no route of ours, and a
//! method that is not HTTP's, are a stranger's words and are left out.

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::audit::Line;

/// The target of the spans that are sent; no other is.
pub(crate) const TARGET: &str = "lanyard_server::request";
/// Names of methods and tools beyond this many bytes are left out.
const LONGEST_NAME: usize = 128;

/// Opens the span around what answers a request.
pub(crate) async fn traced(request: Request, answer: impl AsyncFnOnce(Request) -> Response) -> Response {
    let method = known(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    // Below the level of the log's default, which would otherwise repeat it on every line.
    let span = tracing::debug_span!(
        target: TARGET,
        "request",
        otel.name = format!("{method} {route}").trim_end(),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        mcp.method.name = Empty,
        gen_ai.tool.name = Empty,
        lanyard.way = Empty,
        lanyard.decision = Empty,
    );
    if span.is_disabled() {
        return answer(request).await;
    }
    continue_trace(&span, request.headers());
    let response = answer(request).instrument(span.clone()).await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            let _ends_with_the_body = &span;
            frame
        }))
    })
}

/// The caller's trace goes on in ours (W3C Trace Context); its baggage does not.
fn continue_trace(span: &Span, headers: &HeaderMap) {
    let context = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    if let Err(error) = span.set_parent(context) {
        tracing::debug!(%error, "a caller's trace is not continued");
    }
}

/// Adds what the audit line says about a call.
pub(crate) fn describe(span: &Span, line: &Line) {
    span.record("lanyard.way", line.way);
    span.record("lanyard.decision", line.decision);
    // Who may not come in may write anything as the name of a method or tool, and nobody needs a long one.
    if line.decision != "allowed" || !line.method.contains('/') || line.method.len() > LONGEST_NAME {
        return;
    }
    span.record("mcp.method.name", line.method.as_str());
    if line.method == "tools/call"
        && let Some(tool) = line.tool.as_deref().filter(|tool| tool.len() <= LONGEST_NAME)
    {
        span.record("gen_ai.tool.name", tool);
    }
}

fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "_OTHER",
    }
}
