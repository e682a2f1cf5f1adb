use std::sync::Arc;

use domain::{GroupId, UserId};
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use ports::{UserFilter, UserSort};

use super::caller::SignedIn;
use super::model::{NewUserBody, RoleBody, UserBody, UserChangeBody};
use super::reply::{Created, Done, Found, Listed};
use super::{Tag, paging};
use crate::error::AppError;
use crate::services::{Precondition, Revision, Services, UserView};

const SORT_KEYS: [(&str, UserSort); 5] = [
    ("login", UserSort::Login),
    ("name", UserSort::Name),
    ("role", UserSort::Role),
    ("disabled", UserSort::Disabled),
    ("created_at", UserSort::CreatedAt),
];

pub(super) struct UsersApi;

#[OpenApi(prefix_path = "/api/v1/users", tag = "Tag::Users")]
impl UsersApi {
    /// List the accounts. For managers and admins.
    #[oai(path = "/", method = "get", operation_id = "listUsers")]
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
        /// Fields to sort by, separated by commas, `-` for descending: `login`, `name`, `role`,
        /// `disabled`, `created_at`.
        Query(sort): Query<Option<String>>,
        /// This text somewhere in login, name or description, in any case.
        Query(q): Query<Option<String>>,
        /// One of these ids.
        Query(id): Query<Option<Vec<String>>>,
        /// One of these roles.
        Query(role): Query<Option<Vec<RoleBody>>>,
        /// A member of one of these groups, by id.
        Query(group): Query<Option<Vec<String>>>,
        /// Disabled or not.
        Query(disabled): Query<Option<bool>>,
        /// Whether a password for the registry is known of it. Without one the registry does not let
        /// it in with `basic`, until the account signs in here or gets a new password.
        Query(has_registry_password): Query<Option<bool>>,
    ) -> Result<Listed<UserBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let filter = UserFilter {
            ids: paging::ids::<UserId>(id)?,
            text: q,
            roles: role.unwrap_or_default().into_iter().map(Into::into).collect(),
            groups: paging::ids::<GroupId>(group)?,
            disabled,
            has_registry_password,
        };
        let order = paging::order(sort.as_deref(), &SORT_KEYS)?;
        let page = services.users.list(&caller, &filter, &order, window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// Make an account. For admins.
    #[oai(path = "/", method = "post", operation_id = "createUser")]
    async fn create(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        Json(body): Json<NewUserBody>,
    ) -> Result<Created<UserBody>, AppError> {
        let view = services.users.create(&caller, body.into_new_user()?).await?;
        Ok(Created::new(format!("/api/v1/users/{}", view.user.id), revision(&view), view))
    }

    /// Get an account. For managers and admins, and for each account itself.
    #[oai(path = "/:id", method = "get", operation_id = "getUser")]
    async fn get(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the account.
        Path(id): Path<String>,
    ) -> Result<Found<UserBody>, AppError> {
        let view = services.users.get(&caller, parse(&id)?).await?;
        Ok(Found::new(revision(&view), view))
    }

    /// Change an account. For admins.
    #[oai(path = "/:id", method = "patch", operation_id = "updateUser")]
    async fn update(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the account.
        Path(id): Path<String>,
        /// Only if the account still has this revision.
        #[oai(name = "If-Match")]
        Header(if_match): Header<Option<String>>,
        Json(body): Json<UserChangeBody>,
    ) -> Result<Found<UserBody>, AppError> {
        let precondition = Precondition::if_match(if_match);
        let view = services.users.change(&caller, parse(&id)?, &precondition, body.into_change()?).await?;
        Ok(Found::new(revision(&view), view))
    }

    /// Remove an account with its accesses, sessions and refresh tokens. For admins.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteUser")]
    async fn remove(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the account.
        Path(id): Path<String>,
        /// Only if the account still has this revision.
        #[oai(name = "If-Match")]
        Header(if_match): Header<Option<String>>,
    ) -> Result<Done, AppError> {
        services.users.remove(&caller, parse(&id)?, &Precondition::if_match(if_match)).await?;
        Ok(Done::NoContent)
    }
}

fn revision(view: &UserView) -> Revision {
    Revision::of(&view.user)
}

fn parse(id: &str) -> Result<UserId, AppError> {
    id.parse().map_err(|_| AppError::NotFound("user"))
}
