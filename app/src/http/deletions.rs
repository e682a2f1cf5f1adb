use std::sync::Arc;

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::caller::SignedIn;
use super::model::{DeletionBody, DeletionRequestBody};
use crate::error::AppError;
use crate::services::Services;

pub(super) struct DeletionsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalogue")]
impl DeletionsApi {
    /// Preview a deletion, or do what was previewed. For admins, and for who may delete there.
    ///
    /// Without `plan` nothing is deleted: the answer tells what would go. Sent again with the `plan`
    /// of that answer it is done, unless something has changed since (412). Doing it twice does no
    /// harm.
    #[oai(path = "/deletions", method = "post", operation_id = "deleteImages")]
    async fn delete(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        Json(body): Json<DeletionRequestBody>,
    ) -> Result<Json<DeletionBody>, AppError> {
        let (repository, selection) = body.selection()?;
        let (planned, outcomes) = match &body.plan {
            None => (services.deletion.plan(&caller, &repository, &selection).await?, None),
            Some(revision) => {
                let (planned, outcomes) = services.deletion.execute(&caller, &repository, &selection, revision).await?;
                (planned, Some(outcomes))
            }
        };
        Ok(Json(DeletionBody::new(planned, outcomes)))
    }
}
