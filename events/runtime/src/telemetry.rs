//! Logs, traces and metrics. No personal data in any of them.

use std::{collections::HashMap, time::Duration};

use opentelemetry::{
    KeyValue, global, metrics::Histogram, propagation::TextMapPropagator, trace::TracerProvider as _,
};
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator, trace::SdkTracerProvider,
};
use prometheus::{Encoder, Registry, TextEncoder};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    StartError,
    config::{LogFormat, TelemetrySettings},
};

/// The running telemetry of a program; flush it at the end.
#[derive(Debug, Clone)]
pub struct Telemetry {
    registry: Registry,
    meters: SdkMeterProvider,
    tracers: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Starts logging, metrics and, where an endpoint is configured, the export of traces and metrics.
    ///
    /// # Errors
    /// When the filter or the endpoint is not understood, or logging has been started before.
    pub fn start(program: &'static str, settings: &TelemetrySettings) -> Result<Self, StartError> {
        let filter =
            EnvFilter::try_new(&settings.log).map_err(|cause| not_started("telemetry.log", &cause))?;
        let resource = Resource::builder().with_service_name(program).build();
        let registry = Registry::new();
        let meters = meters(settings, &registry, resource.clone())?;
        let tracers = settings.otlp_endpoint.as_ref().map(|url| tracers(url, resource)).transpose()?;
        global::set_meter_provider(meters.clone());
        let traces = tracers.as_ref().map(|tracers| {
            tracing_opentelemetry::layer()
                .with_tracer(tracers.tracer(program))
                .with_filter(EnvFilter::new("info"))
        });
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        let lines = match settings.log_format {
            LogFormat::Text => lines.with_target(false).boxed(),
            LogFormat::Json => lines.json().boxed(),
        };
        tracing_subscriber::registry()
            .with(lines.with_filter(filter))
            .with(traces)
            .try_init()
            .map_err(|cause| not_started("logging", &cause))?;
        Ok(Self { registry, meters, tracers })
    }

    /// All metrics in the text form that Prometheus reads.
    ///
    /// # Errors
    /// When a metric cannot be written.
    pub fn prometheus_text(&self) -> Result<Vec<u8>, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }

    /// Hands over what has been collected, away from the async threads.
    pub async fn flush(self) {
        let flushed = tokio::task::spawn_blocking(move || {
            let traces = self.tracers.map_or(Ok(()), |tracers| tracers.shutdown());
            (traces, self.meters.shutdown())
        });
        if let Ok((Err(cause), _) | (_, Err(cause))) = flushed.await {
            tracing::warn!(%cause, "telemetry could not be handed over");
        }
    }
}

fn meters(
    settings: &TelemetrySettings,
    registry: &Registry,
    resource: Resource,
) -> Result<SdkMeterProvider, StartError> {
    let prometheus = opentelemetry_prometheus::exporter()
        .with_registry(registry.clone())
        .build()
        .map_err(|cause| not_started("metrics", &cause))?;
    let mut provider = SdkMeterProvider::builder().with_reader(prometheus).with_resource(resource);
    if let Some(endpoint) = &settings.otlp_endpoint {
        let exporter = opentelemetry_otlp::MetricExporter::builder()
            .with_http()
            .with_endpoint(format!("{endpoint}/v1/metrics"))
            .build()
            .map_err(|cause| not_started("telemetry.otlp_endpoint", &cause))?;
        provider = provider.with_periodic_exporter(exporter);
    }
    Ok(provider.build())
}

fn tracers(endpoint: &str, resource: Resource) -> Result<SdkTracerProvider, StartError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_endpoint(format!("{endpoint}/v1/traces"))
        .build()
        .map_err(|cause| not_started("telemetry.otlp_endpoint", &cause))?;
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

fn not_started(what: &str, cause: &dyn std::fmt::Display) -> StartError {
    StartError::Other(format!("{what}: {cause}"))
}

/// The W3C trace context of the current span, where there is one.
pub fn current_traceparent() -> Option<String> {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    carrier.remove("traceparent")
}

/// Makes `span` part of the trace that a request came with.
pub fn continue_trace(span: &Span, traceparent: Option<&str>) {
    if let Some(traceparent) = traceparent {
        let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
        // Fails only when the span has begun to record; then it stays in its own trace.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
    }
}

/// Seconds that operations took, by service, operation and outcome.
pub(crate) fn operation_seconds() -> Histogram<f64> {
    global::meter("nanum")
        .f64_histogram("nanum_operation")
        .with_unit("s")
        .with_description("How long operations took to answer")
        .with_boundaries(vec![
            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
        ])
        .build()
}

pub(crate) fn record_operation(
    seconds: &Histogram<f64>,
    service: &'static str,
    operation: &str,
    answered: bool,
    took: Duration,
) {
    let labels = [
        KeyValue::new("service", service),
        KeyValue::new("operation", operation.to_owned()),
        KeyValue::new("outcome", if answered { "answered" } else { "not_taken" }),
    ];
    seconds.record(took.as_secs_f64(), &labels);
}
