use std::sync::Arc;

use domain::GroupId;
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use ports::{GroupFilter, GroupSort};

use super::caller::SignedIn;
use super::model::{GroupBody, GroupChangeBody, NewGroupBody};
use super::reply::{Created, Done, Found, Listed};
use super::{Tag, paging};
use crate::error::AppError;
use crate::services::{Precondition, Revision, Services};

const SORT_KEYS: [(&str, GroupSort); 1] = [("name", GroupSort::Name)];

pub(super) struct GroupsApi;

#[OpenApi(prefix_path = "/api/v1/groups", tag = "Tag::Groups")]
impl GroupsApi {
    /// List the groups. For managers and admins.
    #[oai(path = "/", method = "get", operation_id = "listGroups")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn list(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many records to leave out first.
        Query(offset): Query<Option<u64>>,
        /// The most records to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// Fields to sort by, separated by commas, `-` for descending: `name`.
        Query(sort): Query<Option<String>>,
        /// This text somewhere in name or description, in any case.
        Query(q): Query<Option<String>>,
        /// One of these ids.
        Query(id): Query<Option<Vec<String>>>,
    ) -> Result<Listed<GroupBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let filter = GroupFilter { ids: paging::ids(id)?, text: q };
        let order = paging::order(sort.as_deref(), &SORT_KEYS)?;
        let page = services.groups.list(&caller, &filter, &order, window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// Make a group. For admins.
    #[oai(path = "/", method = "post", operation_id = "createGroup")]
    async fn create(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        Json(body): Json<NewGroupBody>,
    ) -> Result<Created<GroupBody>, AppError> {
        let group = services.groups.create(&caller, body.into_new_group()?).await?;
        Ok(Created::new(format!("/api/v1/groups/{}", group.id), Revision::of(&group), group))
    }

    /// Get a group. For managers and admins.
    #[oai(path = "/:id", method = "get", operation_id = "getGroup")]
    async fn get(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the group.
        Path(id): Path<String>,
    ) -> Result<Found<GroupBody>, AppError> {
        let group = services.groups.get(&caller, parse(&id)?).await?;
        Ok(Found::new(Revision::of(&group), group))
    }

    /// Change a group. For admins.
    #[oai(path = "/:id", method = "patch", operation_id = "updateGroup")]
    async fn update(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the group.
        Path(id): Path<String>,
        /// Only if the group still has this revision.
        #[oai(name = "If-Match")]
        Header(if_match): Header<Option<String>>,
        Json(body): Json<GroupChangeBody>,
    ) -> Result<Found<GroupBody>, AppError> {
        let precondition = Precondition::if_match(if_match);
        let group = services.groups.change(&caller, parse(&id)?, &precondition, body.into_change()?).await?;
        Ok(Found::new(Revision::of(&group), group))
    }

    /// Remove a group with its accesses; its members stay. For admins.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteGroup")]
    async fn remove(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the group.
        Path(id): Path<String>,
        /// Only if the group still has this revision.
        #[oai(name = "If-Match")]
        Header(if_match): Header<Option<String>>,
    ) -> Result<Done, AppError> {
        services.groups.remove(&caller, parse(&id)?, &Precondition::if_match(if_match)).await?;
        Ok(Done::NoContent)
    }
}

fn parse(id: &str) -> Result<GroupId, AppError> {
    id.parse().map_err(|_| AppError::NotFound("group"))
}
