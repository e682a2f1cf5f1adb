use std::sync::Arc;

use hyper::body::Bytes;
use poem::endpoint::make_sync;
use poem::web::Data;
use poem::{Endpoint, Response};
use poem_openapi::OpenApi;
use poem_openapi::payload::PlainText;

use super::Tag;
use crate::error::AppError;
use crate::services::{Readiness, Services};

pub(super) struct OperationsApi;

#[OpenApi(tag = "Tag::Operations")]
impl OperationsApi {
    /// Tell that something answers here.
    #[oai(path = "/ping", method = "get", operation_id = "ping")]
    async fn ping(&self) -> PlainText<&'static str> {
        PlainText("pong")
    }

    /// Tell that the process lives; restart it if it does not.
    #[oai(path = "/healthz", method = "get", operation_id = "isAlive")]
    async fn alive(&self) -> PlainText<&'static str> {
        PlainText("ok")
    }

    /// Tell whether requests can be served: the store answers, or there is grace without it.
    #[oai(path = "/readyz", method = "get", operation_id = "isReady")]
    async fn ready(&self, Data(services): Data<&Arc<Services>>) -> Result<PlainText<String>, AppError> {
        Ok(PlainText(match services.ready().await? {
            Readiness::Ready => "ok".to_owned(),
            Readiness::WithoutStore(left) => {
                let left = left.as_secs();
                format!("the store does not answer; tokens are given to who is known, for {left} s more")
            }
        }))
    }
}

/// The API's description as a file.
pub(super) fn document(yaml: String) -> impl Endpoint {
    let yaml = Bytes::from(yaml);
    make_sync(move |_| Response::builder().content_type("application/yaml").body(yaml.clone()))
}
