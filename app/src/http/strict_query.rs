//! Refuses query parameters that an operation does not have: a misspelt filter must not silently
//! list everything. A text that nothing here can hold is refused, too.

use std::collections::HashMap;
use std::sync::Arc;

use domain::text::is_storable;
use poem::http::Method;
use poem::{Endpoint, Request, Result};
use poem_openapi::OpenApi;
use poem_openapi::registry::{MetaOperation, MetaParamIn};

use crate::error::AppError;

/// The query parameters of each operation, as the API's own description has them.
#[derive(Debug, Clone)]
pub(super) struct KnownParameters(Arc<Vec<Operation>>);

#[derive(Debug)]
struct Operation {
    segments: Vec<String>,
    parameters: HashMap<Method, Vec<String>>,
}

impl KnownParameters {
    /// Those of the operations of `A`.
    pub(super) fn of<A: OpenApi>(_: &A) -> Self {
        let paths = A::meta().into_iter().flat_map(|api| api.paths);
        let operations = paths.map(|path| Operation {
            segments: path.path.split('/').map(ToOwned::to_owned).collect(),
            parameters: path.operations.into_iter().map(query_parameters).collect(),
        });
        Self(Arc::new(operations.collect()))
    }

    fn for_request(&self, method: &Method, path: &str) -> Option<&Vec<String>> {
        let operation = self.0.iter().find(|operation| operation.is_at(path))?;
        operation.parameters.get(method)
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

fn query_parameters(operation: MetaOperation) -> (Method, Vec<String>) {
    let in_query = operation.params.into_iter().filter(|parameter| parameter.in_type == MetaParamIn::Query);
    (operation.method, in_query.map(|parameter| parameter.name).collect())
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
