use std::sync::Arc;

use domain::catalog::{DayActivity, Digest, Reference, TagName, Visibility};
use domain::{RepositoryName, ResourcePattern};
use poem::Request;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, Object};
use ports::{RepositoryFilter, RepositorySort, TagFilter, TagSort};
use time::{Date, OffsetDateTime};

use super::caller::SignedIn;
use super::model::{ManifestBody, RepositoryBody, TagBody};
use super::reply::Listed;
use super::{Tag, paging};
use crate::error::AppError;
use crate::services::Services;

const REPOSITORY_SORT_KEYS: [(&str, RepositorySort); 6] = [
    ("name", RepositorySort::Name),
    ("size_bytes", RepositorySort::Size),
    ("tags", RepositorySort::Tags),
    ("pushed_at", RepositorySort::PushedAt),
    ("pulls", RepositorySort::Pulls),
    ("pulled_at", RepositorySort::PulledAt),
];

const TAG_SORT_KEYS: [(&str, TagSort); 5] = [
    ("name", TagSort::Name),
    ("size_bytes", TagSort::Size),
    ("pushed_at", TagSort::PushedAt),
    ("pulls", TagSort::Pulls),
    ("pulled_at", TagSort::PulledAt),
];

/// The bytes of a manifest or blob, shown and never run.
#[derive(ApiResponse)]
enum Content {
    /// The content, as the registry has it.
    #[oai(status = 200, content_type = "application/json")]
    Ok(Binary<Vec<u8>>),
}

/// What the whole catalogue adds up to.
#[derive(Debug, Object)]
#[oai(rename = "CatalogTotals")]
struct TotalsBody {
    /// Repositories that are not empty.
    repositories: u64,
    /// Tags.
    tags: u64,
    /// Manifests, tagged or not.
    manifests: u64,
    /// The bytes on disk: each manifest and blob counted once.
    size_bytes: u64,
}

/// How much was done on one day.
#[derive(Debug, Object)]
#[oai(rename = "DayActivity")]
struct DayActivityBody {
    /// The day, in UTC.
    day: Date,
    /// How many tags were pushed.
    pushes: u64,
    /// How many images were pulled; an index and its image for one platform are one.
    pulls: u64,
}

const MAX_DAYS: u16 = 366;

pub(super) struct RepositoriesApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalogue")]
impl RepositoriesApi {
    /// List the repositories that the caller may pull; for managers and admins, all.
    #[oai(path = "/repositories", method = "get", operation_id = "listRepositories")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn repositories(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many records to leave out first.
        Query(offset): Query<Option<u64>>,
        /// The most records to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// Fields to sort by, separated by commas, `-` for descending: `name`, `size_bytes`, `tags`,
        /// `pushed_at`, `pulls`, `pulled_at`.
        Query(sort): Query<Option<String>>,
        /// This text somewhere in the name, in any case.
        Query(q): Query<Option<String>>,
        /// One of these ids.
        Query(id): Query<Option<Vec<String>>>,
        /// The one with this name.
        Query(name): Query<Option<String>>,
        /// Those that this pattern of an access rule matches, `{login}` standing for nobody's. For
        /// managers and admins.
        Query(pattern): Query<Option<String>>,
    ) -> Result<Listed<RepositoryBody>, AppError> {
        let window = paging::window(offset, limit)?;
        if let Some(name) = name {
            let found = services.browse.repository(&caller, &repository_name(&name)?).await;
            return Listed::of_one(found, request.uri(), window);
        }
        let filter = RepositoryFilter { visible: Visibility::Everything, ids: paging::ids(id)?, text: q };
        let order = paging::order(sort.as_deref(), &REPOSITORY_SORT_KEYS)?;
        let page = match pattern {
            Some(pattern) => {
                services.browse.matching_repositories(&caller, filter, pattern_of(&pattern)?, &order, window).await?
            }
            None => services.browse.repositories(&caller, filter, &order, window).await?,
        };
        Ok(Listed::of(page, request.uri(), window))
    }

    /// List the tags of the repositories that the caller may pull; for managers and admins, all.
    #[oai(path = "/tags", method = "get", operation_id = "listTags")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn tags(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many records to leave out first.
        Query(offset): Query<Option<u64>>,
        /// The most records to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// Fields to sort by, separated by commas, `-` for descending: `name`, `size_bytes`,
        /// `pushed_at`, `pulls`, `pulled_at`.
        Query(sort): Query<Option<String>>,
        /// This text somewhere in `repository:tag`, in any case.
        Query(q): Query<Option<String>>,
        /// One of these ids.
        Query(id): Query<Option<Vec<String>>>,
        /// In this repository.
        Query(repository): Query<Option<String>>,
        /// Pointing to this manifest.
        Query(digest): Query<Option<String>>,
        /// Pushed before this moment.
        Query(pushed_before): Query<Option<OffsetDateTime>>,
        /// Pushed at or after this moment.
        Query(pushed_after): Query<Option<OffsetDateTime>>,
    ) -> Result<Listed<TagBody>, AppError> {
        let window = paging::window(offset, limit)?;
        let filter = TagFilter {
            visible: Visibility::Everything,
            ids: paging::ids(id)?,
            repository: repository.as_deref().map(repository_name).transpose()?,
            text: q,
            digest: digest.as_deref().map(digest_of).transpose()?,
            pushed_before,
            pushed_after,
        };
        let order = paging::order(sort.as_deref(), &TAG_SORT_KEYS)?;
        let page = services.browse.tags(&caller, filter, &order, window).await?;
        Ok(Listed::of(page, request.uri(), window))
    }

    /// Get a manifest with all that is known of it: of an image how it is run and made, of an index
    /// its images, and what refers to it.
    #[oai(path = "/manifests", method = "get", operation_id = "getManifest")]
    async fn manifest(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The repository.
        Query(repository): Query<String>,
        /// The tag, or else the digest.
        Query(tag): Query<Option<String>>,
        /// The digest, or else the tag.
        Query(digest): Query<Option<String>>,
    ) -> Result<Json<ManifestBody>, AppError> {
        let reference = reference(tag.as_deref(), digest.as_deref())?;
        let detail = services.browse.image(&caller, &repository_name(&repository)?, &reference).await?;
        Ok(Json(detail.into()))
    }

    /// Get the bytes of a manifest as the registry has them.
    #[oai(path = "/manifests/raw", method = "get", operation_id = "getRawManifest")]
    async fn raw_manifest(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The repository.
        Query(repository): Query<String>,
        /// The tag, or else the digest.
        Query(tag): Query<Option<String>>,
        /// The digest, or else the tag.
        Query(digest): Query<Option<String>>,
    ) -> Result<Content, AppError> {
        let reference = reference(tag.as_deref(), digest.as_deref())?;
        let raw = services.browse.raw_manifest(&caller, &repository_name(&repository)?, &reference).await?;
        Ok(Content::Ok(Binary(raw)))
    }

    /// Get a blob that is JSON of at most 1 MiB, such as the configuration of an image.
    #[oai(path = "/blobs", method = "get", operation_id = "getBlob")]
    async fn blob(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// The repository.
        Query(repository): Query<String>,
        /// The digest.
        Query(digest): Query<String>,
    ) -> Result<Content, AppError> {
        let blob = services.browse.blob(&caller, &repository_name(&repository)?, &digest_of(&digest)?).await?;
        Ok(Content::Ok(Binary(blob)))
    }

    /// Tell what the whole catalogue adds up to. For managers and admins.
    #[oai(path = "/catalog/totals", method = "get", operation_id = "getCatalogTotals")]
    async fn totals(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
    ) -> Result<Json<TotalsBody>, AppError> {
        let totals = services.browse.totals(&caller).await?;
        Ok(Json(TotalsBody {
            repositories: totals.repositories,
            tags: totals.tags,
            manifests: totals.manifests,
            size_bytes: totals.size,
        }))
    }

    /// Tell how much was pushed and pulled on each of the last days, in their order.
    #[oai(path = "/activity", method = "get", operation_id = "getActivity")]
    async fn activity(
        &self,
        _caller: SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// How many days, today being the last: 1 to 366, 14 if not given.
        Query(days): Query<Option<u16>>,
    ) -> Result<Json<Vec<DayActivityBody>>, AppError> {
        let days = days.unwrap_or(14);
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(AppError::BadRequest(format!("the parameter \"days\" goes from 1 to {MAX_DAYS}")));
        }
        let activity = services.browse.activity(days).await?;
        let body = |DayActivity { day, pushes, pulls }| DayActivityBody { day, pushes, pulls };
        Ok(Json(activity.into_iter().map(body).collect()))
    }
}

/// The repository that a parameter names.
pub(super) fn repository_name(text: &str) -> Result<RepositoryName, AppError> {
    text.parse().map_err(|error| AppError::BadRequest(format!("\"{text}\" is no repository: a name {error}")))
}

fn pattern_of(text: &str) -> Result<ResourcePattern, AppError> {
    text.parse().map_err(|error| AppError::BadRequest(format!("\"{text}\" is no pattern: it {error}")))
}

fn digest_of(text: &str) -> Result<Digest, AppError> {
    text.parse().map_err(|error| AppError::BadRequest(format!("\"{text}\" is no digest: it {error}")))
}

fn reference(tag: Option<&str>, digest: Option<&str>) -> Result<Reference, AppError> {
    match (tag, digest) {
        (Some(tag), None) => {
            let tag: Result<TagName, _> = tag.parse();
            tag.map(Reference::Tag).map_err(|error| AppError::BadRequest(format!("the tag {error}")))
        }
        (None, Some(digest)) => digest_of(digest).map(Reference::Digest),
        _ => Err(AppError::BadRequest("either \"tag\" or \"digest\" must be given".to_owned())),
    }
}
