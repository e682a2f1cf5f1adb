//! The API's description, as `openapi.yaml` holds it.

use std::sync::{Arc, LazyLock};

use hyper::body::Bytes;
use poem::http::Method;
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use poem_openapi::{OpenApi, OpenApiService};
use serde_yaml::{Mapping, Value};

/// What poem says of the API, and that what need not be there may be null: in our answers it is.
pub(super) fn of(api: &OpenApiService<impl OpenApi, ()>) -> String {
    let text = api.spec_yaml();
    let Ok(mut description) = serde_yaml::from_str::<Value>(&text) else { return text };
    for schema in members(description.get_mut("components").and_then(|components| components.get_mut("schemas"))) {
        let required = schema.get("required").and_then(Value::as_sequence).cloned().unwrap_or_default();
        let properties = schema.get_mut("properties").and_then(Value::as_mapping_mut).into_iter().flatten();
        properties.filter(|(name, _)| !required.contains(name)).for_each(|(_, property)| allow_null(property));
    }
    serde_yaml::to_string(&description).unwrap_or(text)
}

const PATH: &str = "/api/v1/openapi.yaml";

/// Made when it is first asked for: to make it takes as much memory as all else at the start.
static DESCRIPTION: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(super::openapi_yaml()));

/// Answers requests for it, and hands on all others.
pub(super) async fn serve<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    match matches!(*request.method(), Method::GET | Method::HEAD) && request.uri().path() == PATH {
        true => Ok(Response::builder().content_type("application/yaml").body(DESCRIPTION.clone())),
        false => next.call(request).await.map(IntoResponse::into_response),
    }
}

fn members(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_mapping_mut).into_iter().flatten().map(|(_, member)| member)
}

/// A property with a default has a value always.
fn allow_null(property: &mut Value) {
    let Some(schema) = property.as_mapping_mut().filter(|schema| !schema.contains_key("default")) else { return };
    if let Some(reference) = schema.remove("$ref") {
        // Nothing counts beside a reference.
        let reference = Mapping::from_iter([("$ref".into(), reference)]);
        schema.insert("allOf".into(), Value::Sequence(vec![reference.into()]));
    }
    schema.insert("nullable".into(), true.into());
}
