use std::sync::Arc;

use poem::web::Data;
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, OpenApi};

use super::Tag;
use super::caller::SignedIn;
use super::model::SyncStatusBody;
use crate::error::AppError;
use crate::services::Services;

#[derive(ApiResponse)]
enum Started {
    /// It has begun; `GET` tells how far it is.
    #[oai(status = 202)]
    Accepted,
}

pub(super) struct SyncApi;

#[OpenApi(prefix_path = "/api/v1/registry", tag = "Tag::Catalogue")]
impl SyncApi {
    /// Begin a sync with the registry. For admins.
    #[oai(path = "/sync", method = "post", operation_id = "startSync")]
    async fn start(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
    ) -> Result<Started, AppError> {
        services.sync.start(&caller).await?;
        Ok(Started::Accepted)
    }

    /// Tell how far a sync is, and what the last one found. For admins.
    #[oai(path = "/sync", method = "get", operation_id = "getSync")]
    async fn status(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
    ) -> Result<Json<SyncStatusBody>, AppError> {
        Ok(Json(SyncStatusBody::new(services.sync.status(&caller).await?, services.now())))
    }

    /// Tell whether the registry answers and, with `basic`, knows of all changes of users.
    #[oai(path = "/health", method = "get", operation_id = "getRegistryHealth")]
    async fn health(
        &self,
        _caller: SignedIn,
        Data(services): Data<&Arc<Services>>,
    ) -> Result<PlainText<&'static str>, AppError> {
        services.registry_health().await?;
        Ok(PlainText("ok"))
    }
}
