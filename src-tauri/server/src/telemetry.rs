//! Traces for the administrator's own collector (OpenTelemetry, OTLP over HTTP with protobuf).
//!
//! Enters: the address of a collector. Leaves: one span for each request, by way of `tracing`. Without an address nothing
//! is recorded. Only the spans of `request` are sent, with the attributes listed there: no log line, no query, no header
//! and no body, so that no secret and no name of a person can be among them. They go out through `net`, so that a
//! company's proxy and certificates hold, and no second HTTP client comes in.

mod exporter;
pub(crate) mod request;

use std::time::Duration;

use lanyard_net::Net;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use exporter::Post;
use request::TARGET;

/// How long the last spans may take on their way out when the server ends.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why no traces can be sent.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The settings or the standard's own variables (`OTEL_EXPORTER_OTLP_...`) are wrong.
    #[error("traces can't be sent: {0}")]
    Exporter(#[from] ExporterBuildError),
    /// The address can't be continued.
    #[error("traces can't be sent: {0}")]
    Address(#[from] url::ParseError),
}

/// Where a collector takes traces (OTLP specification, "OTLP/HTTP request").
pub(crate) fn traces_url(endpoint: &Url) -> Result<Url, url::ParseError> {
    Url::parse(&format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))
}

/// Traces on their way to a collector.
#[derive(Debug)]
pub struct Telemetry {
    provider: SdkTracerProvider,
}

impl Telemetry {
    /// Starts sending to a collector, whose address is the one before `/v1/traces`. Needs a Tokio runtime. Headers for the
    /// collector come from the standard's `OTEL_EXPORTER_OTLP_HEADERS`.
    pub fn start(endpoint: &Url, net: &Net) -> Result<Self, TelemetryError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Post::new(net.clone()))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(traces_url(endpoint)?)
            .build()?;
        // OTEL_RESOURCE_ATTRIBUTES is read by the builder.
        let resource = Resource::builder().with_service_name("lanyard-server").build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource)
            .with_batch_exporter(exporter)
            .build();
        Ok(Self { provider })
    }

    /// What hands the server's spans over; it belongs in the program's subscriber.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("lanyard-server"))
            // What the library would add by itself: source files, threads and times of ours.
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == TARGET))
    }

    /// Sends what is left, for at most three seconds.
    pub async fn stop(self) {
        // It waits for a thread of its own, which waits for this runtime.
        let ended = tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(PATIENCE)).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}
