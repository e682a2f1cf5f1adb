//! The answers that all records have in common.

use poem::http::Uri;
use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use poem_openapi::{ApiResponse, Object};
use ports::{Page, Window};
use serde::{Serialize, Serializer, ser};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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

/// JSON like [`Json`], but written straight from the value: no copy of it is made as a document first.
/// For what is answered thousands of times in a second.
pub(super) struct Written<T>(pub(super) T);

impl<T: Type> Payload for Written<T> {
    const CONTENT_TYPE: &'static str = Json::<T>::CONTENT_TYPE;

    fn check_content_type(content_type: &str) -> bool {
        Json::<T>::check_content_type(content_type)
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        poem::web::Json(self.0).into_response()
    }
}

/// Writes a time as everywhere in the API (RFC 3339).
pub(super) fn rfc3339<S: Serializer>(time: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.format(&Rfc3339).map_err(ser::Error::custom)?)
}
