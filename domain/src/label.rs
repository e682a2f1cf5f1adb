use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::UserName;

/// A name for people to read: of a group, an access rule, a person.
///
/// 1 to 128 characters without control characters and without white space at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

/// Why a text is not a [`Label`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LabelError {
    /// There is no text, or only white space.
    #[error("must not be empty")]
    Empty,
    /// Too many characters.
    #[error("must not be longer than {} characters", Label::MAX_LENGTH)]
    TooLong,
    /// Line breaks and the like.
    #[error("must not hold control characters")]
    Control,
}

impl Label {
    /// The most characters a label may have.
    pub const MAX_LENGTH: usize = 128;

    /// The label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, LabelError> {
        let text = text.trim();
        if text.is_empty() {
            Err(LabelError::Empty)
        } else if text.chars().count() > Self::MAX_LENGTH {
            Err(LabelError::TooLong)
        } else if text.chars().any(char::is_control) {
            Err(LabelError::Control)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

/// A user name keeps every rule of a label.
impl From<UserName> for Label {
    fn from(name: UserName) -> Self {
        Self(name.to_string())
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_trimmed_line() {
        assert_eq!(" Team A ".parse::<Label>().unwrap().as_str(), "Team A");
        assert_eq!("  ".parse::<Label>(), Err(LabelError::Empty));
        assert_eq!("a\nb".parse::<Label>(), Err(LabelError::Control));
        assert!("я".repeat(128).parse::<Label>().is_ok());
        assert_eq!("я".repeat(129).parse::<Label>(), Err(LabelError::TooLong));
    }
}
