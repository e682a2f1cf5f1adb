use std::str::FromStr;
use std::sync::Arc;

use domain::audit::Entry;
use futures_util::{Stream, StreamExt};
use poem::web::Data;
use poem::{Body, Request};
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;
use poem_openapi::{ApiResponse, Object, OpenApi};
use ports::{AuditFilter, Direction, Window};
use time::OffsetDateTime;

use super::caller::SignedIn;
use super::lines::Lines;
use super::model::AuditEntryBody;
use super::{Tag, paging};
use crate::error::AppError;
use crate::services::{AuditPage, Services};

pub(super) struct AuditApi;

/// A part of the audit log.
#[derive(Debug, Object)]
#[oai(rename = "AuditPage")]
struct AuditPageBody {
    /// The entries asked for.
    items: Vec<AuditEntryBody>,
    /// Whether there are more after them. They are not counted: there can be millions.
    has_more: bool,
}

#[derive(ApiResponse)]
enum AuditListed {
    /// A part of the audit log.
    #[oai(status = 200)]
    Ok(
        Json<AuditPageBody>,
        /// Leads to the next part, with `rel="next"`, if there is one.
        #[oai(header = "Link")]
        Option<String>,
    ),
}

#[derive(ApiResponse)]
enum Exported {
    /// One `AuditEntry` on each line.
    #[oai(status = 200)]
    Ok(
        Lines,
        /// Browsers keep it as a file.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(prefix_path = "/api/v1/audit", tag = "Tag::Audit")]
impl AuditApi {
    /// List what was done, newest first. For admins.
    #[oai(path = "/", method = "get", operation_id = "listAudit")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn list(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        request: &Request,
        /// How many entries to leave out first; `before` is quicker where that would be many.
        Query(offset): Query<Option<u64>>,
        /// The most entries to give: 1 to 1000, 50 if not given.
        Query(limit): Query<Option<u64>>,
        /// `-sequence`, newest first, or `sequence`.
        Query(sort): Query<Option<String>>,
        /// Before the entry of this number.
        Query(before): Query<Option<u64>>,
        /// After the entry of this number.
        Query(after): Query<Option<u64>>,
        /// By exactly this login, be it proven or claimed.
        Query(actor): Query<Option<String>>,
        /// One of these actions, such as `user.update`.
        Query(action): Query<Option<Vec<String>>>,
        /// Ended in one of these ways: `done`, `refused`, `failed`.
        Query(outcome): Query<Option<Vec<String>>>,
        /// Done to something of exactly this name: a login, the name of a group, access or repository,
        /// `repository:tag` or `repository@digest`.
        Query(target): Query<Option<String>>,
        /// From this address.
        Query(address): Query<Option<String>>,
        /// From this moment or later.
        Query(from): Query<Option<OffsetDateTime>>,
        /// From before this moment.
        Query(until): Query<Option<OffsetDateTime>>,
        /// This text somewhere in the login, the name of the target or the reason, in any case.
        Query(q): Query<Option<String>>,
    ) -> Result<AuditListed, AppError> {
        let window = paging::window(offset, limit)?;
        let order = paging::order(sort.as_deref(), &[("sequence", ())])?;
        let direction = order.first().map_or(Direction::Descending, |((), direction)| *direction);
        let (deeds, outcomes) = (words(action)?, words(outcome)?);
        let address = address.as_deref().map(word).transpose()?;
        let filter = AuditFilter { after, before, actor, deeds, outcomes, target, address, from, until, text: q };
        let page = services.audit.list(&caller, &filter, direction, window).await?;
        Ok(listed(page, request, window))
    }

    /// Export what was done, oldest first, as JSON lines. For admins.
    #[oai(path = "/export", method = "get", operation_id = "exportAudit")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn export(
        &self,
        SignedIn(caller): SignedIn,
        Data(services): Data<&Arc<Services>>,
        /// Before the entry of this number.
        Query(before): Query<Option<u64>>,
        /// After the entry of this number.
        Query(after): Query<Option<u64>>,
        /// By exactly this login, be it proven or claimed.
        Query(actor): Query<Option<String>>,
        /// One of these actions, such as `user.update`.
        Query(action): Query<Option<Vec<String>>>,
        /// Ended in one of these ways: `done`, `refused`, `failed`.
        Query(outcome): Query<Option<Vec<String>>>,
        /// Done to something of exactly this name.
        Query(target): Query<Option<String>>,
        /// From this address.
        Query(address): Query<Option<String>>,
        /// From this moment or later.
        Query(from): Query<Option<OffsetDateTime>>,
        /// From before this moment.
        Query(until): Query<Option<OffsetDateTime>>,
        /// This text somewhere in the login, the name of the target or the reason, in any case.
        Query(q): Query<Option<String>>,
    ) -> Result<Exported, AppError> {
        let (deeds, outcomes) = (words(action)?, words(outcome)?);
        let address = address.as_deref().map(word).transpose()?;
        let filter = AuditFilter { after, before, actor, deeds, outcomes, target, address, from, until, text: q };
        let batches = services.audit.export(&caller, filter).await?;
        let disposition = "attachment; filename=\"audit.jsonl\"".to_owned();
        Ok(Exported::Ok(Lines(streamed(batches)), disposition))
    }
}

/// An entry as it is exported: JSON in one line, without its end.
pub fn audit_line(entry: Entry) -> String {
    AuditEntryBody::from(entry).to_json_string()
}

fn streamed(batches: impl Stream<Item = Result<Vec<Entry>, AppError>> + Send + 'static) -> Body {
    Body::from_bytes_stream(batches.map(|batch| match batch {
        Ok(entries) => Ok(entries.into_iter().map(|entry| audit_line(entry) + "\n").collect::<String>()),
        Err(error) => {
            tracing::error!(%error, "an export of the audit log was cut short");
            Err(std::io::Error::other(error))
        }
    }))
}

fn listed(page: AuditPage, request: &Request, window: Window) -> AuditListed {
    let AuditPage { entries, has_more } = page;
    let known_end = window.offset.saturating_add(window.limit).saturating_add(u64::from(has_more));
    let link = paging::link_to_next(request.uri(), window, known_end);
    let items = entries.into_iter().map(AuditEntryBody::from).collect();
    AuditListed::Ok(Json(AuditPageBody { items, has_more }), link)
}

fn words<T: FromStr>(texts: Option<Vec<String>>) -> Result<Vec<T>, AppError> {
    texts.unwrap_or_default().iter().map(|text| word(text)).collect()
}

fn word<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::BadRequest(format!("\"{text}\" is none of what this parameter can be")))
}
