use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::payload::PlainText;
use poem_openapi::{ApiResponse, OpenApi};

use super::{MetricsSettings, Tag};
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
    async fn ready(&self, Data(services): Data<&Arc<Services>>) -> Result<Ready, AppError> {
        Ok(match services.ready().await? {
            Readiness::Ready => Ready::Ok(PlainText("ok".to_owned()), None),
            Readiness::WithoutStore(left) => {
                let left = left.as_secs();
                let text = format!("the store does not answer; tokens are given to who is known, for {left} s more");
                Ready::Ok(PlainText(text), Some(left))
            }
        })
    }

    /// Tell what is counted and measured, in the text format of Prometheus.
    ///
    /// For an admin, or with the token of `metrics.token` as Bearer.
    #[oai(path = "/metrics", method = "get", operation_id = "getMetrics")]
    async fn metrics(
        &self,
        request: &Request,
        Data(services): Data<&Arc<Services>>,
        Data(settings): Data<&MetricsSettings>,
    ) -> Result<Exposition, AppError> {
        let text = match settings.watcher(request).await? {
            Some(caller) => services.metrics_for(&caller).await?,
            None => services.metrics_text().await?,
        };
        Ok(Exposition::Ok(PlainText(text)))
    }
}

#[derive(ApiResponse)]
enum Ready {
    /// Requests can be served; without the store, tokens at least.
    #[oai(status = 200)]
    Ok(
        PlainText<String>,
        /// For how many seconds tokens are given yet; missing while the store answers.
        #[oai(header = "Store-Grace")]
        Option<u64>,
    ),
}

#[derive(ApiResponse)]
enum Exposition {
    /// The metrics.
    #[oai(status = 200, content_type = "text/plain; version=0.0.4; charset=utf-8")]
    Ok(PlainText<String>),
}
