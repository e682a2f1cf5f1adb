use std::sync::Arc;

use domain::{AccessId, Subject, merge_scopes};
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use ports::{AccessFilter, AccessSort};

use super::caller::SignedIn;
use super::model::{AccessBody, AccessChangeBody, ExplanationBody, HolderBody, NewAccessBody};
use super::reply::{Created, Done, Found, Listed};
use super::repositories::repository_name;
use super::{Tag, paging};
use crate::error::AppError;
use crate::services::{AccessView, Precondition, Revision, Services};

const SORT_KEYS: [(&str, AccessSort); 4] = [
    ("name", AccessSort::Name),
    ("resource", AccessSort::Resource),
    ("disabled", AccessSort::Disabled),
    ("expires_at", AccessSort::ExpiresAt),
];

pub(super) struct AccessesApi;

#[OpenApi(prefix_path = "/api/v1/access", tag = "Tag::Access")]
impl AccessesApi {
    /// List the access rules. For managers and admins.
    #[oai(path = "/", method = "get", operation_id = "listAccesses")]
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
        /// Fields to sort by, separated by commas, `-` for descending: `name`, `resource`,
        /// `disabled`, `expires_at`.
        Query(sort): Query<Option<String>>,
        /// This text somewhere in name or resource, in any case.
        Query(q): Query<Option<String>>,
        /// One of these ids.
        Query(id): Query<Option<Vec<String>>>,
        /// For one of these users, by id.
        Query(user): Query<Option<Vec<String>>>,
        /// For one of these groups, by id.
        Query(group): Query<Option<Vec<String>>>,
        /// For all registered users.
        Query(registered_users): Query<Option<bool>>,
        /// For anyone.
        Query(anyone): Query<Option<bool>>,
        /// Disabled or not.
        Query(disabled): Query<Option<bool>>,
    ) -> Result<Listed<AccessBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let mut subjects: Vec<_> = paging::ids(user)?.into_iter().map(Subject::User).collect();
        subjects.extend(paging::ids(group)?.into_iter().map(Subject::Group));
        subjects.extend((registered_users == Some(true)).then_some(Subject::RegisteredUsers));
        subjects.extend((anyone == Some(true)).then_some(Subject::Anyone));
        let filter = AccessFilter { ids: paging::ids(id)?, text: q, subjects, disabled };
        let order = paging::order(sort.as_deref(), &SORT_KEYS)?;
        let page = services.accesses.list(&caller, &filter, &order, window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// Make an access rule. For admins.
    #[oai(path = "/", method = "post", operation_id = "createAccess")]
    async fn create(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        Json(body): Json<NewAccessBody>,
    ) -> Result<Created<AccessBody>, AppError> {
        let view = services.accesses.create(&caller, body.into_new_access()?).await?;
        Ok(Created::new(format!("/api/v1/access/{}", view.access.id), revision(&view), view))
    }

    /// Tell who may do what, and why, by the policy that decides about tokens.
    ///
    /// Each account may ask about itself, managers and admins about all. A registry that checks
    /// passwords itself (`basic`) does not ask for these decisions: they are about what is shown here.
    #[oai(path = "/explain", method = "get", operation_id = "explainAccess")]
    async fn explain(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The login of whoever asks for the token; empty for somebody who is not signed in, the
        /// caller if not given.
        Query(user): Query<Option<String>>,
        /// What is asked for, as `repository:team/app:pull,push`; may be repeated.
        Query(scope): Query<Vec<String>>,
    ) -> Result<Json<ExplanationBody>, AppError> {
        let scopes = merge_scopes(scope.iter().map(String::as_str))
            .map_err(|error| AppError::BadRequest(format!("the parameter \"scope\" cannot be read: {error}")))?;
        let explanation = match user.as_deref() {
            None => services.explain.own(&caller, &scopes).await?,
            Some("") => services.explain.anonymous(&caller, &scopes).await?,
            Some(login) => services.explain.of_user(&caller, login, &scopes).await?,
        };
        Ok(Json(explanation.into()))
    }

    /// List the access rules that are in force now, by name.
    ///
    /// Each account may ask about itself, managers and admins about all.
    #[oai(path = "/in-force", method = "get", operation_id = "listAccessesInForce")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn in_force(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many records to leave out first.
        Query(offset): Query<Option<u64>>,
        /// The most records to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// Those that concern the account with this login: its own, those of its groups, of registered
        /// users and of anyone.
        Query(user): Query<Option<String>>,
        /// Those that match this repository, which need not exist; without a user, for somebody.
        Query(repository): Query<Option<String>>,
    ) -> Result<Listed<AccessBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let repository = repository.as_deref().map(repository_name).transpose()?;
        let page = services.accesses.in_force(&caller, user.as_deref(), repository.as_ref(), window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// List who may do something with a repository, and why, by the policy that decides about
    /// tokens. For managers and admins.
    #[oai(path = "/holders", method = "get", operation_id = "listHolders")]
    async fn holders(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many records to leave out first.
        Query(offset): Query<Option<u64>>,
        /// The most records to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// The repository, which need not exist.
        Query(repository): Query<String>,
    ) -> Result<Listed<HolderBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let page = services.explain.holders(&caller, repository_name(&repository)?, window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// Get an access rule. For managers and admins.
    #[oai(path = "/:id", method = "get", operation_id = "getAccess")]
    async fn get(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the rule.
        Path(id): Path<String>,
    ) -> Result<Found<AccessBody>, AppError> {
        let view = services.accesses.get(&caller, parse(&id)?).await?;
        Ok(Found::new(revision(&view), view))
    }

    /// Change an access rule. For admins.
    #[oai(path = "/:id", method = "patch", operation_id = "updateAccess")]
    async fn update(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the rule.
        Path(id): Path<String>,
        /// Only if the rule still has this revision.
        #[oai(name = "If-Match")]
        Header(if_match): Header<Option<String>>,
        Json(body): Json<AccessChangeBody>,
    ) -> Result<Found<AccessBody>, AppError> {
        let precondition = Precondition::if_match(if_match);
        let view = services.accesses.change(&caller, parse(&id)?, &precondition, body.into_change()?).await?;
        Ok(Found::new(revision(&view), view))
    }

    /// Remove an access rule. For admins.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteAccess")]
    async fn remove(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The id of the rule.
        Path(id): Path<String>,
        /// Only if the rule still has this revision.
        #[oai(name = "If-Match")]
        Header(if_match): Header<Option<String>>,
    ) -> Result<Done, AppError> {
        services.accesses.remove(&caller, parse(&id)?, &Precondition::if_match(if_match)).await?;
        Ok(Done::NoContent)
    }
}

fn revision(view: &AccessView) -> Revision {
    Revision::of(&view.access)
}

fn parse(id: &str) -> Result<AccessId, AppError> {
    id.parse().map_err(|_| AppError::NotFound("access"))
}
