use std::sync::Arc;

use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::caller::SignedIn;
use super::model::RefreshTokenBody;
use super::reply::{Done, Listed};
use super::{Tag, paging};
use crate::error::AppError;
use crate::services::Services;

pub(super) struct RefreshTokensApi;

#[OpenApi(prefix_path = "/api/v1/refresh-tokens", tag = "Tag::RefreshTokens")]
impl RefreshTokensApi {
    /// List refresh tokens, newest first: the own ones, for an admin all.
    #[oai(path = "/", method = "get", operation_id = "listRefreshTokens")]
    async fn list(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many records to leave out first.
        Query(offset): Query<Option<u64>>,
        /// The most records to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// Of one of these users, by id.
        Query(user): Query<Option<Vec<String>>>,
    ) -> Result<Listed<RefreshTokenBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let page = services.refresh_tokens.list(&caller, paging::ids(user)?, window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// Revoke a refresh token: an own one, for an admin any.
    #[oai(path = "/:id", method = "delete", operation_id = "revokeRefreshToken")]
    async fn revoke(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the token.
        Path(id): Path<String>,
    ) -> Result<Done, AppError> {
        let id = id.parse().map_err(|_| AppError::NotFound("refresh token"))?;
        services.refresh_tokens.revoke(&caller, id).await?;
        Ok(Done::NoContent)
    }
}
