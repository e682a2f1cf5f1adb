use std::sync::Arc;
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes};
use poem::http::StatusCode;
use poem::{Error, Request, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::AppError;

/// How long a client may take to send a body.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Bodies of no more than this are always read.
const SMALL: usize = 16 * 1024;
/// So many larger ones are read at a time, so that the memory they take is bounded.
const LARGE_AT_A_TIME: usize = 32;

/// How large bodies may be.
#[derive(Clone)]
pub(super) struct BodyLimit {
    most: usize,
    patience: Duration,
    large: Arc<Semaphore>,
}

impl BodyLimit {
    /// No body may have more than `most` bytes.
    pub(super) fn new(most: u64) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self { most, patience: TIMEOUT, large: Arc::new(Semaphore::new(LARGE_AT_A_TIME)) }
    }

    /// Reads the body to where the request is, and refuses one that is too large, whether or not the
    /// request says how long it is. A large one takes a place, to be kept while the body is.
    pub(super) async fn read(&self, request: &mut Request) -> Result<Option<OwnedSemaphorePermit>> {
        let body: BoxBody<Bytes, std::io::Error> = request.take_body().into();
        if body.is_end_stream() {
            return Ok(None);
        }
        if body.size_hint().lower() > self.most as u64 {
            return Err(Error::from_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let collected = timeout(self.patience, self.collect(body)).await;
        let (body, place) = collected.map_err(|_| Error::from_status(StatusCode::REQUEST_TIMEOUT))??;
        request.set_body(body);
        Ok(place)
    }

    /// The body, and the place it takes if it is large.
    ///
    /// One for which there is no place is read to its end all the same, but not kept: who is still
    /// sending when the connection ends does not see the answer.
    async fn collect(&self, body: BoxBody<Bytes, std::io::Error>) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>)> {
        let mut body = Limited::new(body, self.most);
        let (mut bytes, mut place, mut is_refused) = (Vec::new(), None, false);
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|error| unreadable(error.as_ref()))?.into_data() else { continue };
            if !is_refused && place.is_none() && bytes.len() + data.len() > SMALL {
                place = self.large.clone().try_acquire_owned().ok();
                is_refused = place.is_none();
            }
            match is_refused {
                true => bytes = Vec::new(),
                false => bytes.extend_from_slice(&data),
            }
        }
        if is_refused { Err(AppError::Crowded.into()) } else { Ok((bytes, place)) }
    }
}

fn unreadable(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Error {
    let too_large = error.is::<LengthLimitError>();
    Error::from_status(if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST })
}

#[cfg(test)]
mod tests {
    use poem::Body;

    use super::*;

    async fn send(limit: &BodyLimit, body: Body) -> StatusCode {
        let mut request = Request::builder().body(body);
        limit.read(&mut request).await.map_or_else(|error| error.status(), |_| StatusCode::OK)
    }

    #[tokio::test]
    async fn there_is_room_for_so_many_large_bodies_and_for_every_small_one() {
        let limit = BodyLimit::new(100_000);
        let places: Vec<_> = (0..LARGE_AT_A_TIME).map(|_| limit.large.try_acquire().unwrap()).collect();
        assert_eq!(send(&limit, Body::from(vec![b'x'; SMALL])).await, StatusCode::OK);
        assert_eq!(send(&limit, Body::from(vec![b'x'; SMALL + 1])).await, StatusCode::SERVICE_UNAVAILABLE);
        drop(places);
        assert_eq!(send(&limit, Body::from(vec![b'x'; SMALL + 1])).await, StatusCode::OK);
        assert_eq!(limit.large.available_permits(), LARGE_AT_A_TIME);
    }

    #[tokio::test]
    async fn a_body_that_does_not_say_how_long_it_is_has_the_same_limit() {
        let stream = |bytes: &'static [u8]| Body::from_async_read(bytes);
        let limit = BodyLimit::new(4);
        assert_eq!(send(&limit, stream(b"1234")).await, StatusCode::OK);
        assert_eq!(send(&limit, stream(b"12345")).await, StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn a_body_is_not_waited_for_for_ever() {
        let (_writer, reader) = tokio::io::duplex(1);
        let limit = BodyLimit { patience: Duration::from_millis(1), ..BodyLimit::new(4) };
        let status = send(&limit, Body::from_async_read(reader)).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
    }
}
