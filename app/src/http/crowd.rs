//! How many requests are answered at a time. The realm has its own number, so that pulls and pushes
//! go on however many lists are asked for.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::AppError;

/// Most of them wait for a password to be checked.
const REALM: usize = 1024;
const API: usize = 128;

/// For whoever watches the process: it lives even when there is a crowd.
const ALWAYS: [&str; 3] = ["/ping", "/healthz", "/readyz"];

/// The requests of one kind that are being answered.
pub(super) struct Crowd(Semaphore);

impl Crowd {
    /// That before the realm.
    pub(super) fn of_realm() -> Self {
        Self(Semaphore::new(REALM))
    }

    /// That before all else.
    pub(super) fn of_api() -> Self {
        Self(Semaphore::new(API))
    }

    /// A place for a request for `path`, which keeps it until it is answered; none if it needs none.
    /// Fails if there are too many.
    pub(super) fn place(&self, path: &str) -> Result<Option<SemaphorePermit<'_>>, AppError> {
        if ALWAYS.contains(&path) {
            return Ok(None);
        }
        self.0.try_acquire().map(Some).map_err(|_| AppError::Crowded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_before_the_lists_keeps_nobody_from_the_realm() {
        let (api, realm) = (Crowd::of_api(), Crowd::of_realm());
        let _held: Vec<_> = (0..API).map(|_| api.place("/api/v1/users").unwrap().unwrap()).collect();
        assert!(matches!(api.place("/api/v1/users"), Err(AppError::Crowded)));
        assert!(realm.place("/api/v1/registry/auth").unwrap().is_some());
        assert!(api.place("/healthz").unwrap().is_none(), "who watches needs no place");
    }

    #[test]
    fn a_request_gives_its_place_back() {
        let crowd = Crowd::of_realm();
        for _ in 0..=REALM {
            crowd.place("/api/v1/registry/auth").unwrap();
        }
    }
}
