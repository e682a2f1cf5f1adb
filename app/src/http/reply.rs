//! The answers that all records have in common.

use poem::http::Uri;
use poem_openapi::payload::Json;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use poem_openapi::{ApiResponse, Object};
use ports::{Page, Window};

use super::paging;
use crate::error::AppError;
use crate::services::Revision;

/// A part of a list.
#[derive(Debug, Object)]
pub(super) struct ListBody<T: ParseFromJSON + ToJSON + Type> {
    /// The records asked for.
    items: Vec<T>,
    /// How many records the whole list has.
    total: u64,
}

#[derive(ApiResponse)]
pub(super) enum Listed<T: ParseFromJSON + ToJSON + Type> {
    /// A part of the list.
    #[oai(status = 200)]
    Ok(
        Json<ListBody<T>>,
        /// Leads to the next part, with `rel="next"`, if there is one.
        #[oai(header = "Link")]
        Option<String>,
    ),
}

impl<T: ParseFromJSON + ToJSON + Type> Listed<T> {
    /// A list of the one record that was found, or of none.
    pub(super) fn of_one<V>(found: Result<V, AppError>, uri: &Uri, window: Window) -> Result<Self, AppError>
    where
        T: From<V>,
    {
        let items: Vec<_> = match found {
            Ok(record) => vec![record],
            Err(AppError::NotFound(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let total = items.len() as u64;
        let offset = usize::try_from(window.offset).unwrap_or(usize::MAX);
        Ok(Self::of(Page { items: items.into_iter().skip(offset).collect(), total }, uri, window))
    }

    pub(super) fn of<V>(page: Page<V>, uri: &Uri, window: Window) -> Self
    where
        T: From<V>,
    {
        let link = paging::link_to_next(uri, window, page.total);
        let items = page.items.into_iter().map(T::from).collect();
        Self::Ok(Json(ListBody { items, total: page.total }), link)
    }
}

#[derive(ApiResponse)]
pub(super) enum Found<T: ToJSON + Type> {
    /// The record.
    #[oai(status = 200)]
    Ok(
        Json<T>,
        /// The revision of the record, for If-Match.
        #[oai(header = "ETag")]
        String,
    ),
}

impl<T: ToJSON + Type> Found<T> {
    pub(super) fn new(revision: Revision, body: impl Into<T>) -> Self {
        Self::Ok(Json(body.into()), revision.etag())
    }
}

#[derive(ApiResponse)]
pub(super) enum Created<T: ToJSON + Type> {
    /// The record that was made.
    #[oai(status = 201)]
    Created(
        Json<T>,
        /// Where the record is.
        #[oai(header = "Location")]
        String,
        /// The revision of the record, for If-Match.
        #[oai(header = "ETag")]
        String,
    ),
}

impl<T: ToJSON + Type> Created<T> {
    pub(super) fn new(location: String, revision: Revision, body: impl Into<T>) -> Self {
        Self::Created(Json(body.into()), location, revision.etag())
    }
}

#[derive(ApiResponse)]
pub(super) enum Done {
    /// Done; there is nothing more to say.
    #[oai(status = 204)]
    NoContent,
}
