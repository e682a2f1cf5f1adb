//! Refuses query parameters that an operation does not have: a misspelt filter must not silently
//! list everything. A text that nothing here can hold is refused, too.

use std::collections::HashMap;
use std::sync::Arc;

use domain::text::is_storable;
use poem::http::Method;
use poem::{Endpoint, Request, Result};
use serde_json::Value;

use crate::error::AppError;

/// The query parameters of each operation, as the API's own description has them.
#[derive(Debug, Clone)]
pub(super) struct KnownParameters(Arc<Vec<Operation>>);

#[derive(Debug)]
struct Operation {
    segments: Vec<String>,
    /// By method, in lower case.
    parameters: HashMap<String, Vec<String>>,
}

impl KnownParameters {
    /// Reads them from an OpenAPI document in JSON.
    pub(super) fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        let operations = paths.map(|(path, methods)| Operation {
            segments: path.split('/').map(ToOwned::to_owned).collect(),
            parameters: methods.as_object().into_iter().flatten().map(query_parameters).collect(),
        });
        Self(Arc::new(operations.collect()))
    }

    fn for_request(&self, method: &Method, path: &str) -> Option<&Vec<String>> {
        let method = method.as_str().to_ascii_lowercase();
        let operation = self.0.iter().find(|operation| operation.is_at(path))?;
        operation.parameters.get(&method)
    }
}

impl Operation {
    fn is_at(&self, path: &str) -> bool {
        let is_variable = |segment: &str| segment.starts_with('{');
        let segments: Vec<_> = path.split('/').collect();
        segments.len() == self.segments.len()
            && self.segments.iter().zip(segments).all(|(known, found)| known == found || is_variable(known))
    }
}

fn query_parameters((method, operation): (&String, &Value)) -> (String, Vec<String>) {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let in_query = parameters.filter(|parameter| parameter.get("in").is_some_and(|place| place == "query"));
    let names = in_query.filter_map(|parameter| parameter.get("name")?.as_str().map(ToOwned::to_owned));
    (method.clone(), names.collect())
}

/// Refuses a request with a parameter that its operation does not have, or whose value nothing here can hold.
pub(super) async fn check<E: Endpoint>(next: Arc<E>, request: Request, known: KnownParameters) -> Result<E::Output> {
    let path = request.uri().path();
    if let Some(query) = request.uri().query()
        && let Some(parameters) = known.for_request(request.method(), path)
    {
        let sent: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|error| AppError::BadRequest(error.to_string()))?;
        if let Some((name, _)) = sent.iter().find(|(name, _)| !parameters.contains(name)) {
            let detail = match parameters.is_empty() {
                true => format!("there is no parameter \"{name}\" here"),
                false => format!("there is no parameter \"{name}\" here; there are: {}", parameters.join(", ")),
            };
            return Err(AppError::BadRequest(detail).into());
        }
        if let Some((name, _)) = sent.iter().find(|(_, value)| !is_storable(value)) {
            return Err(AppError::BadRequest(format!("the parameter \"{name}\" holds the character U+0000")).into());
        }
    }
    next.call(request).await
}
