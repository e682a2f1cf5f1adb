use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The name of a tag: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (OCI distribution spec, "Pulling manifests").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagName(String);

/// A text that is no [`TagName`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must have 1 to 128 letters, digits or the signs _ . -, and not start with . or -")]
pub struct TagNameError;

impl TagName {
    const MAX_LENGTH: usize = 128;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TagName {
    type Err = TagNameError;

    fn from_str(text: &str) -> Result<Self, TagNameError> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        if fits && text.bytes().all(legal) && !text.starts_with(['.', '-']) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TagNameError)
        }
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_names_follow_the_oci_grammar() {
        for good in ["latest", "v1.2.3", "_x", "007", "A-b", &"x".repeat(128)] {
            assert!(good.parse::<TagName>().is_ok(), "{good}");
        }
        for bad in ["", ".x", "-x", "a/b", "a:b", "a b", "é", &"x".repeat(129)] {
            assert!(bad.parse::<TagName>().is_err(), "{bad}");
        }
    }
}
