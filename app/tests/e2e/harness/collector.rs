use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1;
use prost::Message;

use super::listener::Listener;

/// An OpenTelemetry collector: takes traces by OTLP over HTTP.
pub(crate) struct Collector(Listener);

/// A span as it came.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) name: String,
    pub(crate) kind: i32,
    /// The trace, the span and its parent by their ids, in hexadecimal digits.
    pub(crate) trace: String,
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) is_error: bool,
    pub(crate) attributes: BTreeMap<String, String>,
    /// What it is of.
    pub(crate) resource: BTreeMap<String, String>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        Self(Listener::start())
    }

    /// The option by which a server is told of it.
    pub(crate) fn option(&self) -> String {
        format!("--traces.endpoint=http://127.0.0.1:{}", self.0.port())
    }

    /// All that has come so far.
    pub(crate) fn spans(&self) -> Vec<Span> {
        let requests = self.0.heard().into_iter().map(|heard| {
            assert_eq!(heard.line, "POST /v1/traces HTTP/1.1");
            assert_eq!(heard.header("content-type"), Some("application/x-protobuf"));
            ExportTraceServiceRequest::decode(heard.body.as_slice()).unwrap()
        });
        let of_resource = requests.flat_map(|request| request.resource_spans).flat_map(|spans| {
            let resource = attributes(&spans.resource.unwrap_or_default().attributes);
            let all = spans.scope_spans.into_iter().flat_map(|scope| scope.spans);
            all.map(move |span| Span::of(span, resource.clone()))
        });
        of_resource.collect()
    }

    /// The spans of one trace.
    pub(crate) fn trace(&self, trace: &str) -> Vec<Span> {
        self.spans().into_iter().filter(|span| span.trace == trace).collect()
    }

    /// All that has come so far, as it came: texts are in it as they are.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.heard().into_iter().flat_map(|heard| heard.body).collect()
    }
}

impl Span {
    fn of(span: v1::Span, resource: BTreeMap<String, String>) -> Self {
        Self {
            name: span.name,
            kind: span.kind,
            trace: hex(&span.trace_id),
            id: hex(&span.span_id),
            parent: hex(&span.parent_span_id),
            is_error: span.status.is_some_and(|status| status.code == v1::status::StatusCode::Error as i32),
            attributes: attributes(&span.attributes),
            resource,
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn attributes(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |attribute: &KeyValue| match attribute.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        Value::IntValue(number) => Some(number.to_string()),
        Value::BoolValue(truth) => Some(truth.to_string()),
        other => Some(format!("{other:?}")),
    };
    attributes.iter().map(|attribute| (attribute.key.clone(), text(attribute).unwrap_or_default())).collect()
}
