use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::error::AppError;

/// Tells two states of a record apart: the ETag of HTTP (RFC 9110 §8.8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision(u64);

impl Revision {
    /// The revision of this state.
    pub fn of(record: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        record.hash(&mut hasher);
        Self(hasher.finish())
    }
}

impl Revision {
    /// The revision as an ETag, which stands in quotes.
    pub fn etag(self) -> String {
        format!("\"{self}\"")
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// What a record must be for a change to be made: the If-Match of HTTP (RFC 9110 §13.1.1).
#[derive(Debug, Clone, Default)]
pub struct Precondition(Option<String>);

impl Precondition {
    /// The value of the If-Match header, if there was one.
    pub fn if_match(header: Option<String>) -> Self {
        Self(header)
    }

    pub(super) fn check(&self, record: &impl Hash) -> Result<(), AppError> {
        let Some(wanted) = &self.0 else { return Ok(()) };
        let revision = Revision::of(record).etag();
        let holds = wanted.split(',').map(str::trim).any(|tag| tag == "*" || tag == revision);
        if holds { Ok(()) } else { Err(AppError::Stale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_state_that_was_seen_is_changed() {
        let seen = Revision::of(&"before").etag();
        assert!(Precondition::if_match(None).check(&"after").is_ok());
        assert!(Precondition::if_match(Some("*".into())).check(&"after").is_ok());
        assert!(Precondition::if_match(Some(format!("\"x\", {seen}"))).check(&"before").is_ok());
        assert!(matches!(Precondition::if_match(Some(seen)).check(&"after"), Err(AppError::Stale)));
    }
}
